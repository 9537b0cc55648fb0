using System.Text.RegularExpressions;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Web.Integrations;

/// <summary>How connections are put into words.</summary>
internal static partial class CredentialWords
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

    /// <summary>What was sent in a field that is shown, unless a secret may have been put there by mistake: then it is not shown again.</summary>
    public static string? Shown(string? sent) =>
        sent is not null && (RedactionGuard.RedactText(sent) != sent || sent.Contains("/hooks/", StringComparison.OrdinalIgnoreCase) || LooksLikeKey().IsMatch(sent)) ? null : sent;

    [GeneratedRegex("[A-Za-z0-9]{20,}")]
    private static partial Regex LooksLikeKey();
}
