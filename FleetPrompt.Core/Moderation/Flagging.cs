using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <param name="FormKey">Issued with the form: the same form sent twice is one flag.</param>
public sealed record NewFlag(Guid PostId, string Kind, string? Note, Guid FormKey);

/// <summary>The post a member is about to flag.</summary>
/// <param name="Html">Sanitised.</param>
/// <param name="Refusal">Why the member cannot flag it; null when they can.</param>
public sealed record FlaggablePost(Guid PostId, Guid ThreadId, string ThreadSlug, string ThreadTitle, int Number, Person Author, string Html, DateTimeOffset CreatedAt, string? Refusal);

/// <summary>How a member tells the moderators of a post. Nobody but them learns who it was.</summary>
public sealed class Flagging(IUnits units, DirectiveService directives, ForumGate gate)
{
    /// <summary>Null when there is no such post, or the reader may not see it.</summary>
    public Task<FlaggablePost?> FindAsync(OperationContext operation, Guid postId, CancellationToken cancel = default) =>
        units.ReadAsync(operation, unit => FindAsync(unit, postId, cancel), cancel);

    /// <summary>Asks for the flag. Errors: <see cref="NotFound"/>, <see cref="Invalid"/>, <see cref="Conflict"/> (one's own post, or flagged already), <see cref="Forbidden"/> (silenced), <see cref="Throttled"/>.</summary>
    public Task<Result<FlaggablePost>> FlagAsync(OperationContext operation, NewFlag form, CancellationToken cancel = default) =>
        units.RunAsync<FlaggablePost>(
            operation,
            async unit =>
            {
                if (await FindAsync(unit, form.PostId, cancel) is not { } post) return new NotFound();
                if (form.FormKey == Guid.Empty) return new Invalid("form", "The form has lost its key. Copy your note and reload the page.");
                var person = operation.Actor.Id!.Value;
                var key = $"{person}:{form.FormKey}";
                var subject = ForumSubjects.Post(post.PostId);
                var asked = IdempotencyKey.For(ModerationDirectives.Flag.Name, operation.Tenant, subject, key);
                var again = await unit.Db.Directives.AnyAsync(d => d.IdempotencyKey == asked, cancel);
                if (post.Refusal is { } refusal && !again) return new Conflict(refusal);
                if (await gate.AdmitAsync(unit, ForumAct.Flag, cancel) is { Error: { } forbidden }) return forbidden;
                if (!again && await gate.FlagAsync(unit, person, cancel) is { } throttled) return throttled;
                var note = string.IsNullOrWhiteSpace(form.Note) ? null : form.Note.Trim();
                var receipt = await directives.RequestAsync(
                    unit,
                    ModerationDirectives.Flag,
                    new(subject, new CreateFlag(post.PostId, post.ThreadId, form.Kind, note), key, ForumSubjects.Thread(post.ThreadId).Stream),
                    cancel);
                return receipt.Then(_ => post);
            },
            cancel);

    private static async Task<FlaggablePost?> FindAsync(TenantUnit unit, Guid postId, CancellationToken cancel)
    {
        if (unit.Operation.Actor is not { Type: Actor.UserType, Id: { } reader } || await unit.RoleOfAsync(reader, cancel) is null) return null;
        var found = await unit.Db.ForumPosts.AsNoTracking()
            .Where(p => p.Id == postId && p.Status == PostStatus.Published)
            .Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { Post = p, t.Slug, t.Title })
            .SingleOrDefaultAsync(cancel);
        if (found is null) return null;
        var post = found.Post;
        var author = post.AuthorUserId is { } id ? (await unit.PeopleAsync([id], cancel)).GetValueOrDefault(id) : null;
        var flagged = await unit.Db.ModerationFlags.AnyAsync(f => f.PostId == postId && f.FlaggerUserId == reader && f.Status == FlagStatus.Open, cancel);
        return new FlaggablePost(
            post.Id,
            post.ThreadId,
            found.Slug,
            found.Title,
            post.Number,
            author ?? new Person(post.AuthorUserId ?? Guid.Empty, post.Role == PostRole.Human ? "Former member" : "FleetPrompt", null),
            post.ContentHtml,
            post.CreatedAt,
            post.AuthorUserId == reader ? "This is your own post. You can edit it, or ask a moderator to remove it."
            : flagged ? "You have flagged this post already. The moderators will look at it."
            : null);
    }
}
