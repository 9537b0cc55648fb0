using System.Text.Json;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Connections;

/// <summary>The connections of an organisation, for its owners and admins. Nothing here opens one.</summary>
public sealed class CredentialReading(IUnits units, PackageRegistry registry)
{
    private static readonly Forbidden NotTheirs = new("Only an owner or an admin of this organisation can see its connections.");

    /// <summary>All of them, those that work first, the newest of these first. Errors: <see cref="Forbidden"/>.</summary>
    public Task<Result<IReadOnlyList<CredentialView>>> ListAsync(OperationContext operation, CancellationToken cancel = default) => ReadAsync(operation, null, cancel);

    /// <summary>One. Errors: <see cref="Forbidden"/>, <see cref="NotFound"/>.</summary>
    public async Task<Result<CredentialView>> FindAsync(OperationContext operation, Guid id, CancellationToken cancel = default)
    {
        var found = await ReadAsync(operation, id, cancel);
        return !found.IsOk ? found.Error! : found.Value is [var one] ? one : new NotFound();
    }

    private Task<Result<IReadOnlyList<CredentialView>>> ReadAsync(OperationContext operation, Guid? only, CancellationToken cancel) =>
        units.ReadAsync<Result<IReadOnlyList<CredentialView>>>(
            operation,
            async unit =>
            {
                if (!await Credentials.AdministersAsync(unit, cancel)) return NotTheirs;
                var credentials = await unit.Db.IntegrationCredentials.AsNoTracking()
                    .Where(c => only == null || c.Id == only)
                    .OrderBy(c => c.Status).ThenByDescending(c => c.CreatedAt) // connected comes before revoked
                    .ToListAsync(cancel);
                var people = await unit.PeopleAsync([.. credentials.Select(c => c.CreatedById).Distinct()], cancel);
                var uses = await UsesAsync(unit, cancel);
                return credentials.Select(c => View(c, people.TryGetValue(c.CreatedById, out var person) ? person.Name : "Somebody", [.. uses[c.Id]])).ToList();
            },
            cancel);

    /// <summary>Who names which: a configuration holds a connection's id as a text.</summary>
    private async Task<ILookup<Guid, CredentialUse>> UsesAsync(TenantUnit unit, CancellationToken cancel)
    {
        var installations = await unit.Db.PackageInstallations.AsNoTracking()
            .Where(i => i.Status != InstallationStatus.Uninstalled)
            .OrderBy(i => i.PackageSlug)
            .Select(i => new { i.Id, i.PackageSlug, i.Config })
            .ToListAsync(cancel);
        return (
            from installation in installations
            let use = new CredentialUse(installation.Id, registry.Find(installation.PackageSlug)?.Name ?? installation.PackageSlug)
            from id in TextsOf(installation.Config).Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>().Distinct()
            select (id, use)
        ).ToLookup(x => x.id, x => x.use);
    }

    private static IEnumerable<string?> TextsOf(JsonDocument config) =>
        config.RootElement.ValueKind == JsonValueKind.Object ? config.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => p.Value.GetString()) : [];

    private static CredentialView View(IntegrationCredential c, string connectedBy, IReadOnlyList<CredentialUse> usedBy) =>
        new(c.Id, c.Provider, c.Kind, c.Label, c.Host, c.LastFour, c.Status, c.Revision, connectedBy, c.CreatedAt, c.RotatedAt, c.RevokedAt, c.LastUsedAt, c.LastErrorKind, c.LastErrorAt, usedBy);
}
