using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Tenancy;

internal sealed class TenancyModel : IPlatformModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<Organization>(organization =>
        {
            organization.ToTable("organizations");
            organization.Property(o => o.TenantId).ValueGeneratedOnAdd();
            organization.HasAlternateKey(o => o.TenantId);
            organization.HasIndex(o => o.Slug).IsUnique();
            organization.Property(o => o.Slug).HasMaxLength(48);
            organization.Property(o => o.Name).HasMaxLength(100);
            organization.Property(o => o.Status).HasMaxLength(20);
            organization.Property(o => o.SignalRetentionDays).HasDefaultValue(Organization.DefaultRetentionDays);
            organization.ToTable(t => t.HasCheckConstraint("organizations_signal_retention_days_check", $"signal_retention_days between {Organization.ShortestRetentionDays} and {Organization.LongestRetentionDays}"));
            organization.Ignore(o => o.Tenant);
        });
        model.Entity<OrganizationMembership>(membership =>
        {
            membership.ToTable("organization_memberships");
            membership.HasOne(m => m.Organization).WithMany().HasForeignKey(m => m.OrganizationId);
            membership.HasOne<User>().WithMany().HasForeignKey(m => m.UserId);
            membership.HasIndex(m => new { m.OrganizationId, m.UserId }).IsUnique();
            membership.HasIndex(m => m.UserId);
            membership.Property(m => m.Role).HasMaxLength(20);
            membership.Property(m => m.Status).HasMaxLength(20);
        });
        model.Entity<TenantMigrationRun>(run =>
        {
            run.ToTable("tenant_migration_runs");
            run.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId);
            run.HasIndex(r => new { r.OrganizationId, r.StartedAt });
        });
    }
}
