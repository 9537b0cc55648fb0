using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Signals;

internal sealed class SignalsModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
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
            signal.HasIndex(s => s.RecordedAt).HasAnnotation("Npgsql:IndexMethod", "brin"); // rows lie nearly in this order
            signal.HasIndex(s => s.DedupeKey).IsUnique().HasFilter("dedupe_key is not null");
        });
        model.Entity<SignalDelivery>(delivery =>
        {
            delivery.ToTable("signal_deliveries");
            delivery.Property(d => d.CreatedAt).HasDefaultValueSql("now()");
            delivery.Property(d => d.ErrorDetails).HasColumnType("jsonb");
            delivery.HasOne<Signal>().WithMany().HasForeignKey(d => d.SignalId).OnDelete(DeleteBehavior.Cascade);

            // No replay counts as one: a signal is given to a handler once by itself, and once by each replay.
            delivery.HasIndex(d => new { d.SignalId, d.Handler, d.ReplayId }).IsUnique().HasAnnotation("Npgsql:NullsDistinct", false);
            delivery.HasIndex(d => d.ReplayId).HasFilter("replay_id is not null");
            delivery.HasIndex(d => new { d.Status, d.CreatedAt }).HasFilter("status <> 'done'");
        });
    }
}

public static class SignalSets
{
    extension(TenantDb db)
    {
        public DbSet<Signal> Signals => db.Set<Signal>();

        public DbSet<SignalDelivery> SignalDeliveries => db.Set<SignalDelivery>();
    }
}
