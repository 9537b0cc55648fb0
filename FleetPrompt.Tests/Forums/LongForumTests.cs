using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

/// <summary>A forum of 1,050 threads, one of them with 2,000 posts, written straight into its tables.</summary>
public sealed class LongForumTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumReading Reading => Given.Get<ForumReading>();

    [Fact]
    public async Task Every_thread_is_reached_once_though_numbered_pages_end()
    {
        var acme = await LongForum();
        var seen = new List<Guid>();
        for (var page = 1; page <= ThreadList.MostPages; page++) seen.AddRange((await Reading.ThreadsAsync(acme.Act(), new(Page: page), Cancel))!.Threads.Select(t => t.Id));
        var last = (await Reading.ThreadsAsync(acme.Act(), new(Page: 99), Cancel))!;
        (last.Page, last.Pages).ShouldBe((50, 50));
        for (var older = last.Older; older is not null;)
        {
            var behind = (await Reading.ThreadsAsync(acme.Act(), new(Before: older), Cancel))!;
            seen.AddRange(behind.Threads.Select(t => t.Id));
            older = behind.Older;
        }

        seen.Count.ShouldBe(1050);
        seen.ShouldBeUnique();
        (await Reading.ThreadsAsync(acme.Act(), new(Before: "nonsense"), Cancel))!.Page.ShouldBe(1);
    }

    [Fact]
    public async Task Every_list_and_page_takes_as_many_statements_in_a_long_forum_as_in_a_short_one()
    {
        var (small, large) = (await Given.Org("small"), await LongForum());
        await small.Thread();

        foreach (var tab in Enum.GetValues<ThreadTab>()) (await List(large, tab)).ShouldBe(await List(small, tab), tab.ToString());
        var first = await Page(large, 1);
        first.ShouldBe(await Page(small, 1));
        (await Page(large, 100)).ShouldBe(first);
        first.ShouldBeLessThanOrEqualTo(13);
        (await List(large, ThreadTab.Latest)).ShouldBeLessThanOrEqualTo(12);

        Task<int> List(Org org, ThreadTab tab) => StatementCounter.Of(() => Reading.ThreadsAsync(org.Act(), new(Tab: tab), Cancel));
    }

    private async Task<int> Page(Org org, int page)
    {
        var thread = (await org.All<ForumThread>()).MaxBy(t => t.PostCount)!.Id;
        var act = org.Act();
        return await StatementCounter.Of(() => Reading.ThreadAsync(act, thread, Cancel)) + await StatementCounter.Of(() => Reading.PostsAsync(act, thread, ((page - 1) * 20) + 1, page * 20, Cancel));
    }

    private async Task<Org> LongForum()
    {
        var org = await Given.Org("large");
        var category = await org.Category();
        await Given.AsOwner($"""
            insert into {org.Schema}.forum_threads (id, category_id, title, slug, status, created_by_user_id, tags, post_count, last_activity_at, last_post_user_id, version, created_at, updated_at)
            select gen_random_uuid(), '{category.Id}', 'thread ' || n, 'thread-' || n, 'open', '{org["owner"]}', '{"{}"}', case when n = 1 then 2000 else 1 end, now() - (n / 2) * interval '1 minute', '{org["owner"]}', 0, now(), now()
            from generate_series(1, 1050) n;
            insert into {org.Schema}.forum_posts (id, thread_id, number, content, content_html, content_format, status, role, author_user_id, version, created_at, updated_at)
            select gen_random_uuid(), t.id, n, 'text', '<p>text</p>', 'markdown', 'published', 'human', '{org["owner"]}', 0, now(), now()
            from {org.Schema}.forum_threads t, generate_series(1, 2000) n where t.slug = 'thread-1';
            """);
        return org;
    }
}
