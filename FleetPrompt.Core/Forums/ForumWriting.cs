using FleetPrompt.Core.Content;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Forums;

/// <summary>
/// Creates categories, threads and posts, each with its signals in one unit. Every form carries a key: the same form sent twice, even at once, is one row,
/// and the second answer names the first one's.
/// </summary>
public sealed class ForumWriting(IUnits units, SignalBus signals, IContentRenderer renderer, IOptions<ForumsOptions> options, TimeProvider time)
{
    /// <summary>Owners and admins only. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/> (also when the name is taken).</summary>
    public Task<Result<ForumCategory>> CreateCategoryAsync(OperationContext operation, NewCategory form, CancellationToken cancel = default) =>
        units.RunAsync<ForumCategory>(
            operation,
            async unit =>
            {
                var role = await RoleAsync(unit, cancel);
                if (role is null) return new NotFound();
                if (!OrgRole.IsAdministrator(role)) return new Forbidden("Only an owner or an admin of this organisation can create categories.");
                var problems = form.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                return await CategoryAsync(unit, form, cancel);
            },
            cancel);

    /// <summary>The thread and its opening post. Errors: <see cref="Invalid"/>, <see cref="NotFound"/> (category), <see cref="Conflict"/> (archived), <see cref="Throttled"/>.</summary>
    public Task<Result<PostPlace>> CreateThreadAsync(OperationContext operation, NewThread form, CancellationToken cancel = default) =>
        units.RunAsync<PostPlace>(
            operation,
            async unit =>
            {
                var author = await AuthorAsync(unit, cancel);
                if (!author.IsOk) return author.Error!;
                var problems = form.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (await PostedAsync(unit, author.Value, form.FormKey, cancel) is { } posted) return posted;
                if (await ThrottleAsync(unit, author.Value, cancel) is { } throttled) return throttled;

                var category = await unit.Db.ForumCategories.AsNoTracking().SingleOrDefaultAsync(c => c.Id == form.CategoryId, cancel);
                if (category is null) return new Invalid("category", "Choose a category.");
                if (category.Status != CategoryStatus.Active) return new Conflict($"“{category.Name}” is archived and takes no new threads. Choose another category.");

                var now = time.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                var thread = new ForumThread
                {
                    Id = id,
                    CategoryId = category.Id,
                    Title = form.Title.Trim(),
                    Slug = await FreeSlugAsync(unit, form.Title, id, cancel),
                    CreatedByUserId = author.Value,
                    PostCount = 1,
                    LastActivityAt = now,
                    LastPostUserId = author.Value,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                var post = Post(thread.Id, 1, author.Value, form.Body, form.FormKey, now);
                unit.Db.Add(thread);
                unit.Db.Add(post);
                await unit.Db.SaveChangesAsync(cancel);
                var created = await signals.EmitAsync(unit, ForumSignals.ThreadCreated, ForumSubjects.Thread(id), new ThreadFact(id, category.Id), Once("forum.thread.created", id), cancel);
                await TellAsync(unit, post, created.Id, cancel);
                return new PostPlace(thread.Id, thread.Slug, post.Id, 1);
            },
            cancel);

    /// <summary>Errors: <see cref="Invalid"/>, <see cref="NotFound"/>, <see cref="Conflict"/> (locked or archived), <see cref="Throttled"/>.</summary>
    public Task<Result<PostPlace>> ReplyAsync(OperationContext operation, NewReply form, CancellationToken cancel = default) =>
        units.RunAsync<PostPlace>(
            operation,
            async unit =>
            {
                var author = await AuthorAsync(unit, cancel);
                if (!author.IsOk) return author.Error!;
                var problems = form.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (await PostedAsync(unit, author.Value, form.FormKey, cancel) is { } posted) return posted;
                if (await ThrottleAsync(unit, author.Value, cancel) is { } throttled) return throttled;

                // Takes the thread's row, so replies are numbered one after another and a lock either comes before this or after.
                var now = time.GetUtcNow();
                var open = await unit.Db.ForumThreads
                    .Where(t => t.Id == form.ThreadId && t.Status == ThreadStatus.Open)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(t => t.PostCount, t => t.PostCount + 1)
                            .SetProperty(t => t.LastActivityAt, now)
                            .SetProperty(t => t.LastPostUserId, author.Value)
                            .SetProperty(t => t.UpdatedAt, now),
                        cancel);
                var thread = await unit.Db.ForumThreads.AsNoTracking()
                    .Where(t => t.Id == form.ThreadId)
                    .Select(t => new { t.Slug, t.Status, t.PostCount })
                    .SingleOrDefaultAsync(cancel);
                if (thread is null) return new NotFound();
                if (open == 0) return new Conflict($"This thread is {thread.Status}: no replies can be added. Your text is kept below.");

                var post = Post(form.ThreadId, thread.PostCount, author.Value, form.Body, form.FormKey, now);
                unit.Db.Add(post);
                await unit.Db.SaveChangesAsync(cancel);
                await TellAsync(unit, post, null, cancel);
                return new PostPlace(form.ThreadId, thread.Slug, post.Id, post.Number);
            },
            cancel);

    private async Task<Result<ForumCategory>> CategoryAsync(TenantUnit unit, NewCategory form, CancellationToken cancel)
    {
        var slug = Slug.Of(form.Name, "category");
        await unit.LockAsync($"forum.category:{slug}", cancel);
        if (await unit.Db.ForumCategories.AnyAsync(c => c.Slug == slug, cancel)) return new Invalid("name", "There is a category of that name already. Choose another name.");
        var now = time.GetUtcNow();
        var category = new ForumCategory
        {
            Id = Guid.CreateVersion7(now),
            Slug = slug,
            Name = form.Name.Trim(),
            Description = string.IsNullOrWhiteSpace(form.Description) ? null : form.Description.Trim(),
            CreatedByUserId = unit.Operation.Actor.Id!.Value,
            CreatedAt = now,
            UpdatedAt = now,
        };
        unit.Db.Add(category);
        await unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(
            unit,
            ForumSignals.CategoryCreated,
            ForumSubjects.Category(category.Id),
            new CategoryFact(category.Id),
            Once("forum.category.created", category.Id),
            cancel);
        return category;
    }

    private static async Task<string?> RoleAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } ? await unit.RoleOfAsync(user, cancel) : null;

    private static async Task<Result<Guid>> AuthorAsync(TenantUnit unit, CancellationToken cancel) =>
        await RoleAsync(unit, cancel) is null ? new NotFound() : unit.Operation.Actor.Id!.Value;

    /// <summary>One writer of a person at a time; the place of what this form already made, if it did.</summary>
    private static async Task<PostPlace?> PostedAsync(TenantUnit unit, Guid author, Guid formKey, CancellationToken cancel)
    {
        await unit.LockAsync($"forum.author:{author}", cancel);
        var posts = unit.Db.ForumPosts.Where(p => p.AuthorUserId == author && p.FormKey == formKey);
        return await posts.Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new PostPlace(t.Id, t.Slug, p.Id, p.Number)).SingleOrDefaultAsync(cancel);
    }

    private async Task<Throttled?> ThrottleAsync(TenantUnit unit, Guid author, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (minute, hour) = (now.AddMinutes(-1), now.AddHours(-1));
        var recent = await unit.Db.ForumPosts
            .Where(p => p.AuthorUserId == author && p.CreatedAt > hour && p.ImportId == null)
            .GroupBy(_ => 1)
            .Select(g => new { Hour = g.Count(), Minute = g.Count(p => p.CreatedAt > minute) })
            .SingleOrDefaultAsync(cancel);
        var limit = options.Value;
        if (recent?.Minute >= limit.PostsPerMinute) return new Throttled("You are posting very fast. Wait a minute and send it again; your text is kept below.", TimeSpan.FromMinutes(1));
        if (recent?.Hour >= limit.PostsPerHour) return new Throttled("You have posted a lot in the last hour. Send it again later; your text is kept below.", TimeSpan.FromMinutes(15));
        return null;
    }

    internal static async Task<string> FreeSlugAsync(TenantUnit unit, string title, Guid id, CancellationToken cancel)
    {
        var slug = Slug.Of(title, "thread");
        await unit.LockAsync($"forum.thread.slug:{slug}", cancel);
        return await unit.Db.ForumThreads.AnyAsync(t => t.Slug == slug, cancel) ? $"{slug}-{id.ToString("N")[^8..]}" : slug;
    }

    private ForumPost Post(Guid threadId, int number, Guid author, string body, Guid formKey, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            ThreadId = threadId,
            Number = number,
            Content = body,
            ContentHtml = renderer.Render(body, ContentFormat.Markdown).Html,
            ContentFormat = "markdown",
            AuthorUserId = author,
            FormKey = formKey,
            CreatedAt = now,
            UpdatedAt = now,
        };

    private Task<Signal> TellAsync(TenantUnit unit, ForumPost post, Guid? causation, CancellationToken cancel) =>
        signals.EmitAsync(
            unit,
            ForumSignals.PostCreated,
            ForumSubjects.Post(post.Id),
            new PostFact(post.Id, post.ThreadId, post.Number, post.Role),
            Once("forum.post.created", post.Id) with { Stream = ForumSubjects.Thread(post.ThreadId).Stream, CausationId = causation },
            cancel);

    internal static SignalOptions Once(string name, Guid id) => new() { DedupeKey = $"{name}:{id}" };
}

/// <summary>Where a post stands.</summary>
public sealed record PostPlace(Guid ThreadId, string Slug, Guid PostId, int Number);
