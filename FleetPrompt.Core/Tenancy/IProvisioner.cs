namespace FleetPrompt.Core.Tenancy;

/// <summary>Makes and migrates tenants with the owner's credentials, which nothing else holds. Every verb may be repeated.</summary>
public interface IProvisioner
{
    /// <summary>Role, schema, tables and grants of an organisation, in one transaction.</summary>
    Task ProvisionAsync(Guid organizationId, CancellationToken cancel);

    /// <summary>The platform first, then all tenants in bounded parallel. Tenants that could not be brought forward are reported, not thrown.</summary>
    Task<MigrationReport> MigrateAsync(CancellationToken cancel);

    /// <summary>Tenants that are not where this build expects them, with the reason of their last failed run. Changes nothing.</summary>
    Task<IReadOnlyList<TenantLeftBehind>> CheckAsync(CancellationToken cancel);

    /// <summary>Schemas named like a tenant's that belong to no organisation. Changes nothing.</summary>
    Task<IReadOnlyList<string>> OrphanSchemasAsync(CancellationToken cancel);
}

public sealed record MigrationReport(int Tenants, int Migrated, IReadOnlyList<TenantLeftBehind> LeftBehind);

public sealed record TenantLeftBehind(string Slug, string Reason);
