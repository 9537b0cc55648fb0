using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Connections;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Packages;

namespace FleetPrompt.Web.Integrations;

/// <summary>The connections to Mattermost that a package can be configured with.</summary>
internal sealed class CredentialChoices(CredentialReading reading) : IFieldChoices
{
    public string Format => $"credential:{MattermostConnection.Provider}";

    public async Task<IReadOnlyList<FieldChoice>> ListAsync(OperationContext operation, CancellationToken cancel = default)
    {
        var found = await reading.ListAsync(operation, cancel);
        return found.IsOk
            ? [.. found.Value.Where(c => c is { Provider: MattermostConnection.Provider, Status: CredentialStatus.Connected }).Select(c => new FieldChoice(c.Id.ToString(), $"{c.Label} ({CredentialWords.Where(c.Host, c.LastFour)})"))]
            : [];
    }

    public (string Text, string Href)? New(string returnUrl) => ("Connect Mattermost", IntegrationUrls.Connect(returnUrl: returnUrl));
}
