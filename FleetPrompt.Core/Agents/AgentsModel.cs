using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Agents;

internal sealed class AgentsModel : ITenantModel, IPlatformModel
{
    void ITenantModel.Build(ModelBuilder model)
    {
        model.Entity<Agent>(agent =>
        {
            agent.ToTable("agents");
            agent.Property(a => a.Revision).IsConcurrencyToken();
            agent.HasIndex(a => a.Slug).IsUnique();
        });
        model.Entity<Execution>(execution =>
        {
            execution.ToTable("executions");
            execution.Property(e => e.Decision).HasColumnType("jsonb");
            execution.HasIndex(e => new { e.InstallationId, e.CreatedAt });
            execution.HasIndex(e => e.CreatedAt);
            execution.HasIndex(e => e.DirectiveId);
        });
        model.Entity<ExecutionLog>(line =>
        {
            line.ToTable("execution_logs");
            line.HasOne<Execution>().WithMany().HasForeignKey(l => l.ExecutionId).OnDelete(DeleteBehavior.Cascade);
            line.HasIndex(l => new { l.ExecutionId, l.Id });
        });
    }

    void IPlatformModel.Build(ModelBuilder model) =>
        model.Entity<Skill>(skill =>
        {
            skill.ToTable("skills");
            skill.HasIndex(s => s.Slug).IsUnique();
        });
}

public static class AgentSets
{
    extension(TenantDb db)
    {
        public DbSet<Agent> Agents => db.Set<Agent>();

        public DbSet<Execution> Executions => db.Set<Execution>();

        public DbSet<ExecutionLog> ExecutionLogs => db.Set<ExecutionLog>();
    }
}

public static class SkillSets
{
    extension(PlatformDb db)
    {
        public DbSet<Skill> Skills => db.Set<Skill>();
    }
}
