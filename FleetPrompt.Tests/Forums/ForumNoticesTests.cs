using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

/// <summary>Who is told what. People are called as in the tests: ana, ben, cid.</summary>
public sealed class ForumNoticesTests(Installation fleet) : DatabaseTests(fleet)
{
    private Notices Notices => Given.Get<Notices>();

    private ForumTracking Tracking => Given.Get<ForumTracking>();

    [Fact]
    public async Task A_reply_is_told_to_who_started_the_thread_and_who_wrote_in_it_and_not_to_its_author()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithMember("cid");
        var thread = await acme.Thread(by: "ana");
        await acme.Reply(thread, "ben");
        await RunWork();
        await acme.Reply(thread, "cid");
        await RunWork();

        (await Told(acme, "ana")).ShouldBe(["reply 2", "reply 3"]);
        (await Told(acme, "ben")).ShouldBe(["reply 3"]);
        (await Told(acme, "cid")).ShouldBeEmpty();
        (await Told(acme, "owner")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_is_told_once_of_a_post_by_what_concerns_them_most()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana");
        await acme.Reply(thread, "ben", $"> [ana in #1](/forums/t/{thread.ThreadId}/{thread.Slug}#post-1):\n>\n> text\n\n@ana what do you think?");
        await acme.Reply(thread, "ben", $"> [ana in #1](/forums/t/{thread.ThreadId}/{thread.Slug}#post-1):\n>\n> text\n\nNothing else.");
        await RunWork();

        (await Told(acme, "ana")).ShouldBe(["mention 2", "quote 3"]);
    }

    [Fact]
    public async Task A_signal_that_is_given_again_tells_nobody_twice()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        await acme.Reply(await acme.Thread(by: "ana"), "ben", "@ana");
        await RunWork();
        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: ForumSignals.PostCreated.Name), Cancel)).ShouldBeOk();
        await RunWork();

        (await Told(acme, "ana")).ShouldBe(["mention 2"]);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("category")]
    public async Task Muted_means_told_nothing(string what)
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var category = await acme.Category("Help");
        var thread = await acme.Thread(category: category.Id);
        if (what == "thread") await Tracking.FollowThreadAsync(acme.Act("ana"), thread.ThreadId, WatchLevel.Muted, Cancel);
        else await Tracking.FollowCategoryAsync(acme.Act("ana"), category.Slug, WatchLevel.Muted, Cancel);
        await acme.Reply(thread, "ben", "@ana look at this");
        await RunWork();

        (await Told(acme, "ana")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_watches_a_category_is_told_of_its_threads_from_their_first_post()
    {
        var acme = await Given.Org().WithMember("ana");
        var category = await acme.Category("Help");
        await Tracking.FollowCategoryAsync(acme.Act("ana"), category.Slug, WatchLevel.Watching, Cancel);
        await acme.Thread(category: category.Id);
        await RunWork();

        (await Told(acme, "ana")).ShouldBe(["reply 1"]);
    }

    [Fact]
    public async Task A_kind_that_is_off_tells_nothing_and_who_has_left_is_told_nothing()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithMember("gone");
        await Notices.ChooseAsync(acme.Act("ana"), new Dictionary<string, string> { [NotificationKinds.Mention] = Delivery.Off }, Cancel);
        await acme.Remove("gone");
        await acme.Thread(by: "ben", body: "@ana and @gone");
        await RunWork();

        (await Told(acme, "ana")).ShouldBeEmpty();
        (await acme.All<Notification>(n => n.Kind == NotificationKinds.Mention)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_author_is_told_that_the_moderators_hid_a_post_but_not_who_did()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("mod");
        var thread = await acme.Thread(by: "ana");
        await Given.Get<ForumModeration>().HideAsync(acme.Act("mod"), new(thread.PostId, thread.ThreadId, 0, "off topic"), Cancel);
        await RunWork();

        var notice = (await acme.All<Notification>(n => n.Kind == NotificationKinds.Moderation)).ShouldHaveSingleItem();
        (notice.UserId, notice.Detail, notice.ActorId).ShouldBe((acme["ana"], "hidden", null));
    }

    [Fact]
    public async Task What_was_told_of_a_thread_is_read_when_the_posts_are()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana");
        await acme.Reply(thread, "ben");
        await acme.Reply(thread, "ben");
        await RunWork();
        (await Notices.CountAsync(acme.Act("ana"), Cancel)).ShouldBe(2);

        (await Tracking.ReadAsync(acme.Act("ana"), thread.ThreadId, 2, cancel: Cancel)).ShouldBeOk();
        (await Notices.CountAsync(acme.Act("ana"), Cancel)).ShouldBe(1);
        (await Notices.ReadAllAsync(acme.Act("ben"), cancel: Cancel)).ShouldBeOk();
        (await Notices.CountAsync(acme.Act("ana"), Cancel)).ShouldBe(1);
        (await Notices.ReadAllAsync(acme.Act("ana"), cancel: Cancel)).ShouldBeOk();
        (await Notices.CountAsync(acme.Act("ana"), Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_bookmark_reminds_at_its_time_and_one_that_was_changed_or_removed_does_not()
    {
        var acme = await Given.Org().WithMember("ana");
        var (one, two, three) = (await acme.Thread("one"), await acme.Thread("two"), await acme.Thread("three"));
        var bookmarks = Given.Get<Bookmarks>();
        var at = Given.Clock.GetUtcNow().AddHours(2);
        foreach (var post in new[] { one, two, three }) (await bookmarks.KeepAsync(acme.Act("ana"), post.PostId, " look ", at, Cancel)).ShouldBeOk();
        (await bookmarks.KeepAsync(acme.Act("ana"), two.PostId, "later", null, Cancel)).ShouldBeOk();
        (await bookmarks.DropAsync(acme.Act("ana"), three.PostId, Cancel)).ShouldBeOk();
        (await bookmarks.MineAsync(acme.Act(), cancel: Cancel)).ShouldBeEmpty();
        (await bookmarks.MineAsync(acme.Act("ana"), cancel: Cancel)).Select(b => (b.Title, b.Note)).ShouldBe([("two", "later"), ("one", "look")]);

        await Given.AsOwner("update runtime.ready set ready_at = now() - interval '1 minute'");
        await RunWork();

        (await acme.All<Notification>(n => n.Kind == NotificationKinds.Reminder)).ShouldHaveSingleItem().SubjectId.ShouldBe(one.PostId);
        (await bookmarks.KeepAsync(acme.Act("ana"), one.PostId, null, Given.Clock.GetUtcNow().AddMinutes(-1), Cancel)).Error.ShouldBeOfType<Core.Invalid>();
        (await bookmarks.KeepAsync(acme.Act("ana"), Guid.NewGuid(), null, null, Cancel)).Error.ShouldBeOfType<Core.NotFound>();
    }

    private async Task<List<string>> Told(Org org, string person) =>
        [.. (await Notices.PageAsync(org.Act(person), cancel: Cancel)).Notices.OrderBy(n => n.Number).Select(n => $"{n.Kind} {n.Number}")];
}
