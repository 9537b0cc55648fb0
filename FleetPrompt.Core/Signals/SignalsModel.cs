using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Signals;

internal sealed class SignalsModel : ITenantModel
{
    public void Build(ModelBuilder model) =>
        model.Entity<Signal>(signal =>
        {
            signal.ToTable("signals");
            signal.Property(s => s.Seq).ValueGeneratedOnAdd();
            signal.Property(s => s.RecordedAt).HasDefaultValueSql("now()");
            signal.Property(s => s.Payload).HasColumnType("jsonb");
            signal.Property(s => s.Metadata).HasColumnType("jsonb");
            signal.HasIndex(s => new { s.Stream, s.Seq });
            signal.HasIndex(s => s.Seq);
            signal.HasIndex(s => new { s.SubjectType, s.SubjectId, s.Seq });
            signal.HasIndex(s => s.CorrelationId);
            signal.HasIndex(s => new { s.Name, s.RecordedAt });
            signal.HasIndex(s => s.RecordedAt);
            signal.HasIndex(s => s.DedupeKey).IsUnique().HasFilter("dedupe_key is not null");
        });
}

public static class SignalSets
{
    extension(TenantDb db)
    {
        public DbSet<Signal> Signals => db.Set<Signal>();
    }
}
