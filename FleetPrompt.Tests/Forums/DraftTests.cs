using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class DraftTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumDrafts Drafts => Given.Get<ForumDrafts>();

    [Fact]
    public async Task Several_drafts_stand_side_by_side_and_are_their_authors_alone()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        var first = Guid.NewGuid();
        (await Save(acme, New(first, "One"))).Version.ShouldBe(1);
        (await Save(acme, New(Guid.NewGuid(), "Two"))).Version.ShouldBe(1);
        (await Save(acme, Reply(thread, "Three"))).Version.ShouldBe(1);
        (await Save(acme, New(first, "One, longer", 1))).Version.ShouldBe(2);

        (await Drafts.AllAsync(acme.Act("ana"), Cancel)).Select(d => (d.Draft.Body, d.ThreadTitle)).ShouldBe([("One, longer", null), ("Three", "A question"), ("Two", null)], ignoreOrder: true);
        (await Drafts.AllAsync(acme.Act(), Cancel)).ShouldBeEmpty();
        (await Drafts.FindAsync(acme.Act(), first, Cancel)).ShouldBeNull();
        (await Drafts.DiscardAsync(acme.Act(), first, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Drafts.SaveAsync(acme.Act(), New(first, "Stolen"), Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task A_tab_that_was_overtaken_is_told_what_stands_and_overwrites_nothing()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        await Save(acme, Reply(thread, "from the first tab"));

        var second = await Save(acme, Reply(thread, "from the second tab"));

        (second.Version, second.Other!.Body, second.Gone).ShouldBe((1, "from the first tab", false));
        (await Save(acme, Reply(thread, "both", second.Version))).Other.ShouldBeNull();
        (await Drafts.ReplyAsync(acme.Act("ana"), thread.ThreadId, Cancel))!.Body.ShouldBe("both");
    }

    [Fact]
    public async Task Saves_at_once_are_one_winner_and_the_others_are_told()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();

        var saves = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Save(acme, Reply(thread, $"tab {n}"))));

        saves.Count(s => s.Other is null).ShouldBe(1);
        (await acme.All<ForumDraft>()).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_goes_with_the_post_it_became_and_stays_where_the_post_is_refused()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        var started = Guid.NewGuid();
        await Save(acme, New(started, "A new thread"));
        await Save(acme, Reply(thread, "A reply"));
        await Given.Get<ForumModeration>().LockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel);
        await RunWork();

        (await acme.TryReply(thread, "ana", "A reply")).IsOk.ShouldBeFalse();
        (await acme.All<ForumDraft>()).Count.ShouldBe(2);
        await Given.Get<ForumModeration>().UnlockAsync(acme.Act(), new(thread.ThreadId, 1, null), Cancel);
        await RunWork();
        (await acme.TryReply(thread, "ana", "A reply")).ShouldBeOk();
        var category = (await acme.All<ForumCategory>())[0].Id;
        (await Given.Get<ForumWriting>().CreateThreadAsync(acme.Act("ana"), new(category, "Mine", "A new thread", Guid.NewGuid(), null, started), Cancel)).ShouldBeOk();

        (await acme.All<ForumDraft>()).ShouldBeEmpty();
        var late = await Save(acme, Reply(thread, "from a tab that was left open", 1));
        (late.Gone, late.Version).ShouldBe((true, 0));
    }

    [Theory]
    [InlineData("nothing", false)]
    [InlineData(DraftKind.Edit, false)]
    [InlineData(DraftKind.NewThread, true)]
    public async Task What_is_no_draft_is_refused(string kind, bool fits)
    {
        var acme = await Given.Org();

        (await Drafts.SaveAsync(acme.Act(), New(Guid.NewGuid(), "x") with { Kind = kind }, Cancel)).IsOk.ShouldBe(fits);
        (await Drafts.SaveAsync(acme.Act(), New(Guid.NewGuid(), "a\0b"), Cancel)).Error.ShouldBeOfType<Invalid>();
    }

    [Fact]
    public async Task A_reply_says_which_post_of_its_thread_it_answers()
    {
        var acme = await Given.Org().WithMember("ana");
        var (thread, other) = (await acme.Thread(), await acme.Thread("Elsewhere", body: "Something else"));
        var writing = Given.Get<ForumWriting>();

        (await writing.ReplyAsync(acme.Act("ana"), new(thread.ThreadId, "To the first", Guid.NewGuid(), thread.PostId), Cancel)).ShouldBeOk();
        (await writing.ReplyAsync(acme.Act("ana"), new(thread.ThreadId, "To another thread's", Guid.NewGuid(), other.PostId), Cancel)).ShouldBeOk();

        (await Given.Get<ForumReading>().PostsAsync(acme.Act(), thread.ThreadId, 1, 3, Cancel)).Select(p => p.ReplyTo).ShouldBe([null, 1, null]);
    }

    private async Task<DraftSaved> Save(Org org, DraftSave save) => (await Drafts.SaveAsync(org.Act("ana"), save, Cancel)).ShouldBeOk();

    private static DraftSave New(Guid id, string body, int version = 0) => new(id, DraftKind.NewThread, null, null, "A title", null, null, body, version);

    private static DraftSave Reply(PostPlace thread, string body, int version = 0) => new(Guid.NewGuid(), DraftKind.Reply, thread.ThreadId, null, null, null, null, body, version);
}
