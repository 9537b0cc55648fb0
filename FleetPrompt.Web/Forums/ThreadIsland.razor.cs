using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Content;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Forums;

public partial class ThreadIsland
{
    private readonly Func<Guid, Task<IReadOnlyList<Reactor>>> who;
    // What was asked for here and has not ended: the directive, and the post or thread it is about.
    private readonly Dictionary<Guid, Guid> asked = [];
    private ThreadView? thread;
    private IReadOnlyList<PostView> posts = [];
    private int from;
    private int to;
    private int knownPosts;
    private string? message;
    private Guid? failed;
    private string? announcement;

    public ThreadIsland() => who = id => Reactions.WhoAsync(Act(), id);

    [Parameter, EditorRequired] public Guid ThreadId { get; set; }

    [Parameter] public int PageNumber { get; set; } = 1;

    /// <summary>The page was rendered with a form to reply; one that was locked then has none.</summary>
    [Parameter] public bool HasReplyForm { get; set; }

    /// <summary>Where the reader had left off when the page was rendered: it stays there while they read on.</summary>
    [Parameter] public int? FirstUnread { get; set; }

    [Inject] private ForumReading Forum { get; set; } = null!;

    [Inject] private ForumModeration Moderation { get; set; } = null!;

    [Inject] private ForumAnswers Answers { get; set; } = null!;

    [Inject] private ForumReactions Reactions { get; set; } = null!;

    [Inject] private TimelineReading Timeline { get; set; } = null!;

    /// <summary>Replies that came while this page was open and stand on a later one.</summary>
    private int Waiting => thread is null ? 0 : Math.Max(0, thread.PostCount - Math.Max(to, knownPosts));

    protected override LiveFilter Follows(Visibility widest) => new(widest, ForumSubjects.Thread(ThreadId).Stream);

    protected override async Task LoadAsync()
    {
        var operation = Act();
        thread = await Forum.ThreadAsync(operation, ThreadId);
        from = ((PageNumber - 1) * Forum.PageSize) + 1;
        to = PageNumber * Forum.PageSize;
        posts = await Forum.PostsAsync(operation, ThreadId, from, to);
        if (knownPosts == 0) knownPosts = thread?.PostCount ?? 0;
    }

    private async Task ApplyAsync(LiveBatch batch)
    {
        var before = posts.Count;
        await LoadAsync();
        if (posts.Count > before) announcement = Words.Count(posts.Count - before, "new reply", "new replies");
        if (batch.Incomplete || batch.Signals.Any(s => asked.ContainsKey(s.SubjectId))) await SettleAsync();
    }

    /// <summary>Looks at what was asked for here: what has ended is no longer under way, and a failure is told.</summary>
    private async Task SettleAsync()
    {
        foreach (var id in asked.Keys.ToList())
        {
            if ((await Timeline.InspectAsync(Act(), TimelineEntry.Directive, id))?.Entry.State is not { } state || !DirectiveStates.IsAtRest(state.Status)) continue;
            asked.Remove(id);
            if (state.Status == DirectiveStates.Failed) (message, failed) = (state.ErrorMessage, id);
        }
    }

    private async Task ActAsync(ModerationAct act)
    {
        Dismiss();
        if (!await IsStillHereAsync()) return;
        var operation = Act();
        var reason = string.IsNullOrWhiteSpace(act.Reason) ? null : act.Reason.Trim();
        var subject = act.PostId ?? ThreadId;
        var thread = new ThreadModeration(ThreadId, act.Version, reason);
        var post = new PostModeration(subject, ThreadId, act.Version, reason);
        var requested = act.Verb switch
        {
            ModerationVerb.Lock => await Moderation.LockAsync(operation, thread),
            ModerationVerb.Unlock => await Moderation.UnlockAsync(operation, thread),
            ModerationVerb.Pin => await Moderation.PinAsync(operation, thread),
            ModerationVerb.Unpin => await Moderation.UnpinAsync(operation, thread),
            ModerationVerb.Hide => await Moderation.HideAsync(operation, post),
            ModerationVerb.Unhide => await Moderation.UnhideAsync(operation, post),
            ModerationVerb.Solve => await Answers.SolveAsync(operation, new AnswerChoice(ThreadId, subject, act.Version)),
            ModerationVerb.Unsolve => await Answers.UnsolveAsync(operation, new AnswerChoice(ThreadId, subject, act.Version)),
            _ => await Moderation.DeleteAsync(operation, post),
        };
        if (!requested.IsOk) message = requested.Error!.Message;
        else if (requested.Value.Existing && DirectiveStates.IsAtRest(requested.Value.Status))
        {
            (message, failed) = requested.Value.Status == DirectiveStates.Failed
                ? ("This was asked for before, and failed. It can be run again from its own page.", requested.Value.Id)
                : ("This was asked for before, and has changed since your page showed it. Here is how it stands now.", (Guid?)null);
            await LoadAsync();
        }
        else
        {
            asked[requested.Value.Id] = subject;
            await SettleAsync();
        }
    }

    /// <summary>The counters follow at once for who clicked, and by the signal for everybody else.</summary>
    private async Task ReactAsync(ReactionAct act)
    {
        Dismiss();
        if (!await IsStillHereAsync()) return;
        var set = await Reactions.SetAsync(Act(), act.PostId, act.Type, act.On);
        if (!set.IsOk) message = set.Error!.Message;
        await LoadAsync();
    }

    private void Dismiss() => (message, failed) = (null, null);

    private PostCardModel CardOf(PostView post) =>
        new(
            post.Id,
            post.Number,
            post.Author?.Ref() ?? PersonRef.System,
            post.CreatedAt,
            AppUrls.Post(ThreadId, thread!.Slug, post.Number, Forum.PageSize),
            post.Status)
        {
            RoleBadge = post.Author?.Role is OrgRole.Owner or OrgRole.Admin ? char.ToUpperInvariant(post.Author.Role[0]) + post.Author.Role[1..] : null,
            AuthorHref = post.Author is { } author ? AppUrls.Person(author.Id) : null,
            BookmarkHref = AppUrls.Bookmark(post.Id),
            HiddenBy = post.Moderation?.By.Name,
            HiddenReason = post.Moderation?.Reason,
            Accepted = thread.AcceptedNumber == post.Number,
            EditedAt = post.EditedAt,
            EditedHref = post.EditedAt is null ? null : AppUrls.History(ThreadId, thread.Slug, post.Number),
            ReplyTo = post.ReplyTo is { } answered ? (answered, AppUrls.Post(ThreadId, thread.Slug, answered, Forum.PageSize)) : null,
        };

    private static RenderFragment? BodyOf(PostView post) =>
        post.Html is not { } html ? null
        : !post.Ignored ? SafeHtml.Render(html)
        : builder =>
        {
            builder.OpenElement(0, "details");
            builder.AddAttribute(1, "class", "fp-ignored");
            builder.OpenElement(2, "summary");
            builder.AddContent(3, $"You ignore {post.Author?.Name}. Show this post");
            builder.CloseElement();
            builder.AddContent(4, SafeHtml.Render(html));
            builder.CloseElement();
        };

    private RenderFragment FooterOf(PostView post) =>
        builder =>
        {
            builder.OpenComponent<PostFoot>(0);
            builder.AddComponentParameter(1, nameof(PostFoot.Post), post);
            builder.AddComponentParameter(2, nameof(PostFoot.ViewerId), Viewer.UserId);
            builder.AddComponentParameter(3, nameof(PostFoot.Administers), Viewer.Administers);
            builder.AddComponentParameter(4, nameof(PostFoot.Live), Subscription is not null);
            builder.AddComponentParameter(5, nameof(PostFoot.Pending), asked.ContainsValue(post.Id));
            builder.AddComponentParameter(6, nameof(PostFoot.OnAct), EventCallback.Factory.Create<ModerationAct>(this, ActAsync));
            builder.AddComponentParameter(7, nameof(PostFoot.OnReact), EventCallback.Factory.Create<ReactionAct>(this, ReactAsync));
            builder.AddComponentParameter(8, nameof(PostFoot.Who), who);
            builder.AddComponentParameter(9, nameof(PostFoot.Thread), thread);
            builder.AddComponentParameter(10, nameof(PostFoot.Page), PageNumber);
            builder.CloseComponent();
        };
}
