using FleetPrompt.Core.Moderation.Rules;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

internal sealed class ModerationModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<ModerationFlag>(flag =>
        {
            flag.ToTable("moderation_flags");
            flag.HasIndex(f => new { f.PostId, f.FlaggerUserId }).IsUnique().HasFilter("status = 'open' and flagger_user_id is not null");
            flag.HasIndex(f => new { f.PostId, f.Rule }).IsUnique().HasFilter("status = 'open' and rule is not null");
            flag.HasIndex(f => f.ItemId);
            flag.HasIndex(f => new { f.FlaggerUserId, f.Status }).HasFilter("flagger_user_id is not null");
            flag.HasIndex(f => new { f.Rule, f.Status }).HasFilter("rule is not null");
            flag.HasIndex(f => f.CreatedAt);
        });
        model.Entity<ModerationItem>(item =>
        {
            item.ToTable("moderation_items");
            item.HasIndex(i => i.PostId).IsUnique().HasFilter("status <> 'decided'");
            item.HasIndex(i => new { i.Severity, i.FirstFlaggedAt, i.Id }).IsDescending(true, false, false).HasFilter("status <> 'decided'");
            item.HasIndex(i => i.DecidedAt);
        });
        model.Entity<ModerationDecision>(decision =>
        {
            decision.ToTable("moderation_decisions");
            decision.Property(d => d.Effects).HasColumnType("jsonb");
            decision.HasIndex(d => new { d.ItemId, d.CreatedAt });
            decision.HasIndex(d => d.PostId);
            decision.HasIndex(d => d.DirectiveId).IsUnique();
        });
        model.Entity<ModerationTrace>(trace =>
        {
            trace.ToTable("moderation_traces");
            trace.HasKey(t => new { t.PostId, t.Kind, t.Value });
            trace.HasIndex(t => new { t.Kind, t.Value, t.CreatedAt });
            trace.HasIndex(t => t.CreatedAt);
        });
        model.Entity<AuthorNote>(note =>
        {
            note.ToTable("moderation_notes");
            note.HasIndex(n => new { n.UserId, n.CreatedAt });
        });
        model.Entity<ModerationSetting>(setting =>
        {
            setting.ToTable("moderation_settings");
            setting.Property(s => s.Id).ValueGeneratedNever();
        });
    }
}

public static class ModerationSets
{
    extension(TenantDb db)
    {
        public DbSet<ModerationFlag> ModerationFlags => db.Set<ModerationFlag>();

        public DbSet<ModerationItem> ModerationItems => db.Set<ModerationItem>();

        public DbSet<ModerationDecision> ModerationDecisions => db.Set<ModerationDecision>();

        public DbSet<AuthorNote> AuthorNotes => db.Set<AuthorNote>();

        public DbSet<ModerationSetting> ModerationSettings => db.Set<ModerationSetting>();
    }
}
