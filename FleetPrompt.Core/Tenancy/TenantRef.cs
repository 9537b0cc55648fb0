namespace FleetPrompt.Core.Tenancy;

/// <summary>Which tenant: the organisation, its small number (for the work queue and doorbells) and its slug, from which schema and role take their name.</summary>
public sealed record TenantRef(Guid OrganizationId, int TenantId, string Slug)
{
    public string Schema { get; } =
        TenantSlug.IsValid(Slug) ? "org_" + Slug : throw new ArgumentException($"'{Slug}' is not a tenant slug. {TenantSlug.Rule}", nameof(Slug));
}
