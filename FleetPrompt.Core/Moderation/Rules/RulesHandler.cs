using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation.Rules;

/// <summary>
/// Asks the rules about a post that was written or edited, and for a flag for each that has found something. The same text asks for the same flags however often it is told, so nothing is doubled
/// by a redelivery or a replay.
/// </summary>
internal sealed class RulesHandler(DirectiveService directives, SignalBus signals, TimeProvider time) : ISignalHandler
{
    /// <summary>What is imported was moderated elsewhere.</summary>
    internal static readonly SignalSubscription Subscription = new("moderation.rules", ForumSignals.PostCreated.Name, ForumSignals.PostEdited.Name) { DuringImport = false };

    /// <summary>Hosts of one post that are compared.</summary>
    private const int MostHosts = 20;

    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var (unit, db) = (run.Unit, run.Unit.Db);
        if (run.Signal.Source == Sources.Import) return; // was judged where it comes from, also when it is replayed
        var id = run.Signal.SubjectId;
        var post = await db.ForumPosts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel);
        if (post is not { Status: PostStatus.Published, AuthorUserId: { } author }) return;
        var now = time.GetUtcNow();
        var standing = await Standing.OfAsync(unit, author, now, cancel);
        if (standing.Administers) return;

        var setting = await db.ModerationSettings.AsNoTracking().SingleOrDefaultAsync(cancel) ?? new ModerationSetting();
        var facts = PostFacts.Of(post.ContentHtml);
        var (text, hosts) = (FoldedText.HashOf(facts.Words), facts.Hosts.Take(MostHosts).ToList());
        await TraceAsync(unit, post, author, standing.Trust == 0, text, hosts, cancel);
        facts = facts with
        {
            Trust = standing.Trust,
            Membership = standing.JoinedAt is { } joined ? post.CreatedAt - joined : null,
            Written = PostFacts.IssuedAt(post.FormKey) is { } issued && issued <= post.CreatedAt ? post.CreatedAt - issued : null,
            IsFirstPost = !await db.ForumPosts.AnyAsync(p => p.AuthorUserId == author && p.CreatedAt < post.CreatedAt, cancel),
            BannedWords = setting.BannedWords,
        };
        var hits = SpamRules.Judge(await ComparedAsync(db, facts, post, author, text, hosts, cancel)).Where(h => !setting.DisabledRules.Contains(h.Rule)).ToList();
        foreach (var hit in hits) await AskAsync(unit, post, hit, text, cancel);
        await TellAsync(unit, post, hits, text, cancel);
    }

    private static async Task<PostFacts> ComparedAsync(TenantDb db, PostFacts facts, ForumPost post, Guid author, string text, List<string> hosts, CancellationToken cancel)
    {
        var since = post.CreatedAt - SpamRules.Window;
        var earlier = db.Set<ModerationTrace>().Where(t => t.PostId != post.Id && t.CreatedAt > since && t.CreatedAt <= post.CreatedAt);
        var same = await earlier.Where(t => t.Kind == ModerationTrace.Text && t.Value == text).Select(t => new { t.AuthorUserId, t.ByNew }).Distinct().ToListAsync(cancel);
        var linking = await earlier.Where(t => t.Kind == ModerationTrace.Host && hosts.Contains(t.Value) && t.ByNew && t.AuthorUserId != author)
            .Select(t => new { t.Value, t.AuthorUserId }).Distinct().GroupBy(t => t.Value).Select(g => g.Count()).ToListAsync(cancel);
        return facts with
        {
            OwnRepeats = await earlier.CountAsync(t => t.Kind == ModerationTrace.Text && t.Value == text && t.AuthorUserId == author, cancel),
            OthersRepeats = same.Where(t => t.ByNew && t.AuthorUserId != author).Select(t => t.AuthorUserId).Distinct().Count(),
            OthersLinking = linking.DefaultIfEmpty(0).Max(),
        };
    }

    private static async Task TraceAsync(TenantUnit unit, ForumPost post, Guid author, bool isNew, string text, List<string> hosts, CancellationToken cancel)
    {
        var traces = unit.Db.Set<ModerationTrace>();
        var old = post.CreatedAt - (2 * SpamRules.Window);
        await traces.Where(t => t.PostId == post.Id || t.CreatedAt < old).ExecuteDeleteAsync(cancel);
        traces.AddRange(hosts.Select(h => (Kind: ModerationTrace.Host, Value: h)).Append((Kind: ModerationTrace.Text, Value: text))
            .Select(t => new ModerationTrace { PostId = post.Id, Kind = t.Kind, Value = t.Value, AuthorUserId = author, ByNew = isNew, CreatedAt = post.CreatedAt }));
        await unit.Db.SaveChangesAsync(cancel);
    }

    /// <summary>A flag that was asked for before, and was perhaps dismissed since, is not asked for again: the answer is then an existing directive, or that its details differ.</summary>
    private Task<Result<DirectiveReceipt>> AskAsync(TenantUnit unit, ForumPost post, RuleHit hit, string text, CancellationToken cancel) =>
        directives.RequestAsync(
            unit,
            ModerationDirectives.Flag,
            new(ForumSubjects.Post(post.Id), new CreateFlag(post.Id, post.ThreadId, hit.Reason, hit.Why, hit.Rule, hit.Confidence), $"{hit.Rule}:{text}", ForumSubjects.Thread(post.ThreadId).Stream),
            cancel);

    private async Task TellAsync(TenantUnit unit, ForumPost post, IReadOnlyList<RuleHit> hits, string text, CancellationToken cancel)
    {
        foreach (var (type, found) in new[] { (ModerationSignals.ToxicityDetected, hits.Where(h => h.Rule == SpamRules.BannedWords)), (ModerationSignals.SpamDetected, hits.Where(h => h.Reason == FlagReason.Spam)) })
        {
            var rules = found.OrderByDescending(h => h.Confidence).ToList();
            if (rules.Count == 0) continue;
            await signals.EmitAsync(
                unit,
                type,
                ForumSubjects.Post(post.Id),
                new DetectionFact(post.Id, post.ThreadId, rules[0].Rule, (int)Math.Round(100 * rules[0].Confidence), rules.Count),
                new SignalOptions { Stream = ForumSubjects.Thread(post.ThreadId).Stream, DedupeKey = $"{type.Name}:{post.Id}:{text}" },
                cancel);
        }
    }
}
