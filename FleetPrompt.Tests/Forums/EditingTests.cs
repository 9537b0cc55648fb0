using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class EditingTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumEditing Editing => Given.Get<ForumEditing>();

    [Fact]
    public async Task Ones_own_edit_in_the_first_minutes_leaves_no_history_while_nobody_has_reacted_or_replied()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(by: "ana", body: "Helo");

        (await Edit(acme, "ana", thread, 0, "Hello")).ShouldBeOk();

        (await acme.All<ForumPostRevision>()).ShouldBeEmpty();
        var post = await acme.One<ForumPost>(p => p.Id == thread.PostId);
        (post.Content, post.Version, post.EditedAt).ShouldBe(("Hello", 1, null));
        (await acme.Signals(s => s.Name == "forum.post.edited")).ShouldHaveSingleItem().Payload.RootElement.GetProperty("kept").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("later")]
    [InlineData("reply")]
    [InlineData("reaction")]
    public async Task Afterwards_the_former_text_is_kept(string after)
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana", body: "First");
        if (after == "later") Given.Clock.Advance(ForumEditing.Grace + TimeSpan.FromSeconds(1));
        else if (after == "reply") await acme.Reply(thread, "ben");
        else (await Given.Get<ForumReactions>().SetAsync(acme.Act("ben"), thread.PostId, ReactionType.Like, true, Cancel)).ShouldBeOk();

        (await Edit(acme, "ana", thread, 0, "Second", "clearer")).ShouldBeOk();
        (await Edit(acme, "ana", thread, 1, "Third")).ShouldBeOk();

        var history = (await Editing.HistoryAsync(acme.Act("ben"), thread.ThreadId, 1, Cancel)).ShouldNotBeNull();
        history.Changes.Select(c => (c.Number, c.Before, c.After, c.Reason, c.By.Name)).ShouldBe([(2, "Second", "Third", null, "ana"), (1, "First", "Second", "clearer", "ana")]);
        (await Given.Get<ForumReading>().PostsAsync(acme.Act("ben"), thread.ThreadId, 1, 1, Cancel))[0].EditedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_moderates_edits_any_post_and_says_why()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana");

        (await Edit(acme, "ben", thread, 0, "Mine")).Error.ShouldBeOfType<Forbidden>();
        (await Edit(acme, "owner", thread, 0, "Better")).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("reason");
        (await Edit(acme, "owner", thread, 0, "Better", "a name was in it")).ShouldBeOk();

        (await acme.All<ForumPostRevision>()).ShouldHaveSingleItem().EditedByUserId.ShouldBe(acme["owner"]);
    }

    [Fact]
    public async Task Two_edits_of_one_version_are_one_winner_and_one_conflict()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(by: "ana");

        var edits = await Task.WhenAll(Edit(acme, "ana", thread, 0, "One"), Edit(acme, "ana", thread, 0, "Two"), Edit(acme, "owner", thread, 0, "Three", "why not"));

        edits.Count(e => e.IsOk).ShouldBe(1);
        edits.Where(e => !e.IsOk).ShouldAllBe(e => e.Error is Conflict);
    }

    [Fact]
    public async Task A_locked_thread_and_a_hidden_post_are_for_moderators_alone()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(by: "ana");
        Given.Clock.Advance(ForumEditing.Grace + TimeSpan.FromSeconds(1));
        (await Edit(acme, "ana", thread, 0, "Second")).ShouldBeOk();
        await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(thread.PostId, thread.ThreadId, 1, null), Cancel);
        await RunWork();

        (await Edit(acme, "ana", thread, 2, "Third")).Error.ShouldBeOfType<Forbidden>();
        (await Editing.HistoryAsync(acme.Act("ana"), thread.ThreadId, 1, Cancel)).ShouldBeNull();
        (await Editing.HistoryAsync(acme.Act(), thread.ThreadId, 1, Cancel)).ShouldNotBeNull().Changes.ShouldHaveSingleItem();
        await Given.Get<ForumModeration>().UnhideAsync(acme.Act(), new(thread.PostId, thread.ThreadId, 2, null), Cancel);
        await Given.Get<ForumModeration>().LockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel);
        await RunWork();
        (await Edit(acme, "ana", thread, 3, "Third")).Error.ShouldBeOfType<Forbidden>().Message.ShouldContain("locked");
    }

    [Fact]
    public async Task A_renamed_thread_keeps_its_id_and_its_old_title_is_history()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread("Old title", "ana");
        await acme.Reply(thread, "ben");

        var place = (await Editing.EditThreadAsync(acme.Act("ana"), new(thread.ThreadId, 0, "New title", null, null), Cancel)).ShouldBeOk();

        (place.ThreadId, place.Slug).ShouldBe((thread.ThreadId, "new-title"));
        var change = (await Editing.HistoryAsync(acme.Act("ben"), thread.ThreadId, 1, Cancel))!.Changes.ShouldHaveSingleItem();
        (change.OldTitle, change.NewTitle, change.Before == change.After).ShouldBe(("Old title", "New title", true));
        (await Editing.EditThreadAsync(acme.Act("ana"), new(thread.ThreadId, 0, "Other", null, null), Cancel)).Error.ShouldBeOfType<Conflict>();
        (await acme.Signals(s => s.Name == "forum.thread.updated")).ShouldHaveSingleItem().Stream.ShouldBe($"forum.thread:{thread.ThreadId}");
    }

    [Fact]
    public async Task Tags_are_begun_by_who_is_trusted_and_used_by_everybody()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(by: "ana");
        var own = await acme.Thread("Another one", body: "About something else");

        (await Tag("ana", thread, "new-one")).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("tags");
        (await Tag("owner", own, "New One!, Zürich")).ShouldBeOk();
        (await Tag("ana", thread, "zürich")).ShouldBeOk();

        (await Given.Get<ForumTags>().AllAsync(acme.Act("ana"), Cancel)).Select(t => (t.Tag, t.Threads)).ShouldBe([("zürich", 2), ("new", 1), ("one", 1)]);
        (await Given.Get<ForumReading>().ThreadsAsync(acme.Act("ana"), new(Tag: "new"), Cancel))!.Threads.ShouldHaveSingleItem().Id.ShouldBe(own.ThreadId);

        Task<Result<PostPlace>> Tag(string person, PostPlace place, string tags) =>
            Editing.EditThreadAsync(acme.Act(person), new(place.ThreadId, 0, place == own ? "Another one" : "A question", tags, null), Cancel);
    }

    [Fact]
    public async Task Another_organisation_sees_no_history_and_edits_nothing()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var thread = await acme.Thread();

        (await Editing.HistoryAsync(zeta.Act(), thread.ThreadId, 1, Cancel)).ShouldBeNull();
        (await Edit(zeta, "owner", thread, 0, "x", "y")).Error.ShouldBeOfType<NotFound>();
        (await Given.Get<ForumQuotes>().FindAsync(zeta.Act(), thread.ThreadId, 1, Cancel)).ShouldBeNull();
    }

    private Task<Result<PostPlace>> Edit(Org org, string person, PostPlace post, int version, string body, string? reason = null) =>
        Editing.EditAsync(org.Act(person), new PostEdit(post.PostId, version, body, reason), Cancel);
}
