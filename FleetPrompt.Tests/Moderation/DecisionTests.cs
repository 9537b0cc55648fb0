using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Moderation;

public sealed class DecisionTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task Hiding_closes_the_item_and_its_flags_and_tells_the_author()
    {
        var (acme, post, item) = await Flagged();

        (await Given.Decide(acme, item, ModerationAction.Hide, reason: "an advertisement")).ShouldBe(DirectiveStates.Succeeded);

        var hidden = await acme.Post(post);
        (hidden.Status, hidden.ModeratedByUserId, hidden.ModerationReason).ShouldBe((PostStatus.Hidden, acme["mod"], "an advertisement"));
        var decided = await acme.One<ModerationItem>(i => i.Id == item.Id);
        (decided.Status, decided.Decision, decided.DecidedByUserId, decided.Version).ShouldBe((ItemStatus.Decided, ModerationAction.Hide, acme["mod"], 1));
        (await acme.One<ModerationFlag>(f => f.ItemId == item.Id)).Status.ShouldBe(FlagStatus.ActionTaken);
        var notice = (await Given.Get<AuthorNotices>().UnreadAsync(acme.Act("ben"), Cancel)).ShouldHaveSingleItem();
        (notice.Action, notice.Undone, notice.Text, notice.Number).ShouldBe((ModerationAction.Hide, false, null, post.Number));
        (await acme.Signals(s => s.Name == "forum.moderation.action.taken")).ShouldHaveSingleItem().Visibility.ShouldBe("moderators");
    }

    [Theory]
    [InlineData(ModerationAction.Approve, FlagStatus.Reviewed)]
    [InlineData(ModerationAction.Dismiss, FlagStatus.Dismissed)]
    public async Task A_post_that_was_hidden_by_its_score_is_shown_again_when_it_is_fine(string action, string flags)
    {
        var (acme, post, _) = await Flagged();
        await Given.Flag(acme, post, "mod");
        var item = await Given.Flag(acme, post, "owner");
        (await acme.Post(post)).Status.ShouldBe(PostStatus.Hidden);

        (await Given.Decide(acme, item, action)).ShouldBe(DirectiveStates.Succeeded);

        (await acme.Post(post)).Status.ShouldBe(PostStatus.Published);
        (await acme.All<ModerationFlag>()).ShouldAllBe(f => f.Status == flags);
    }

    [Fact]
    public async Task Of_two_decisions_on_the_same_version_one_is_made_and_the_other_is_told()
    {
        var (acme, post, item) = await Flagged();
        var desk = Given.Get<ModerationDesk>();
        var asked = await Task.WhenAll(
            desk.DecideAsync(acme.Act("mod"), new(item.Id, 0, Guid.NewGuid()), ModerationAction.Hide, null, cancel: Cancel),
            desk.DecideAsync(acme.Act(), new(item.Id, 0, Guid.NewGuid()), ModerationAction.Hide, null, cancel: Cancel));
        await RunWork();

        var ends = await Task.WhenAll(asked.Select(a => acme.Directive(a.ShouldBeOk().Id)));

        ends.Count(d => d.Status == DirectiveStates.Succeeded).ShouldBe(1);
        var lost = ends.Single(d => d.Status == DirectiveStates.Failed);
        (lost.ErrorKind, lost.ErrorMessage).ShouldBe((DirectiveErrors.Conflict, "Somebody else has decided on this post since your page showed it. Nothing of yours was done; look at it again."));
        await acme.One<ModerationDecision>(d => d.PostId == post.PostId);
        (await acme.Post(post)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_second_click_is_the_same_decision()
    {
        var (acme, _, item) = await Flagged();
        var asked = new AskedDecision(item.Id, 0, Guid.NewGuid());
        var desk = Given.Get<ModerationDesk>();

        var first = (await desk.DecideAsync(acme.Act("mod"), asked, ModerationAction.Approve, null, cancel: Cancel)).ShouldBeOk();
        await RunWork();
        var second = (await desk.DecideAsync(acme.Act("mod"), asked, ModerationAction.Approve, null, cancel: Cancel)).ShouldBeOk();

        (second.Id, second.Existing).ShouldBe((first.Id, true));
    }

    [Theory]
    [InlineData(ModerationAction.Hide)]
    [InlineData(ModerationAction.Delete)]
    [InlineData(ModerationAction.Lock)]
    [InlineData(ModerationAction.Move)]
    [InlineData(ModerationAction.Warn)]
    [InlineData(ModerationAction.Silence)]
    [InlineData(ModerationAction.Approve)]
    [InlineData(ModerationAction.Dismiss)]
    [InlineData(ModerationAction.Escalate)]
    public async Task Undoing_restores_all_that_a_decision_has_changed(string action)
    {
        var (acme, post, item) = await Flagged();
        var elsewhere = await acme.Category("Elsewhere");
        var before = await Snapshot(acme, post);

        (await Given.Decide(acme, item, action, reason: "because", days: 7, category: elsewhere.Id, hides: action is ModerationAction.Silence or ModerationAction.Warn)).ShouldBe(DirectiveStates.Succeeded);
        var between = await Snapshot(acme, post);
        (await Given.Undo(acme, post)).ShouldBe(DirectiveStates.Succeeded);

        between.ShouldNotBe(before);
        (await Snapshot(acme, post)).ShouldBe(before);
        (await acme.One<ModerationDecision>(_ => true)).UndoneByUserId.ShouldBe(acme["mod"]);
        (await acme.Signals(s => s.Name == "forum.moderation.action.undone")).ShouldHaveSingleItem();
        var told = await Given.Get<AuthorNotices>().UnreadAsync(acme.Act("ben"), Cancel);
        if (action is ModerationAction.Approve or ModerationAction.Dismiss or ModerationAction.Escalate) told.ShouldBeEmpty();
        else told.ShouldHaveSingleItem().Undone.ShouldBeTrue();
    }

    [Fact]
    public async Task What_somebody_has_changed_since_is_not_undone_and_nothing_else_is()
    {
        var (acme, post, item) = await Flagged();
        await Given.Decide(acme, item, ModerationAction.Silence, days: 1, hides: true);
        (await Given.Get<ForumModeration>().UnhideAsync(acme.Act(), new(post.PostId, post.ThreadId, 1, null), Cancel)).ShouldBeOk();
        await RunWork();

        (await Given.Undo(acme, post)).ShouldBe(DirectiveErrors.Conflict);

        (await acme.One<ForumMember>(m => m.UserId == acme["ben"])).SilencedUntil.ShouldNotBeNull();
        (await acme.One<ModerationItem>(i => i.Id == item.Id)).Status.ShouldBe(ItemStatus.Decided);
        (await acme.One<ModerationDecision>(_ => true)).UndoneAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_decision_whose_post_was_flagged_again_is_decided_anew_instead_of_undone()
    {
        var (acme, post, item) = await Flagged();
        await Given.Decide(acme, item, ModerationAction.Approve);
        await Given.Flag(acme, post, "cem");

        var decision = await acme.One<ModerationDecision>(_ => true);
        var asked = (await Given.Get<ModerationDesk>().UndoAsync(acme.Act("mod"), decision.Id, 1, Guid.NewGuid(), null, Cancel)).ShouldBeOk();

        (await Given.End(acme, asked)).ShouldBe(DirectiveErrors.Conflict);
        (await acme.All<ModerationItem>()).Count(i => i.Status == ItemStatus.Decided).ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_silenced_cannot_post_until_then()
    {
        var (acme, post, item) = await Flagged();
        await Given.Decide(acme, item, ModerationAction.Silence, days: 1);

        (await acme.TryReply(post, "ben")).Error.ShouldBeOfType<Forbidden>().Message.ShouldStartWith("A moderator has silenced you until ");
        Given.Clock.Advance(TimeSpan.FromDays(1));
        (await acme.TryReply(post, "ben", "Sorry for that.")).ShouldBeOk();
    }

    [Fact]
    public async Task Owners_and_admins_are_not_silenced()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("mod");
        var item = await Given.Flag(acme, await acme.Thread());

        (await Given.Decide(acme, item, ModerationAction.Silence, days: 1)).ShouldBe(DirectiveErrors.Conflict);

        (await acme.One<ModerationItem>(i => i.Id == item.Id)).Status.ShouldBe(ItemStatus.Open);
    }

    [Fact]
    public async Task An_escalated_post_stays_in_the_queue_on_top()
    {
        var (acme, post, item) = await Flagged();
        await Given.Flag(acme, await acme.Thread("Another"), reason: FlagReason.Harassment);

        await Given.Decide(acme, item, ModerationAction.Escalate, reason: "ask the owner");

        var queue = (await Given.Get<QueueReading>().ReadAsync(acme.Act(), new QueueQuery(), Cancel)).ShouldBeOk();
        queue.Rows.Select(r => (r.PostId == post.PostId, r.Status)).ShouldBe([(true, ItemStatus.Escalated), (false, ItemStatus.Open)]);
        (await Given.Decide(acme, await acme.One<ModerationItem>(i => i.Id == item.Id), ModerationAction.Delete, by: "owner")).ShouldBe(DirectiveStates.Succeeded);
    }

    [Fact]
    public async Task Members_decide_nothing_and_see_nothing()
    {
        var (acme, post, item) = await Flagged();

        (await Given.Get<ModerationDesk>().DecideAsync(acme.Act("ana"), new(item.Id, 0, Guid.NewGuid()), ModerationAction.Hide, null, cancel: Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Given.Get<ModerationClaims>().ClaimAsync(acme.Act("ana"), item.Id, cancel: Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Given.Get<QueueReading>().ReadAsync(acme.Act("ana"), new QueueQuery(), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Given.Get<ItemReading>().ReadAsync(acme.Act("ana"), item.Id, Cancel)).ShouldBeNull();
        (await Given.Get<ModerationInsights>().ReadAsync(acme.Act("ana"), Cancel)).ShouldBeNull();
        (await Given.Get<AuthorNotes>().AddAsync(acme.Act("ana"), acme["ben"], "hm", Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Given.Get<ModerationSettings>().ChangeAsync(acme.Act("ana"), new(false, 4, null, []), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await acme.Post(post)).Status.ShouldBe(PostStatus.Published);
    }

    [Fact]
    public async Task A_claim_ends_by_itself_and_can_be_taken_over()
    {
        var (acme, _, item) = await Flagged();
        var claims = Given.Get<ModerationClaims>();

        (await claims.ClaimAsync(acme.Act("mod"), item.Id, cancel: Cancel)).ShouldBeOk();
        (await claims.ClaimAsync(acme.Act("mod"), item.Id, cancel: Cancel)).ShouldBeOk();
        (await claims.ClaimAsync(acme.Act(), item.Id, cancel: Cancel)).Error.ShouldBeOfType<Conflict>();
        Given.Clock.Advance(ModerationClaims.Lasts);
        (await claims.ClaimAsync(acme.Act(), item.Id, cancel: Cancel)).ShouldBeOk();
        (await claims.ClaimAsync(acme.Act("mod"), item.Id, takeOver: true, Cancel)).ShouldBeOk();
        (await claims.ReleaseAsync(acme.Act("mod"), item.Id, Cancel)).ShouldBeOk().ShouldBeTrue();

        (await acme.Signals(s => s.SubjectId == item.Id && s.Name.StartsWith("forum.moderation.item."))).Select(s => (s.Name[22..], s.ActorId))
            .ShouldBe([("queued", null), ("claimed", acme["mod"]), ("claimed", acme["owner"]), ("claimed", acme["mod"]), ("released", acme["mod"])]);
    }

    [Fact]
    public async Task An_item_shows_the_post_among_its_neighbours_with_all_that_is_known()
    {
        var (acme, post, item) = await Flagged();
        await acme.Reply(post, "ana", "What was that?");
        await Given.Decide(acme, item, ModerationAction.Warn, reason: "please do not advertise");
        await Given.Get<AuthorNotes>().AddAsync(acme.Act("mod"), acme["ben"], "second time", Cancel);
        var again = await Given.Flag(acme, post, "cem");

        var view = (await Given.Get<ItemReading>().ReadAsync(acme.Act(), again.Id, Cancel)).ShouldNotBeNull();

        view.Context.Select(p => (p.Number, p.IsFlagged)).ShouldBe([(1, false), (2, true), (3, false)]);
        view.Flags.ShouldHaveSingleItem().Flagger.ShouldNotBeNull().Name.ShouldBe("cem");
        view.Author.ShouldNotBeNull().History.ShouldHaveSingleItem().Action.ShouldBe(ModerationAction.Warn);
        view.Author.Notes.ShouldHaveSingleItem().Text.ShouldBe("second time");
        (await Given.Get<AuthorNotices>().UnreadAsync(acme.Act("ben"), Cancel)).ShouldHaveSingleItem().Text.ShouldBe("please do not advertise");
        var insights = (await Given.Get<ModerationInsights>().ReadAsync(acme.Act(), Cancel)).ShouldNotBeNull();
        (insights.Flags, insights.Decided, insights.Waiting).ShouldBe((2, 1, 1));
    }

    /// <summary>An organisation in which ana has flagged ben's reply.</summary>
    private async Task<(Org Org, PostPlace Post, ModerationItem Item)> Flagged()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithMember("cem").WithAdmin("mod");
        var post = await acme.Reply(await acme.Thread(), "ben", "Buy this now, it is cheap.");
        return (acme, post, await Given.Flag(acme, post));
    }

    /// <summary>What a decision may change, as one text.</summary>
    private static async Task<string> Snapshot(Org org, PostPlace place)
    {
        var post = await org.Post(place);
        var thread = await org.One<ForumThread>(t => t.Id == place.ThreadId);
        var flags = (await org.All<ModerationFlag>()).OrderBy(f => f.Id).Select(f => f.Status);
        var item = (await org.All<ModerationItem>()).Select(i => $"{i.Status} {i.Severity} {i.Decision} {i.DecidedByUserId} {i.DecidedAt}");
        var silenced = (await org.All<ForumMember>(m => m.UserId == org["ben"])).Select(m => $"{m.SilencedUntil} {m.Posts}");
        var notices = (await org.All<Notification>(n => n.UserId == org["ben"] && n.Kind == NotificationKinds.Moderation)).Count;
        return string.Join('|', [post.Status, post.ModeratedByUserId, post.ModerationReason, post.ModeratedAt, thread.Status, thread.CategoryId, thread.ModeratedByUserId, thread.PostCount, notices, .. silenced, .. item, .. flags]);
    }
}
