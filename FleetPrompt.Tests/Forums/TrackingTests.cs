using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class TrackingTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumReading Reading => Given.Get<ForumReading>();

    private ForumTracking Tracking => Given.Get<ForumTracking>();

    [Fact]
    public async Task A_thread_is_new_until_it_is_opened_and_unread_when_somebody_writes_in_it()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread("Boats");
        await RunWork();

        (await Tab(acme, "ana", ThreadTab.New)).ShouldBe(["Boats"]);
        await Read(acme, "ana", thread, 1);
        (await Tab(acme, "ana", ThreadTab.New)).ShouldBeEmpty();
        (await Tab(acme, "ana", ThreadTab.Unread)).ShouldBeEmpty();

        await acme.Reply(thread);
        await acme.Reply(thread);
        var list = (await Reading.ThreadsAsync(acme.Act("ana"), new(Tab: ThreadTab.Unread), Cancel))!;
        var row = list.Threads.ShouldHaveSingleItem();
        (row.LastRead, row.Unread, list.Unread, list.New).ShouldBe((1, 2, 1, 0));
        (await Reading.ThreadAsync(acme.Act("ana"), thread.ThreadId, Cancel))!.FirstUnread.ShouldBe(2);
    }

    [Fact]
    public async Task A_mark_moves_forward_only_and_never_past_the_last_post()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        for (var n = 0; n < 3; n++) await acme.Reply(thread);

        (await Read(acme, "ana", thread, 3)).ShouldBeTrue();
        (await Read(acme, "ana", thread, 2)).ShouldBeFalse();
        (await Read(acme, "ana", thread, 3)).ShouldBeFalse();
        (await Mark(acme, "ana", thread)).LastReadNumber.ShouldBe(3);
        (await Read(acme, "ana", thread, 99)).ShouldBeTrue();
        (await Mark(acme, "ana", thread)).LastReadNumber.ShouldBe(4);
        (await Tracking.ReadAsync(acme.Act("ana"), thread.ThreadId, 0, cancel: Cancel)).Error.ShouldBeOfType<Invalid>();
    }

    [Fact]
    public async Task Marks_are_a_persons_own_and_an_organisations_own()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana").WithMember("ben").WithMember("gone"), await Given.Org("zeta"));
        var thread = await acme.Thread();
        await acme.Remove("gone");
        await Read(acme, "ana", thread, 1);

        (await Reading.ThreadAsync(acme.Act("ben"), thread.ThreadId, Cancel))!.LastRead.ShouldBe(0);
        (await Tracking.ReadAsync(zeta.Act(), thread.ThreadId, 1, cancel: Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Tracking.ReadAsync(acme.Act("gone"), thread.ThreadId, 1, cancel: Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Tracking.FollowThreadAsync(zeta.Act(), thread.ThreadId, WatchLevel.Muted, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Tracking.FollowThreadAsync(acme.Act(), thread.ThreadId, "loud", Cancel)).Error.ShouldBeOfType<Invalid>();
    }

    [Fact]
    public async Task Who_starts_a_thread_watches_it_who_replies_tracks_it_and_ones_own_posts_are_no_news()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana");
        await RunWork();
        await Read(acme, "ben", thread, 1);
        await acme.Reply(thread, "ben");
        (await Reading.ThreadAsync(acme.Act("ben"), thread.ThreadId, Cancel))!.FirstUnread.ShouldBeNull();
        await RunWork();

        (await Mark(acme, "ana", thread)).Level.ShouldBe(WatchLevel.Watching);
        var ben = await Mark(acme, "ben", thread);
        (ben.Level, ben.LastReadNumber, ben.LevelChosen).ShouldBe((WatchLevel.Tracking, 2, false));
    }

    [Fact]
    public async Task What_a_person_chose_is_not_changed_by_writing()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        (await Tracking.FollowThreadAsync(acme.Act("ana"), thread.ThreadId, WatchLevel.Normal, Cancel)).ShouldBeOk();
        await acme.Reply(thread, "ana");
        await RunWork();

        (await Mark(acme, "ana", thread)).Level.ShouldBe(WatchLevel.Normal);
    }

    [Fact]
    public async Task What_is_muted_is_in_no_list_unless_it_is_asked_for_or_followed_by_itself()
    {
        var acme = await Given.Org().WithMember("ana");
        var (help, news) = (await acme.Category("Help"), await acme.Category("News"));
        var (loud, one, two) = (await acme.Thread("loud", category: help.Id), await acme.Thread("one", category: news.Id), await acme.Thread("two", category: news.Id));
        foreach (var thread in new[] { loud, one, two }) await Read(acme, "ana", thread, 1);
        foreach (var thread in new[] { loud, one, two }) await acme.Reply(thread);
        await acme.Thread("fresh", category: news.Id);
        await Tracking.FollowThreadAsync(acme.Act("ana"), loud.ThreadId, WatchLevel.Muted, Cancel);
        await Tracking.FollowCategoryAsync(acme.Act("ana"), news.Slug, WatchLevel.Muted, Cancel);
        await Tracking.FollowThreadAsync(acme.Act("ana"), two.ThreadId, WatchLevel.Tracking, Cancel);

        (await Tab(acme, "ana", ThreadTab.Latest)).ShouldBe(["two"]);
        (await Tab(acme, "ana", ThreadTab.Unread)).ShouldBe(["two"]);
        (await Tab(acme, "ana", ThreadTab.New)).ShouldBeEmpty();
        (await Tab(acme, "owner", ThreadTab.Latest)).Count.ShouldBe(4);
        var all = (await Reading.ThreadsAsync(acme.Act("ana"), new(WithMuted: true), Cancel))!;
        all.Threads.Count.ShouldBe(4);
        all.HasMuted.ShouldBeTrue();
        all.Threads.Single(t => t.Title == "one").Level.ShouldBe(WatchLevel.Muted);
        (await Reading.ThreadsAsync(acme.Act("ana"), new("news"), Cancel))!.Threads.Count.ShouldBe(3);
    }

    [Fact]
    public async Task All_is_read_at_once_in_a_category_or_everywhere_and_what_was_put_aside_stays_quiet()
    {
        var acme = await Given.Org().WithMember("ana");
        var (help, news) = (await acme.Category("Help"), await acme.Category("News"));
        var (opened, aside) = (await acme.Thread("opened", category: help.Id), await acme.Thread("aside", category: help.Id));
        await acme.Thread("elsewhere", category: news.Id);
        await Read(acme, "ana", opened, 1);
        await acme.Reply(opened);

        (await Tracking.ReadAllAsync(acme.Act("ana"), "help", Cancel)).ShouldBeOk();
        await acme.Reply(aside);
        (await Tab(acme, "ana", ThreadTab.Unread)).ShouldBeEmpty();
        (await Tab(acme, "ana", ThreadTab.New)).ShouldBe(["elsewhere"]);
        (await Tracking.ReadAllAsync(acme.Act("ana"), null, Cancel)).ShouldBeOk();
        (await Tab(acme, "ana", ThreadTab.New)).ShouldBeEmpty();
        (await Tracking.ReadAllAsync(acme.Act("ana"), "nowhere", Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task Nothing_is_new_that_is_older_than_two_weeks_or_than_the_persons_joining()
    {
        var acme = await Given.Org().WithMember("ana");
        await acme.Thread("before");
        Given.Clock.Advance(TimeSpan.FromHours(1));
        await acme.DoOk(async unit =>
        {
            await Given.Get<IReadMarks>().JoinedAsync(unit, acme["ana"], Given.Clock.GetUtcNow(), Cancel);
            return true;
        });
        Given.Clock.Advance(TimeSpan.FromHours(1));
        await acme.Thread("after");

        (await Tab(acme, "ana", ThreadTab.New)).ShouldBe(["after"]);
        Given.Clock.Advance(TimeSpan.FromDays(15));
        (await Tab(acme, "ana", ThreadTab.New)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Top_is_what_was_written_in_most_in_the_period_and_my_posts_are_where_i_wrote()
    {
        var acme = await Given.Org().WithMember("ana");
        var old = await acme.Thread("old");
        for (var n = 0; n < 3; n++) await acme.Reply(old);
        Given.Clock.Advance(TimeSpan.FromDays(3));
        var hot = await acme.Thread("hot");
        await acme.Reply(hot, "ana");
        await acme.Thread("cold");
        await RunWork();

        (await Top(TopPeriod.Day)).ShouldBe(["hot", "cold"]);
        (await Top(TopPeriod.Week)).ShouldBe(["old", "hot", "cold"]);
        (await Tab(acme, "ana", ThreadTab.Mine)).ShouldBe(["hot"]);

        async Task<List<string>> Top(TopPeriod period) => [.. (await Reading.ThreadsAsync(acme.Act(), new(Tab: ThreadTab.Top, Period: period), Cancel))!.Threads.Select(t => t.Title)];
    }

    [Fact]
    public async Task A_pinned_thread_stands_above_all_others_until_it_is_unpinned()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread("pinned");
        await acme.Thread("newer");
        var moderation = Given.Get<ForumModeration>();

        (await moderation.PinAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        (await moderation.UnpinAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        await RunWork();
        (await Tab(acme, "owner", ThreadTab.Latest)).ShouldBe(["pinned", "newer"]);
        (await moderation.UnpinAsync(acme.Act(), new(thread.ThreadId, 1, null), Cancel)).ShouldBeOk();
        await RunWork();

        (await Tab(acme, "owner", ThreadTab.Latest)).ShouldBe(["newer", "pinned"]);
        (await acme.Signals(s => s.Name.StartsWith("forum.thread.") && s.Name.EndsWith("pinned"))).Select(s => s.Name).ShouldBe(["forum.thread.pinned", "forum.thread.unpinned"]);
    }

    [Fact]
    public async Task A_view_counts_once_an_hour_and_person_and_not_again_in_a_replay()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        Given.Clock.Advance(TimeSpan.FromMinutes(60 - Given.Clock.GetUtcNow().Minute));
        foreach (var reader in new[] { "ana", "ana", "owner" }) (await Tracking.ReadAsync(acme.Act(reader), thread.ThreadId, 1, viewed: true, Cancel)).ShouldBeOk();
        await RunWork();
        (await Views()).ShouldBe(2);

        Given.Clock.Advance(TimeSpan.FromHours(1));
        await Tracking.ReadAsync(acme.Act("ana"), thread.ThreadId, 1, viewed: true, Cancel);
        await RunWork();
        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: ForumSignals.ThreadViewed.Name), Cancel)).ShouldBeOk();
        await RunWork();
        (await Views()).ShouldBe(3);

        async Task<int> Views() => (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).ViewCount;
    }

    [Fact]
    public async Task Participants_and_the_length_of_a_thread_follow_its_posts()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(body: "12345");
        await acme.Reply(thread, "ana", "123");
        var hidden = await acme.Reply(thread, "ana", "12");
        await RunWork();
        await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(hidden.PostId, hidden.ThreadId, 0, null), Cancel);
        await RunWork();

        var view = (await Reading.ThreadAsync(acme.Act(), thread.ThreadId, Cancel))!;
        view.Participants.Select(p => (p.Person.Name, p.Posts)).ShouldBe([("ana", 1), ("Owner of acme", 1)], ignoreOrder: true);
        (view.ParticipantCount, view.TextLength).ShouldBe((2, 10));
    }

    private async Task<bool> Read(Org org, string reader, PostPlace thread, int number) => (await Tracking.ReadAsync(org.Act(reader), thread.ThreadId, number, cancel: Cancel)).ShouldBeOk();

    private static Task<ThreadUser> Mark(Org org, string reader, PostPlace thread)
    {
        var person = org[reader];
        return org.One<ThreadUser>(u => u.UserId == person && u.ThreadId == thread.ThreadId);
    }

    private async Task<List<string>> Tab(Org org, string reader, ThreadTab tab) => [.. (await Reading.ThreadsAsync(org.Act(reader), new(Tab: tab), Cancel))!.Threads.Select(t => t.Title)];
}
