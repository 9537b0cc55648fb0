using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Directives;

internal sealed class DirectivesModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<Directive>(directive =>
        {
            directive.ToTable("directives");
            directive.Property(d => d.Payload).HasColumnType("jsonb");
            directive.Property(d => d.Result).HasColumnType("jsonb");
            directive.Property(d => d.ErrorDetails).HasColumnType("jsonb");
            directive.HasIndex(d => d.IdempotencyKey).IsUnique().HasFilter("status <> 'canceled'");
            directive.HasIndex(d => new { d.Stream, d.RequestedAt });
            directive.HasIndex(d => new { d.Status, d.RequestedAt });
            directive.HasIndex(d => d.CorrelationId);
        });
        model.Entity<DirectiveAttempt>(attempt =>
        {
            attempt.ToTable("directive_attempts");
            attempt.HasKey(a => new { a.DirectiveId, a.Attempt }); // no foreign key: written only with the directive in hand, once for each, and a check for each row costs as much as the row
        });
    }
}

public static class DirectiveSets
{
    extension(TenantDb db)
    {
        public DbSet<Directive> Directives => db.Set<Directive>();

        public DbSet<DirectiveAttempt> DirectiveAttempts => db.Set<DirectiveAttempt>();
    }
}
