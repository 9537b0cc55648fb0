using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ArrangementTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumArrangement Arrangement => Given.Get<ForumArrangement>();

    [Fact]
    public async Task A_thread_is_moved_and_moved_back()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();
        var from = (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).CategoryId;
        var to = await acme.Category("Elsewhere");

        (await Run(acme, await Arrangement.MoveAsync(acme.Act(), new(thread.ThreadId, 0, to.Id, null), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).CategoryId.ShouldBe(to.Id);
        (await Run(acme, await Arrangement.MoveAsync(acme.Act(), new(thread.ThreadId, 1, from, null), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);
        (await Run(acme, await Arrangement.MoveAsync(acme.Act(), new(thread.ThreadId, 7, to.Id, null), Cancel))).ErrorKind.ShouldBe(DirectiveErrors.Conflict);

        (await acme.Signals(s => s.Name == "forum.thread.moved")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Merged_posts_stand_at_the_end_of_the_other_thread_and_old_links_lead_there()
    {
        var acme = await Given.Org().WithMember("ana");
        var (source, target) = (await Long(acme, "Source", 3), await Long(acme, "Target", 2));

        (await Run(acme, await Arrangement.MergeAsync(acme.Act(), new(source[0].ThreadId, 0, target[0].ThreadId, null), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);

        (await Order(acme, target[0].ThreadId)).ShouldBe([.. target.Concat(source).Select(p => p.PostId)]);
        (await acme.One<ForumThread>(t => t.Id == target[0].ThreadId)).PostCount.ShouldBe(5);
        (await Given.Get<ForumReading>().ThreadAsync(acme.Act("ana"), source[0].ThreadId, Cancel)).ShouldBeNull();
        (await Given.Get<ForumReading>().ThreadsAsync(acme.Act("ana"), new(), Cancel))!.Threads.ShouldHaveSingleItem();
        (await Arrangement.MovedAsync(acme.Act("ana"), source[0].ThreadId, Cancel)).Select(m => (m.FromNumber, m.Place.Number, m.Place.ThreadId == target[0].ThreadId)).ShouldBe([(1, 3, true), (2, 4, true), (3, 5, true)]);
        (await acme.Signals(s => s.Name == "forum.thread.merged")).Select(s => s.Stream).ShouldBe([$"forum.thread:{source[0].ThreadId}", $"forum.thread:{target[0].ThreadId}"]);
        (await acme.Reply(target[0], "ana", "And one more")).Number.ShouldBe(6);
    }

    [Fact]
    public async Task Split_posts_are_a_thread_of_their_own_and_both_are_numbered_without_gaps()
    {
        var acme = await Given.Org().WithMember("ana");
        var posts = await Long(acme, "Long", 7);
        var category = (await acme.All<ForumCategory>())[0].Id;

        var directive = await Run(acme, await Arrangement.SplitAsync(acme.Act(), posts[0].ThreadId, 0, "3, 5-6", "Off topic", category, null, Cancel));

        directive.Status.ShouldBe(DirectiveStates.Succeeded, directive.ErrorMessage);
        var made = await acme.One<ForumThread>(t => t.Title == "Off topic");
        (await Order(acme, made.Id)).ShouldBe([posts[2].PostId, posts[4].PostId, posts[5].PostId]);
        (await Order(acme, posts[0].ThreadId)).ShouldBe([posts[0].PostId, posts[1].PostId, posts[3].PostId, posts[6].PostId]);
        (made.PostCount, (await acme.One<ForumThread>(t => t.Id == posts[0].ThreadId)).PostCount).ShouldBe((3, 4));
        (await Arrangement.PlaceAsync(acme.Act("ana"), posts[4].PostId, Cancel))!.ShouldBe(new PostPlace(made.Id, made.Slug, posts[4].PostId, 2));
        (await acme.All<ForumDraft>()).ShouldBeEmpty();
        (await acme.Signals(s => s.Name == "forum.thread.split")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("1", "posts")]
    [InlineData("", "posts")]
    [InlineData("2-99", "posts")]
    [InlineData("two", "posts")]
    public async Task What_cannot_be_split_off_is_said_and_leaves_no_draft(string numbers, string field)
    {
        var acme = await Given.Org();
        var posts = await Long(acme, "Long", 3);
        var category = (await acme.All<ForumCategory>())[0].Id;

        (await Arrangement.SplitAsync(acme.Act(), posts[0].ThreadId, 0, numbers, "New", category, null, Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe(field);
        (await acme.All<ForumDraft>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Members_arrange_nothing()
    {
        var acme = await Given.Org().WithMember("ana");
        var posts = await Long(acme, "Long", 3);
        var category = (await acme.All<ForumCategory>())[0].Id;

        (await Arrangement.MoveAsync(acme.Act("ana"), new(posts[0].ThreadId, 0, category, null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Arrangement.MergeAsync(acme.Act("ana"), new(posts[0].ThreadId, 0, Guid.NewGuid(), null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Arrangement.SplitAsync(acme.Act("ana"), posts[0].ThreadId, 0, "2", "New", category, null, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await acme.All<ForumDraft>()).ShouldBeEmpty();
    }

    private async Task<Directive> Run(Org org, Result<DirectiveReceipt> asked)
    {
        var id = asked.ShouldBeOk().Id;
        await RunWork();
        return await org.Directive(id);
    }

    private static async Task<List<Guid>> Order(Org org, Guid thread)
    {
        var posts = (await org.All<ForumPost>(p => p.ThreadId == thread)).OrderBy(p => p.Number).ToList();
        posts.Select(p => p.Number).ShouldBe(Enumerable.Range(1, posts.Count));
        return [.. posts.Select(p => p.Id)];
    }

    private static async Task<List<PostPlace>> Long(Org org, string title, int posts)
    {
        var thread = await org.Thread(title, body: $"{title} begins");
        var all = new List<PostPlace> { thread };
        for (var n = 2; n <= posts; n++) all.Add(await org.Reply(thread, body: $"{title} {n}"));
        return all;
    }
}
