using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>What people write beside posts themselves: reactions, drafts, earlier texts, and where posts have stood.</summary>
internal sealed class ForumsWritingModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<ForumCategory>(category => category.Property(c => c.Mode).HasDefaultValue(CategoryMode.Discussion));
        model.Entity<ForumThread>(thread =>
        {
            thread.HasIndex(t => t.Tags).HasAnnotation("Npgsql:IndexMethod", "gin");

            // A thread that was merged into another has no posts any more: nobody meets it but who follows an old link.
            thread.HasQueryFilter(t => t.MergedIntoThreadId == null);
        });
        model.Entity<ForumPost>(post => post.HasIndex(p => p.ReplyToPostId).HasFilter("reply_to_post_id is not null"));
        model.Entity<ForumReaction>(reaction =>
        {
            reaction.ToTable("forum_reactions");
            reaction.HasKey(r => new { r.PostId, r.UserId, r.Type });
            reaction.HasIndex(r => new { r.UserId, r.CreatedAt });
            reaction.HasOne<ForumPost>().WithMany().HasForeignKey(r => r.PostId);
        });
        model.Entity<ForumPostRevision>(revision =>
        {
            revision.ToTable("forum_post_revisions");
            revision.HasOne<ForumPost>().WithMany().HasForeignKey(r => r.PostId);
            revision.HasIndex(r => new { r.PostId, r.Number }).IsUnique();
        });
        model.Entity<ForumDraft>(draft =>
        {
            draft.ToTable("forum_drafts");
            draft.HasIndex(d => new { d.UserId, d.UpdatedAt }).IsDescending(false, true);
            draft.HasIndex(d => new { d.UserId, d.ThreadId }).IsUnique().HasFilter("kind = 'reply'");
            draft.HasIndex(d => new { d.UserId, d.PostId }).IsUnique().HasFilter("kind = 'edit'");
        });
        model.Entity<ForumPostMove>(move =>
        {
            move.ToTable("forum_post_moves");
            move.HasOne<ForumPost>().WithMany().HasForeignKey(m => m.PostId);
            move.HasIndex(m => new { m.FromThreadId, m.FromNumber });
        });
    }
}

public static class ForumWritingSets
{
    extension(TenantDb db)
    {
        public DbSet<ForumReaction> ForumReactions => db.Set<ForumReaction>();

        public DbSet<ForumPostRevision> ForumPostRevisions => db.Set<ForumPostRevision>();

        public DbSet<ForumDraft> ForumDrafts => db.Set<ForumDraft>();

        public DbSet<ForumPostMove> ForumPostMoves => db.Set<ForumPostMove>();
    }
}
