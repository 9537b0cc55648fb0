using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ReactionTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumReactions Reactions => Given.Get<ForumReactions>();

    [Fact]
    public async Task A_reaction_is_given_once_however_often_it_is_sent_and_taken_back_the_same_way()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();

        var given = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Set(acme, "ana", thread, ReactionType.Like)));
        given.ShouldAllBe(r => r.IsOk);
        (await Counts(acme, thread)).ShouldBe([("like", 1, true)]);
        (await Set(acme, "ana", thread, ReactionType.Like, on: false)).ShouldBeOk();
        (await Set(acme, "ana", thread, ReactionType.Like, on: false)).ShouldBeOk();

        (await acme.All<ForumReaction>()).ShouldBeEmpty();
        (await acme.Signals(s => s.Name.StartsWith("forum.post.")))
            .Select(s => (s.Name, s.Stream, s.SubjectId, s.ActorId == acme["ana"])).Skip(1)
            .ShouldBe([("forum.post.reacted", $"forum.thread:{thread.ThreadId}", thread.PostId, true), ("forum.post.unreacted", $"forum.thread:{thread.ThreadId}", thread.PostId, true)]);
    }

    [Fact]
    public async Task An_upvote_takes_a_downvote_back_and_other_kinds_stand_side_by_side()
    {
        var acme = await Given.Org().WithAdmin("ana");
        var thread = await acme.Thread();
        foreach (var type in new[] { ReactionType.Thanks, ReactionType.Downvote, ReactionType.Upvote }) (await Set(acme, "ana", thread, type)).ShouldBeOk();

        (await Counts(acme, thread, "ana")).ShouldBe([("thanks", 1, true), ("upvote", 1, true)], ignoreOrder: true);
        (await acme.Signals(s => s.Name == "forum.post.unreacted")).ShouldHaveSingleItem().Payload.RootElement.GetProperty("type").GetString().ShouldBe("downvote");
    }

    [Fact]
    public async Task Who_reacted_is_named_and_people_that_left_are_former_members()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread();
        await Set(acme, "ana", thread, ReactionType.Like);
        Given.Clock.Advance(TimeSpan.FromSeconds(1));
        await Set(acme, "ben", thread, ReactionType.Laugh);
        await acme.Remove("ben");

        (await Reactions.WhoAsync(acme.Act(), thread.PostId, Cancel)).Select(r => (r.Person.Name, r.Type)).ShouldBe([("Former member", "laugh"), ("ana", "like")]);
        (await Reactions.WhoAsync(acme.Act("ben"), thread.PostId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_votes_on_their_own_post_but_may_like_it()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(by: "ana");

        (await Set(acme, "ana", thread, ReactionType.Upvote)).Error.ShouldBeOfType<Forbidden>();
        (await Set(acme, "ana", thread, ReactionType.Downvote)).Error.ShouldBeOfType<Forbidden>();
        (await Set(acme, "ana", thread, ReactionType.Like)).ShouldBeOk();
    }

    [Fact]
    public async Task A_locked_thread_takes_reactions_and_a_hidden_post_none()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        await Given.Get<ForumModeration>().LockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel);
        await RunWork();
        (await Set(acme, "ana", thread, ReactionType.Like)).ShouldBeOk();
        await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(thread.PostId, thread.ThreadId, 0, null), Cancel);
        await RunWork();

        (await Set(acme, "ana", thread, ReactionType.Thanks)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("hidden");
        (await Set(acme, "ana", thread, ReactionType.Like, on: false)).ShouldBeOk();
        (await Reactions.WhoAsync(acme.Act("ana"), thread.PostId, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Strangers_other_organisations_and_unknown_kinds_are_refused()
    {
        var (acme, zeta) = (await Given.Org().WithMember("gone"), await Given.Org("zeta"));
        var thread = await acme.Thread();
        await acme.Remove("gone");

        (await Set(acme, "gone", thread, ReactionType.Like)).Error.ShouldBeOfType<NotFound>();
        (await Set(zeta, "owner", thread, ReactionType.Like)).Error.ShouldBeOfType<NotFound>();
        (await Set(acme, "owner", thread, "hate")).Error.ShouldBeOfType<Invalid>();
        (await Set(acme, "owner", thread, ReactionType.MeToo)).Error.ShouldNotBeNull();
        (await zeta.All<ForumReaction>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_posts_costs_as_many_statements_with_many_reactions_as_with_one()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread();
        var posts = new List<PostPlace> { thread };
        for (var n = 0; n < 8; n++) posts.Add(await acme.Reply(thread));
        await Set(acme, "ana", thread, ReactionType.Like);
        var one = await Cost();

        foreach (var post in posts)
            foreach (var person in new[] { "ana", "ben" })
                foreach (var type in ReactionType.All.Except([ReactionType.Downvote])) (await Set(acme, person, post, type)).ShouldBeOk();

        (await Cost()).ShouldBe(one);

        Task<int> Cost() => StatementCounter.Of(() => Given.Get<ForumReading>().PostsAsync(acme.Act(), thread.ThreadId, 1, 20, Cancel));
    }

    private Task<Result<PostPlace>> Set(Org org, string person, PostPlace post, string type, bool on = true) => Reactions.SetAsync(org.Act(person), post.PostId, type, on, Cancel);

    private async Task<List<(string, int, bool)>> Counts(Org org, PostPlace post, string reader = "ana")
    {
        var view = (await Given.Get<ForumReading>().PostsAsync(org.Act(reader), post.ThreadId, post.Number, post.Number, Cancel)).ShouldHaveSingleItem();
        return [.. view.Reactions.Counts.Select(c => (c.Key, c.Value, view.Reactions.Mine.Contains(c.Key)))];
    }
}
