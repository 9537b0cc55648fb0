using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

internal sealed class OperationsModel : ITenantModel, IPlatformModel
{
    void ITenantModel.Build(ModelBuilder model)
    {
        model.Entity<GettingStartedStep>(step =>
        {
            step.ToTable("getting_started_steps");
            step.HasKey(s => s.Step);
        });
        model.Entity<OrgExport>(export =>
        {
            export.ToTable("exports");
            export.StaysAtHome();
            export.HasIndex(e => e.CreatedAt);
        });
        model.Entity<OrgExportPart>(part =>
        {
            part.ToTable("export_parts");
            part.StaysAtHome();
            part.HasKey(p => new { p.ExportId, p.Number });
            part.HasOne<OrgExport>().WithMany().HasForeignKey(p => p.ExportId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    void IPlatformModel.Build(ModelBuilder model) =>
        model.Entity<ReconcileRun>(run =>
        {
            run.ToTable("reconcile_runs");
            run.HasIndex(r => r.StartedAt);
        });
}

public static class OperationSets
{
    extension(TenantDb db)
    {
        public DbSet<GettingStartedStep> GettingStartedSteps => db.Set<GettingStartedStep>();

        public DbSet<OrgExport> Exports => db.Set<OrgExport>();

        public DbSet<OrgExportPart> ExportParts => db.Set<OrgExportPart>();
    }
}
