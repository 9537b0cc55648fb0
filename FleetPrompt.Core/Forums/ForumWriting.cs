using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>
/// Creates categories, threads and posts, each with its signals in one unit. Every form carries a key: the same form sent twice, even at once, is one row,
/// and the second answer names the first one's.
/// </summary>
public sealed class ForumWriting(IUnits units, SignalBus signals, IContentRenderer renderer, ForumGate gate, TimeProvider time)
{
    /// <summary>Owners and admins only. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/> (also when the name is taken).</summary>
    public Task<Result<ForumCategory>> CreateCategoryAsync(OperationContext operation, NewCategory form, CancellationToken cancel = default) =>
        units.RunAsync<ForumCategory>(
            operation,
            async unit =>
            {
                var admitted = await gate.AdmitAsync(unit, ForumAct.CreateCategory, cancel);
                if (!admitted.IsOk) return admitted.Error!;
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
                var admitted = await gate.AdmitAsync(unit, ForumAct.StartThread, cancel);
                if (!admitted.IsOk) return admitted.Error!;
                var author = admitted.Value.UserId;
                var problems = form.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (await PostedAsync(unit, author, form.FormKey, cancel) is { } posted) return posted.As(form.Body, form.Title.Trim());
                var html = renderer.Render(form.Body, ContentFormat.Markdown).Html;
                if (await gate.PostAsync(unit, admitted.Value, null, form.Body, html, cancel) is { } refused) return refused;

                var category = await unit.Db.ForumCategories.AsNoTracking().SingleOrDefaultAsync(c => c.Id == form.CategoryId, cancel);
                if (category is null) return new Invalid("category", "Choose a category.");
                if (category.Status != CategoryStatus.Active) return new Conflict($"“{category.Name}” is archived and takes no new threads. Choose another category.");

                var now = time.GetUtcNow();
                if (await ForumTags.RefusalAsync(unit, admitted.Value, form.Tags, [], now, cancel) is { } unknown) return new Invalid([unknown]);

                var id = Guid.CreateVersion7(now);
                var thread = new ForumThread
                {
                    Id = id,
                    CategoryId = category.Id,
                    Title = form.Title.Trim(),
                    Slug = await FreeSlugAsync(unit, form.Title, id, cancel),
                    CreatedByUserId = author,
                    Tags = [.. TagNames.Of(form.Tags)],
                    PostCount = 1,
                    LastActivityAt = now,
                    LastPostUserId = author,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                var post = Post(thread.Id, 1, author, form.Body, html, form.FormKey, now);
                unit.Db.Add(thread);
                unit.Db.Add(post);
                await unit.Db.SaveChangesAsync(cancel);
                if (form.DraftId is { } draft) await ForumDrafts.ForgetAsync(unit, DraftKind.NewThread, null, null, draft, cancel);
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
                var admitted = await gate.AdmitAsync(unit, ForumAct.Reply, cancel);
                if (!admitted.IsOk) return admitted.Error!;
                var author = admitted.Value.UserId;
                var problems = form.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                if (await PostedAsync(unit, author, form.FormKey, cancel) is { } posted) return posted.As(form.Body, null);
                var html = renderer.Render(form.Body, ContentFormat.Markdown).Html;
                if (await gate.PostAsync(unit, admitted.Value, form.ThreadId, form.Body, html, cancel) is { } refused) return refused;

                // Takes the thread's row, so replies are numbered one after another and a lock either comes before this or after.
                var now = time.GetUtcNow();
                var open = await unit.Db.ForumThreads
                    .Where(t => t.Id == form.ThreadId && t.Status == ThreadStatus.Open)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(t => t.PostCount, t => t.PostCount + 1)
                            .SetProperty(t => t.LastActivityAt, now)
                            .SetProperty(t => t.LastPostUserId, author)
                            .SetProperty(t => t.UpdatedAt, now),
                        cancel);
                var thread = await unit.Db.ForumThreads.AsNoTracking()
                    .Where(t => t.Id == form.ThreadId)
                    .Select(t => new { t.Slug, t.Status, t.PostCount })
                    .SingleOrDefaultAsync(cancel);
                if (thread is null) return new NotFound();
                if (open == 0) return new Conflict($"This thread is {thread.Status}: no replies can be added. Your text is kept below.");

                var answers = form.ReplyToPostId is { } to && await unit.Db.ForumPosts.AnyAsync(p => p.Id == to && p.ThreadId == form.ThreadId, cancel) ? form.ReplyToPostId : null;
                var post = Post(form.ThreadId, thread.PostCount, author, form.Body, html, form.FormKey, now, answers);
                unit.Db.Add(post);
                await unit.Db.SaveChangesAsync(cancel);
                await ForumDrafts.ForgetAsync(unit, DraftKind.Reply, form.ThreadId, null, null, cancel);
                await TellAsync(unit, post, null, cancel);
                return new PostPlace(form.ThreadId, thread.Slug, post.Id, post.Number);
            },
            cancel);

    private async Task<Result<ForumCategory>> CategoryAsync(TenantUnit unit, NewCategory form, CancellationToken cancel)
    {
        var slug = Slug.Of(form.Name, "category");
        var name = form.Name.Trim();
        await unit.LockAsync("forum.categories", cancel);
        var names = await unit.Db.ForumCategories.Select(c => c.Name).ToListAsync(cancel);
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return new Invalid("name", "There is a category of that name already. Choose another name.");
        if (await unit.Db.ForumCategories.AnyAsync(c => c.Slug == slug, cancel)) slug = $"{slug}-{Guid.NewGuid().ToString("N")[..6]}";
        var now = time.GetUtcNow();
        var category = new ForumCategory
        {
            Id = Guid.CreateVersion7(now),
            Slug = slug,
            Name = name,
            Description = string.IsNullOrWhiteSpace(form.Description) ? null : form.Description.Trim(),
            Mode = form.Mode,
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

    /// <summary>One writer of a person at a time; what this form already made, if it did.</summary>
    private static async Task<Posted?> PostedAsync(TenantUnit unit, Guid author, Guid formKey, CancellationToken cancel)
    {
        await unit.LockAsync($"forum.author:{author}", cancel);
        var posts = unit.Db.ForumPosts.Where(p => p.AuthorUserId == author && p.FormKey == formKey);
        return await posts.Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new Posted(t.Id, t.Slug, p.Id, p.Number, p.Content, t.Title)).SingleOrDefaultAsync(cancel);
    }

    internal static async Task<string> FreeSlugAsync(TenantUnit unit, string title, Guid id, CancellationToken cancel)
    {
        var slug = Slug.Of(title, "thread");
        await unit.LockAsync($"forum.thread.slug:{slug}", cancel);
        return await unit.Db.ForumThreads.IgnoreQueryFilters().AnyAsync(t => t.Slug == slug, cancel) ? $"{slug}-{id.ToString("N")[^8..]}" : slug;
    }

    private static ForumPost Post(Guid threadId, int number, Guid author, string body, string html, Guid formKey, DateTimeOffset now, Guid? answers = null) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            ThreadId = threadId,
            Number = number,
            Content = body,
            ContentHtml = html,
            ContentFormat = "markdown",
            AuthorUserId = author,
            FormKey = formKey,
            ReplyToPostId = answers,
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

/// <summary>What a form has made before.</summary>
internal sealed record Posted(Guid ThreadId, string Slug, Guid PostId, int Number, string Content, string Title)
{
    /// <summary>The place of it, if the form says the same again; a form that says something else now (a browser gone back) is told so, and its text is kept.</summary>
    public Result<PostPlace> As(string body, string? title) =>
        Content == body && (title is null || Title == title)
            ? new PostPlace(ThreadId, Slug, PostId, Number)
            : new Conflict("This form was sent before with another text, and that stands. Your text is kept below: send it again to post it as well.");
}

/// <summary>Where a post stands.</summary>
public sealed record PostPlace(Guid ThreadId, string Slug, Guid PostId, int Number);
