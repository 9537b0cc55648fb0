using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Tracking;

internal sealed class TrackingModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<ThreadUser>(user =>
        {
            user.ToTable("forum_thread_users");
            user.HasKey(u => new { u.UserId, u.ThreadId });
            user.HasOne<ForumThread>().WithMany().HasForeignKey(u => u.ThreadId);
            user.HasIndex(u => new { u.ThreadId, u.Level }).HasFilter("level <> 'normal'");
        });
        model.Entity<CategoryUser>(user =>
        {
            user.ToTable("forum_category_users");
            user.HasKey(u => new { u.UserId, u.CategoryId });
            user.HasOne<ForumCategory>().WithMany().HasForeignKey(u => u.CategoryId);
        });
        model.Entity<ForumReader>(reader =>
        {
            reader.ToTable("forum_readers");
            reader.HasKey(r => r.UserId);
        });
        model.Entity<ThreadParticipant>(participant =>
        {
            participant.ToTable("forum_thread_participants");
            participant.HasKey(p => new { p.ThreadId, p.UserId });
            participant.HasOne<ForumThread>().WithMany().HasForeignKey(p => p.ThreadId);
            participant.HasIndex(p => new { p.ThreadId, p.Posts, p.UserId }).IsDescending(false, true, false);
            participant.HasIndex(p => p.UserId);
        });
        model.Entity<Bookmark>(bookmark =>
        {
            bookmark.ToTable("forum_bookmarks");
            bookmark.HasIndex(b => new { b.UserId, b.PostId }).IsUnique();
            bookmark.HasIndex(b => new { b.UserId, b.CreatedAt });
            bookmark.HasOne<ForumPost>().WithMany().HasForeignKey(b => b.PostId);
        });
        model.Entity<ForumThread>(thread =>
        {
            thread.HasIndex(t => t.CreatedAt);
            thread.HasIndex(t => t.PinnedAt).HasFilter("pinned_at is not null");
            thread.HasIndex(t => new { t.Status, t.LastActivityAt, t.Id }).IsDescending(false, true, true).HasFilter("post_count = 1 and status = 'open'");
            thread.HasIndex(t => new { t.LastActivityAt, t.Id, t.AcceptedPostId }).IsDescending(true, true, false).HasFilter("accepted_post_id is not null");
        });
        model.Entity<ForumPost>(post =>
        {
            post.HasIndex(p => new { p.CreatedAt, p.ThreadId }).HasFilter("status = 'published'");
            post.HasIndex(p => new { p.ThreadId, p.AuthorUserId }).HasFilter("status = 'published'");
        });
    }
}

public static class TrackingSets
{
    extension(TenantDb db)
    {
        public DbSet<ThreadUser> ThreadUsers => db.Set<ThreadUser>();

        public DbSet<CategoryUser> CategoryUsers => db.Set<CategoryUser>();

        public DbSet<Bookmark> Bookmarks => db.Set<Bookmark>();

        public DbSet<ForumReader> ForumReaders => db.Set<ForumReader>();

        public DbSet<ThreadParticipant> ThreadParticipants => db.Set<ThreadParticipant>();
    }
}
