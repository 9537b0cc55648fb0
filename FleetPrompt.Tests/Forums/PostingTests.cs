using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class PostingTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumWriting Writing => Given.Get<ForumWriting>();

    [Fact]
    public async Task A_category_a_thread_and_a_reply_are_rows_and_signals_of_their_organisation()
    {
        var acme = await Given.Org().WithMember("ana");
        var zeta = await Given.Org("zeta");
        var category = await acme.Category("Help");
        var thread = await acme.Thread("How?", by: "ana", category: category.Id);
        var reply = await acme.Reply(thread);

        var told = await acme.Signals(s => s.Name.StartsWith("forum."));
        told.Select(s => (s.Name, s.ActorId, s.SubjectId)).ShouldBe(
        [
            ("forum.category.created", acme["owner"], category.Id),
            ("forum.thread.created", acme["ana"], thread.ThreadId),
            ("forum.post.created", acme["ana"], thread.PostId),
            ("forum.post.created", acme["owner"], reply.PostId),
        ]);
        told[2].CausationId.ShouldBe(told[1].Id);
        told.Skip(1).ShouldAllBe(s => s.Stream == $"forum.thread:{thread.ThreadId}");
        (await acme.All<ForumPost>()).OrderBy(p => p.Number).Select(p => p.Number).ShouldBe([1, 2]);
        (await zeta.Signals(s => s.Name.StartsWith("forum."))).ShouldBeEmpty();
        (await zeta.All<ForumThread>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_text_is_in_any_signal()
    {
        var acme = await Given.Org();
        await acme.Reply(await acme.Thread("canary title", body: "canary body"), body: "canary reply");

        (await Given.AskOwner<long>($"select count(*) from {acme.Schema}.signals where payload::text || metadata::text like '%canary%'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_form_sent_many_times_at_once_is_one_thread_and_one_reply()
    {
        var acme = await Given.Org().WithMember("ana");
        var category = await acme.Category();
        var (threadKey, replyKey) = (Guid.NewGuid(), Guid.NewGuid());

        var threads = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Writing.CreateThreadAsync(acme.Act("ana"), new(category.Id, "Once", "…", threadKey), Cancel)));
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => acme.TryReply(threads[0].Value, "ana", "Once.", replyKey)));

        threads.Select(t => t.ShouldBeOk()).Distinct().ShouldHaveSingleItem();
        replies.Select(t => t.ShouldBeOk()).Distinct().ShouldHaveSingleItem().Number.ShouldBe(2);
        (await acme.All<ForumPost>()).Count.ShouldBe(2);
        (await acme.Signals(s => s.Name == "forum.post.created")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Replies_at_once_are_numbered_without_gaps()
    {
        var people = Enumerable.Range(0, 8).Select(n => $"p{n}").ToList();
        var acme = await people.Aggregate(Given.Org(), (org, person) => org.WithMember(person));
        var thread = await acme.Thread();

        await Task.WhenAll(people.Select(async person =>
        {
            for (var n = 0; n < 5; n++) await acme.Reply(thread, person);
        }));

        (await acme.All<ForumPost>()).Select(p => p.Number).Order().ShouldBe(Enumerable.Range(1, 41));
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).PostCount.ShouldBe(41);
    }

    [Fact]
    public async Task Threads_of_one_title_at_once_have_slugs_of_their_own()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithMember("cid");
        var category = await acme.Category();

        await Task.WhenAll(new[] { "ana", "ben", "cid", "owner" }.Select(p => acme.Thread("The same title", p, category: category.Id)));

        var slugs = (await acme.All<ForumThread>()).Select(t => t.Slug).ToList();
        slugs.Distinct().Count().ShouldBe(4);
        slugs.ShouldAllBe(s => s.StartsWith("the-same-title"));
    }

    [Fact]
    public async Task A_category_of_a_name_that_is_taken_is_refused_even_at_once()
    {
        var acme = await Given.Org();

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Writing.CreateCategoryAsync(acme.Act(), new("Help", null), Cancel)));

        made.Count(r => r.IsOk).ShouldBe(1);
        made.Where(r => !r.IsOk).ShouldAllBe(r => r.Error is Invalid);
    }

    [Fact]
    public async Task Who_posts_too_fast_waits_until_the_minute_is_over()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread();
        for (var n = 0; n < 10; n++) await acme.Reply(thread, "ana");

        (await acme.TryReply(thread, "ana")).Error.ShouldBeOfType<Throttled>();
        (await acme.TryReply(thread, "ben")).IsOk.ShouldBeTrue();

        await Given.AsOwner($"update {acme.Schema}.limit_buckets set filled_at = filled_at - interval '61 seconds'");
        (await acme.TryReply(thread, "ana")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_locked_thread_takes_no_replies()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        await Given.Get<ForumModeration>().LockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel);
        await RunWork();

        (await acme.TryReply(thread, "ana")).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("locked");
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).PostCount.ShouldBe(1);
    }

    [Fact]
    public async Task Members_make_no_categories_and_strangers_nothing_at_all()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("gone");
        var thread = await acme.Thread();
        await acme.Remove("gone");
        var stranger = OperationContext.New(acme.Tenant, Actor.User(Guid.NewGuid()), Sources.Web);

        (await Writing.CreateCategoryAsync(acme.Act("ana"), new("Mine", null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Writing.CreateCategoryAsync(stranger, new("Mine", null), Cancel)).Error.ShouldBeOfType<NotFound>();
        (await acme.TryReply(thread, "gone")).Error.ShouldBeOfType<NotFound>();
        (await Writing.ReplyAsync(stranger, new(thread.ThreadId, "hello", Guid.NewGuid()), Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task Another_organisations_thread_and_category_do_not_exist_here()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var thread = await acme.Thread();
        var category = (await acme.All<ForumCategory>())[0].Id;

        (await zeta.TryReply(thread)).Error.ShouldBeOfType<NotFound>();
        (await Writing.CreateThreadAsync(zeta.Act(), new(category, "Mine", "…", Guid.NewGuid()), Cancel)).Error.ShouldBeOfType<Invalid>();
    }
}
