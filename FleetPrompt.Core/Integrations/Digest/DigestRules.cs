using System.Text.Json;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What the digest's configuration must be, beyond its schema: among others, its connection has to be one of the organisation's that opens.</summary>
internal sealed class DigestRules(MattermostConnections connections) : IConfigurationRules
{
    public string PackageSlug => Digests.PackageSlug;

    public async Task<IReadOnlyList<FieldProblem>> ProblemsAsync(TenantUnit unit, JsonElement config, CancellationToken cancel)
    {
        var problems = DigestConfiguration.ProblemsOf(config).ToList();
        if (problems.All(p => p.Field != "mattermost_credential_id") && config.TryGetProperty("mattermost_credential_id", out var value) && value.TryGetGuid(out var id))
        {
            var opened = await connections.OpenAsync(unit, id, cancel);
            if (!opened.IsOk) problems.Add(new("mattermost_credential_id", opened.Error is NotFound ? "That connection is not here any more. Choose another, or connect Mattermost." : opened.Error!.Message));
        }

        return problems;
    }
}
