using FleetPrompt.Core.Integrations;

namespace FleetPrompt.Web.Integrations;

/// <summary>How connections are put into words.</summary>
internal static class CredentialWords
{
    public static string Kind(string kind) => kind == CredentialKind.PersonalAccessToken ? "Personal access token" : "Incoming webhook";

    /// <summary>"chat.example.com · …wxyz".</summary>
    public static string Where(string host, string lastFour) => lastFour.Length > 0 ? $"{host} · …{lastFour}" : host;

    /// <summary>What the server did when it was used last; goes on after its name.</summary>
    public static string Error(string kind) =>
        kind switch
        {
            OutboundErrorKind.Auth => "did not let us in",
            OutboundErrorKind.RateLimit => "asked us to wait",
            OutboundErrorKind.Network => "could not be reached",
            OutboundErrorKind.Validation => "did not take what was sent",
            _ => "failed, or did not answer",
        };
}
