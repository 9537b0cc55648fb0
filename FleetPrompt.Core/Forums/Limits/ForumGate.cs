using System.Globalization;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Forums.Limits;

/// <summary>
/// What a post must pass before it is written: rights, rates, and what is asked of new members. Each refusal says what is too much and when to try again;
/// nothing is counted for what is refused. Called in the unit that writes, behind the lock of its author.
/// </summary>
public sealed class ForumGate(ITokenBuckets buckets, IOptions<PostingLimits> options, TimeProvider time)
{
    private const int ShortText = 50;
    private const string Kept = "your text is kept below.";

    private PostingLimits Limits => options.Value;

    /// <summary>Errors: <see cref="NotFound"/> (not a member), <see cref="Forbidden"/>.</summary>
    public async Task<Result<ForumStanding>> AdmitAsync(TenantUnit unit, ForumAct act, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await unit.ForumStandingAsync(now, cancel) is not { } standing) return new NotFound();
        return ForumRights.Refusal(standing, act, now) is { } refusal ? refusal : standing;
    }

    /// <summary>May this person post this here and now?</summary>
    /// <param name="threadId">The thread that is replied to; null for a new one.</param>
    /// <param name="html">As it will be shown.</param>
    public async Task<Error?> PostAsync(TenantUnit unit, ForumStanding author, Guid? threadId, string content, string html, CancellationToken cancel)
    {
        if (Measured(author, PostMeasure.Of(html)) is { } tooMuch) return tooMuch;
        var now = time.GetUtcNow();
        if (await RepeatedAsync(unit, author, threadId, content, now, cancel) is { } repeated) return repeated;
        if (author.IsFirstDay(now) && await FirstDayAsync(unit, author, threadId, now, cancel) is { } first) return first;
        var asked = new List<TokenBucket>
        {
            new($"post:minute:{author.UserId}", Limits.PostsPerMinute, TimeSpan.FromMinutes(1)),
            new($"post:hour:{author.UserId}", Limits.PostsPerHour, TimeSpan.FromHours(1)),
        };
        if (unit.Operation.Origin is { } origin)
        {
            asked.Add(new($"post:minute:{origin}", Limits.PostsPerMinuteAndAddress, TimeSpan.FromMinutes(1)));
            asked.Add(new($"post:hour:{origin}", Limits.PostsPerHourAndAddress, TimeSpan.FromHours(1)));
        }

        return await buckets.TakeAsync(unit, asked, cancel) is { } wait
            ? new Throttled($"That is a lot of posts in a short time. Send it again in {Words(wait)}; {Kept}", wait)
            : null;
    }

    /// <summary>May this person react (once more) now?</summary>
    public Task<Error?> ReactAsync(TenantUnit unit, Guid person, CancellationToken cancel) =>
        RateAsync(unit, new($"react:minute:{person}", Limits.ReactionsPerMinute, TimeSpan.FromMinutes(1)), "That is a lot of reactions in a short time.", cancel);

    /// <summary>May this person flag (one more post) now?</summary>
    public Task<Error?> FlagAsync(TenantUnit unit, Guid person, CancellationToken cancel) =>
        RateAsync(unit, new($"flag:hour:{person}", Limits.FlagsPerHour, TimeSpan.FromHours(1)), "You have flagged a lot of posts in the last hour.", cancel);

    private async Task<Error?> RateAsync(TenantUnit unit, TokenBucket bucket, string what, CancellationToken cancel) =>
        await buckets.TakeAsync(unit, [bucket], cancel) is { } wait ? new Throttled($"{what} Try again in {Words(wait)}.", wait) : null;

    private Invalid? Measured(ForumStanding author, PostMeasure measure)
    {
        if (author.Administers) return null;
        var isNew = author.Trust == TrustLevel.New;
        var (links, mentions) = isNew ? (Limits.NewMemberLinks, Limits.NewMemberMentions) : (Limits.Links, Limits.Mentions);
        var who = isNew ? "new members may have" : "a post may have";
        if (measure.Links > links) return new Invalid("body", $"Your text has {measure.Links} links to other sites; {who} at most {links}. Take some out and send it again.");
        return measure.Mentions > mentions ? new Invalid("body", $"Your text mentions {measure.Mentions} people; {who} at most {mentions}. Take some out and send it again.") : null;
    }

    /// <summary>A short text ("Thank you!") may be said in many threads.</summary>
    private async Task<Throttled?> RepeatedAsync(TenantUnit unit, ForumStanding author, Guid? threadId, string content, DateTimeOffset now, CancellationToken cancel)
    {
        var window = TimeSpan.FromMinutes(Limits.DuplicateMinutes);
        var since = now - window;
        var text = content.Trim();
        var last = await unit.Db.ForumPosts
            .Where(p => p.AuthorUserId == author.UserId && p.CreatedAt > since && p.ImportId == null && p.Content.Trim() == text && (p.ThreadId == threadId || text.Length >= ShortText))
            .MaxAsync(p => (DateTimeOffset?)p.CreatedAt, cancel);
        if (last is not { } at) return null;
        var wait = at + window - now;
        return new Throttled($"You have posted this text a moment ago. If it is meant to be said twice, send it again in {Words(wait)}; {Kept}", wait);
    }

    private async Task<Throttled?> FirstDayAsync(TenantUnit unit, ForumStanding author, Guid? threadId, DateTimeOffset now, CancellationToken cancel)
    {
        var own = unit.Db.ForumPosts.Where(p => p.AuthorUserId == author.UserId && p.CreatedAt >= author.JoinedAt && p.ImportId == null);
        var written = await own.GroupBy(_ => 1)
            .Select(g => new { Threads = g.Count(p => p.Number == 1), Replies = g.Count(p => p.Number > 1), Here = g.Count(p => p.ThreadId == threadId && p.Number > 1) })
            .SingleOrDefaultAsync(cancel);
        if (written is null) return null;
        var wait = author.JoinedAt.AddDays(1) - now;
        var later = $"More is possible in {Words(wait)}; {Kept}";
        if (threadId is null) return written.Threads >= Limits.FirstDayThreads ? new Throttled($"On their first day, members start at most {Limits.FirstDayThreads} threads. {later}", wait) : null;
        if (written.Here >= Limits.FirstDayRepliesInThread) return new Throttled($"On their first day, members reply at most {Limits.FirstDayRepliesInThread} times in a thread. {later}", wait);
        return written.Replies >= Limits.FirstDayReplies ? new Throttled($"On their first day, members write at most {Limits.FirstDayReplies} replies. {later}", wait) : null;
    }

    internal static string Words(TimeSpan wait) =>
        wait.TotalSeconds < 90 ? Count(wait.TotalSeconds, "second") : wait.TotalMinutes < 90 ? Count(wait.TotalMinutes, "minute") : Count(wait.TotalHours, "hour");

    private static string Count(double number, string unit)
    {
        var whole = Math.Max(1, (int)Math.Ceiling(number));
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {unit}{(whole == 1 ? "" : "s")}");
    }
}
