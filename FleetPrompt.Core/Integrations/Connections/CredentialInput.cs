using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Integrations.Connections;

/// <summary>What somebody enters to connect Mattermost. Printed, it holds no secret.</summary>
/// <param name="Kind">One of <see cref="CredentialKind"/>.</param>
/// <param name="Label">What people call it; empty for a name made of its host.</param>
/// <param name="Webhook">The address of an incoming webhook.</param>
/// <param name="Server">The address of the server that <paramref name="Token"/> is for.</param>
public sealed record CredentialInput(string? Kind, string? Label, Secret? Webhook = null, string? Server = null, Secret? Token = null)
{
    public const int MaxLabel = 80;

    /// <summary>What it is to be called.</summary>
    internal string LabelFor(MattermostConnection connection) => string.IsNullOrWhiteSpace(Label) ? $"Mattermost at {connection.Host}" : Label.Trim();

    /// <summary>The connection; or every problem with its field.</summary>
    internal Result<MattermostConnection> Connect(OutboundPolicy policy)
    {
        var connection = Kind switch
        {
            CredentialKind.IncomingWebhook => MattermostConnection.FromWebhook(Webhook?.Reveal(), policy),
            CredentialKind.PersonalAccessToken => MattermostConnection.FromToken(Server, Token?.Reveal(), policy),
            _ => new Invalid("kind", "Choose how to connect: with an incoming webhook or a personal access token."),
        };
        if (LabelProblem(connection) is not { } label) return connection;
        return new Invalid([new FieldProblem("label", label), .. (connection.Error as Invalid)?.Problems ?? []]);
    }

    private string? LabelProblem(Result<MattermostConnection> connection)
    {
        var label = Label?.Trim() ?? "";
        if (label.Length > MaxLabel) return $"Keep the name within {MaxLabel} characters.";
        if (label.Any(char.IsControl)) return "Leave line breaks out of the name.";
        var shows = RedactionGuard.RedactText(label) != label || label.Contains("://", StringComparison.Ordinal) || (connection.IsOk && label.Contains(connection.Value.Key, StringComparison.OrdinalIgnoreCase));
        return shows ? "Everybody may read the name: leave addresses and secrets out of it." : null;
    }
}
