using FleetPrompt.Core.Content;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>Who is in the forum, what they have done, and what one member decides about another. For members.</summary>
public sealed class ForumPeople(IUnits units, IMemberDirectory directory, ForumGate gate, DirectiveService directives, TimeProvider time)
{
    public const int LongestBio = 500;
    private const int PageSize = 50;
    private const int Shown = 20;
    private const int ExtractLength = 200;
    private const int MostAlike = 5;
    private const int MostCompared = 5000;
    private const int LongestName = 80;

    /// <summary>Null for who is not a member.</summary>
    public Task<MemberPage?> MembersAsync(OperationContext operation, MemberQuery query, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await unit.MemberRoleAsync(cancel) is null) return null;
                var text = (query.Text ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
                var (rows, total) = await directory.ReadAsync(unit, text.Length > LongestName ? text[..LongestName] : text, query.Order, (Math.Clamp(query.Page, 1, 10_000) - 1) * PageSize, PageSize, cancel);
                return new MemberPage(rows, query.Page, (total + PageSize - 1) / PageSize, total);
            },
            cancel);

    /// <summary>Somebody of this organisation, past or present. Null when there is nobody of that id here, or the reader is not a member.</summary>
    /// <param name="before">Their posts before this moment; null for the newest.</param>
    public Task<MemberProfile?> ProfileAsync(OperationContext operation, Guid userId, DateTimeOffset? before, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (await unit.MemberRoleAsync(cancel) is null) return null;
                if (!(await unit.PeopleAsync([userId], cancel)).TryGetValue(userId, out var person)) return null;
                var now = time.GetUtcNow();
                var standing = await unit.ForumStandingAsync(userId, now, cancel);
                var row = await unit.Db.ForumMembers.AsNoTracking().SingleOrDefaultAsync(m => m.UserId == userId, cancel) ?? new ForumMember { UserId = userId };
                var reader = unit.Operation.Actor.Id!.Value;
                var ignored = await unit.Db.ForumIgnores.AnyAsync(i => i.UserId == reader && i.IgnoredUserId == userId, cancel);
                var activity = await ActivityAsync(unit, userId, before, cancel);
                var record = new MemberRecord(standing?.JoinedAt ?? now, row.Posts, row.Likes, row.Accepted, 0);
                return new MemberProfile(
                    person,
                    standing?.JoinedAt,
                    standing?.Trust ?? TrustLevel.New,
                    row.TrustSet,
                    row.Version,
                    row.Bio,
                    row.Posts,
                    row.Likes,
                    row.Accepted,
                    TrustRules.Reputation(record),
                    row.SilencedUntil > now ? row.SilencedUntil : null,
                    ignored,
                    await LooksLikeAsync(unit, person, cancel),
                    activity,
                    activity.Count == Shown ? activity[^1].CreatedAt : null);
            },
            cancel);

    /// <summary>One's own few words. Errors: <see cref="NotFound"/>, <see cref="Invalid"/>, <see cref="Forbidden"/>.</summary>
    public Task<Result<string?>> DescribeAsync(OperationContext operation, string? bio, CancellationToken cancel = default) =>
        units.RunAsync<string?>(
            operation,
            async unit =>
            {
                var admitted = await gate.AdmitAsync(unit, ForumAct.EditOwnPost, cancel);
                if (!admitted.IsOk) return admitted.Error!;
                var text = string.IsNullOrWhiteSpace(bio) ? null : bio.Replace("\0", "", StringComparison.Ordinal).Trim();
                if (text?.Length > LongestBio) return new Invalid("bio", $"Keep it within {LongestBio} characters; it has {text.Length}.");
                var (user, now) = (admitted.Value.UserId, time.GetUtcNow());
                await unit.LockAsync($"forum.member:{user}", cancel);
                var changed = await unit.Db.ForumMembers.Where(m => m.UserId == user).ExecuteUpdateAsync(set => set.SetProperty(m => m.Bio, text).SetProperty(m => m.UpdatedAt, now), cancel);
                if (changed == 0) unit.Db.Add(new ForumMember { UserId = user, Bio = text, CreatedAt = now, UpdatedAt = now });
                await unit.Db.SaveChangesAsync(cancel);
                return text;
            },
            cancel);

    /// <summary>Folds what somebody writes from now on, for the reader alone, or does so no longer. Saying it twice changes nothing. Errors: <see cref="NotFound"/>, <see cref="Invalid"/> (oneself; owners and admins).</summary>
    public Task<Result<bool>> IgnoreAsync(OperationContext operation, Guid userId, bool ignore, CancellationToken cancel = default) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                var admitted = await gate.AdmitAsync(unit, ForumAct.Read, cancel);
                if (!admitted.IsOk) return admitted.Error!;
                var reader = admitted.Value.UserId;
                if (reader == userId) return new Invalid("user", "Nobody can ignore themselves.");
                if (!(await unit.PeopleAsync([userId], cancel)).TryGetValue(userId, out var person)) return new NotFound();
                if (ignore && OrgRole.IsAdministrator(person.Role)) return new Invalid("user", "Owners and admins cannot be ignored: they look after this forum.");
                await unit.LockAsync($"forum.ignores:{reader}", cancel);
                var rows = unit.Db.ForumIgnores.Where(i => i.UserId == reader && i.IgnoredUserId == userId);
                if (!ignore) await rows.ExecuteDeleteAsync(cancel);
                else if (!await rows.AnyAsync(cancel)) unit.Db.Add(new ForumIgnore { UserId = reader, IgnoredUserId = userId, CreatedAt = time.GetUtcNow() });
                await unit.Db.SaveChangesAsync(cancel);
                return ignore;
            },
            cancel);

    /// <summary>Owners and admins set a member's level, by directive.</summary>
    public Task<Result<DirectiveReceipt>> SetTrustAsync(OperationContext operation, MemberTrust args, CancellationToken cancel = default) =>
        directives.RequestAsync(
            operation,
            ForumDirectives.SetTrust,
            new(ForumSubjects.Member(args.UserId), args, args.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            cancel);

    private static async Task<IReadOnlyList<MemberPost>> ActivityAsync(TenantUnit unit, Guid userId, DateTimeOffset? before, CancellationToken cancel)
    {
        var until = before ?? DateTimeOffset.MaxValue;
        var posts = await unit.Db.ForumPosts.AsNoTracking()
            .Where(p => p.AuthorUserId == userId && p.Status == PostStatus.Published && p.CreatedAt < until)
            .OrderByDescending(p => p.CreatedAt).Take(Shown)
            .Join(unit.Db.ForumThreads, p => p.ThreadId, t => t.Id, (p, t) => new { p.Id, p.ThreadId, t.Slug, t.Title, p.Number, p.ContentHtml, p.CreatedAt })
            .OrderByDescending(p => p.CreatedAt)
            .ToListAsync(cancel);
        return [.. posts.Select(p => new MemberPost(p.Id, p.ThreadId, p.Slug, p.Title, p.Number, Extract(p.ContentHtml), p.CreatedAt))];
    }

    private static string Extract(string html)
    {
        var text = PlainText.FromHtml(html);
        return text.Length <= ExtractLength ? text : text[..(char.IsHighSurrogate(text[ExtractLength - 1]) ? ExtractLength - 1 : ExtractLength)] + "…";
    }

    private async Task<IReadOnlyList<Person>> LooksLikeAsync(TenantUnit unit, Person person, CancellationToken cancel)
    {
        var skeleton = NameSkeleton.Of(person.Name);
        var (all, _) = await directory.ReadAsync(unit, "", MemberOrder.Name, 0, MostCompared, cancel);
        return [.. all.Select(m => m.Person).Where(m => m.Id != person.Id && NameSkeleton.Of(m.Name) == skeleton).Take(MostAlike)];
    }
}
