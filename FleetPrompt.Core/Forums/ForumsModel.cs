using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

internal sealed class ForumsModel : ITenantModel
{
    public void Build(ModelBuilder model)
    {
        model.Entity<ForumCategory>(category =>
        {
            category.ToTable("forum_categories");
            category.HasIndex(c => c.Slug).IsUnique();
        });
        model.Entity<ForumThread>(thread =>
        {
            thread.ToTable("forum_threads");
            thread.HasOne<ForumCategory>().WithMany().HasForeignKey(t => t.CategoryId);
            thread.HasIndex(t => t.Slug).IsUnique();
            thread.HasIndex(t => new { t.LastActivityAt, t.Id }).IsDescending();
            thread.HasIndex(t => new { t.CategoryId, t.LastActivityAt, t.Id }).IsDescending(false, true, true);
            thread.HasIndex(t => t.AcceptedPostId).HasFilter("accepted_post_id is not null");
            thread.HasIndex(t => new { t.ImportSource, t.ImportId }).IsUnique().HasFilter("import_id is not null");
        });
        model.Entity<ForumPost>(post =>
        {
            post.ToTable("forum_posts");
            post.HasOne<ForumThread>().WithMany().HasForeignKey(p => p.ThreadId);
            post.HasIndex(p => new { p.ThreadId, p.Number }).IsUnique();
            post.HasIndex(p => new { p.AuthorUserId, p.FormKey }).IsUnique().HasFilter("form_key is not null");
            post.HasIndex(p => new { p.AuthorUserId, p.CreatedAt });
        });
        model.Entity<ForumMember>(member =>
        {
            member.ToTable("forum_members");
            member.HasKey(m => m.UserId);
        });
        model.Entity<ForumIgnore>(ignore =>
        {
            ignore.ToTable("forum_ignores");
            ignore.HasKey(i => new { i.UserId, i.IgnoredUserId });
        });
        model.Entity<ForumSettings>(settings =>
        {
            settings.ToTable("forum_settings");
            settings.Property(s => s.Id).ValueGeneratedNever();
        });

        // The lexemes and the indexes over them and over letters are added by the migration: they are PostgreSQL's alone.
        model.Entity<ForumDocument>(document =>
        {
            document.ToTable("forum_documents");
            document.HasKey(d => d.PostId);
            document.HasIndex(d => d.CreatedAt);
            document.HasIndex(d => d.ThreadId);
            document.StaysAtHome();
        });
        model.Entity<ForumWord>(word =>
        {
            word.ToTable("forum_words");
            word.HasKey(w => w.Word);
            word.StaysAtHome();
        });
        model.Entity<LimitBucket>(bucket =>
        {
            bucket.ToTable("limit_buckets");
            bucket.HasKey(b => b.Key);
            bucket.StaysAtHome();
        });
    }
}

public static class ForumSets
{
    extension(TenantDb db)
    {
        public DbSet<ForumCategory> ForumCategories => db.Set<ForumCategory>();

        public DbSet<ForumThread> ForumThreads => db.Set<ForumThread>();

        public DbSet<ForumPost> ForumPosts => db.Set<ForumPost>();

        public DbSet<ForumIgnore> ForumIgnores => db.Set<ForumIgnore>();

        public DbSet<ForumSettings> ForumSettings => db.Set<ForumSettings>();

        public DbSet<ForumDocument> ForumDocuments => db.Set<ForumDocument>();

        public DbSet<ForumMember> ForumMembers => db.Set<ForumMember>();
    }
}
