using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages;

internal sealed class PackagesModel : IPlatformModel, ITenantModel
{
    void IPlatformModel.Build(ModelBuilder model)
    {
        model.Entity<Package>(package =>
        {
            package.ToTable("packages");
            package.HasIndex(p => p.Slug).IsUnique();
            package.Property(p => p.RatingAverage).HasPrecision(3, 2);
        });
        model.Entity<PackageVersion>(version =>
        {
            version.ToTable("package_versions");
            version.HasOne<Package>().WithMany().HasForeignKey(v => v.PackageId);
            version.HasIndex(v => new { v.PackageId, v.Version }).IsUnique();
        });
        model.Entity<PackageInstall>(install =>
        {
            install.ToTable("package_installs");
            install.HasKey(i => new { i.PackageSlug, i.OrganizationId });
        });
        model.Entity<PackageReview>(review =>
        {
            review.ToTable("package_reviews", t => t.HasCheckConstraint("package_reviews_rating_check", "rating between 1 and 5"));
            review.HasOne<Package>().WithMany().HasForeignKey(r => r.PackageId);
            review.HasIndex(r => new { r.PackageId, r.UserId }).IsUnique();
            review.HasIndex(r => new { r.PackageId, r.UpdatedAt });
        });
    }

    void ITenantModel.Build(ModelBuilder model)
    {
        model.Entity<PackageInstallation>(installation =>
        {
            installation.ToTable("package_installations");
            installation.Property(i => i.Config).HasColumnType("jsonb");
            installation.Property(i => i.Revision).IsConcurrencyToken();
            installation.HasIndex(i => i.PackageSlug).IsUnique().HasFilter("status <> 'uninstalled'");
            installation.HasIndex(i => new { i.PackageSlug, i.Generation }).IsUnique();
        });
        model.Entity<PackageProvision>(provision =>
        {
            provision.ToTable("package_provisions");
            provision.HasOne<PackageInstallation>().WithMany().HasForeignKey(p => p.InstallationId);
            provision.HasIndex(p => new { p.InstallationId, p.Kind, p.Key }).IsUnique();
            provision.HasIndex(p => new { p.Kind, p.SubjectId });
        });
    }
}

public static class RegistrySets
{
    extension(PlatformDb db)
    {
        public DbSet<Package> Packages => db.Set<Package>();

        public DbSet<PackageVersion> PackageVersions => db.Set<PackageVersion>();

        public DbSet<PackageInstall> PackageInstalls => db.Set<PackageInstall>();

        public DbSet<PackageReview> PackageReviews => db.Set<PackageReview>();
    }
}

public static class PackageSets
{
    extension(TenantDb db)
    {
        public DbSet<PackageInstallation> PackageInstallations => db.Set<PackageInstallation>();

        public DbSet<PackageProvision> PackageProvisions => db.Set<PackageProvision>();
    }
}
