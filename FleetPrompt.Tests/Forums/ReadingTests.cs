using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ReadingTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumReading Reading => Given.Get<ForumReading>();

    [Fact]
    public async Task Threads_are_paged_by_last_activity_and_none_is_twice()
    {
        var acme = await Given.Org();
        await ImportTests.Import(Given, acme, Enumerable.Range(0, 45).Select(n => ImportTests.Line($"t{n}", replies: 0)));

        var pages = new List<ThreadList>();
        for (var page = 1; page <= 3; page++) pages.Add((await Reading.ThreadsAsync(acme.Act(), new(Page: page), Cancel))!);

        pages.Select(p => p.Threads.Count).ShouldBe([20, 20, 5]);
        pages.ShouldAllBe(p => p.Pages == 3 && p.Total == 45);
        pages.SelectMany(p => p.Threads).Select(t => t.Id).Distinct().Count().ShouldBe(45);
        var times = pages.SelectMany(p => p.Threads).Select(t => t.LastActivityAt).ToList();
        times.ShouldBe(times.OrderDescending());
        (await Reading.ThreadsAsync(acme.Act(), new(Page: 99), Cancel))!.Page.ShouldBe(3);
        (await Reading.ThreadsAsync(acme.Act(), new(Page: -1), Cancel))!.Page.ShouldBe(1);
    }

    [Fact]
    public async Task Tabs_show_the_unanswered_and_the_solved()
    {
        var acme = await Given.Org();
        await ImportTests.Import(Given, acme, [ImportTests.Line("alone", replies: 0), ImportTests.Line("talked", replies: 2), ImportTests.Line("solved", replies: 2, accepted: true)]);

        (await Titles(ThreadTab.Unanswered)).ShouldBe(["alone"]);
        (await Titles(ThreadTab.Solved)).ShouldBe(["solved"]);
        (await Titles(ThreadTab.Latest)).Count.ShouldBe(3);

        async Task<List<string>> Titles(ThreadTab tab) => [.. (await Reading.ThreadsAsync(acme.Act(), new(Tab: tab), Cancel))!.Threads.Select(t => t.Title)];
    }

    [Fact]
    public async Task A_category_lists_its_own_threads_and_an_unknown_one_does_not_exist()
    {
        var acme = await Given.Org();
        var (help, news) = (await acme.Category("Help"), await acme.Category("News"));
        await acme.Thread("In help", category: help.Id);
        await acme.Thread("In news", category: news.Id);

        (await Reading.ThreadsAsync(acme.Act(), new("news"), Cancel))!.Threads.ShouldHaveSingleItem().Title.ShouldBe("In news");
        (await Reading.ThreadsAsync(acme.Act(), new("nowhere"), Cancel)).ShouldBeNull();
        (await Reading.CategoriesAsync(acme.Act(), Cancel)).Select(c => (c.Name, c.Threads)).ShouldBe([("Help", 1), ("News", 1)]);
    }

    [Fact]
    public async Task Who_is_not_a_member_any_more_reads_nothing()
    {
        var acme = await Given.Org().WithMember("gone");
        var thread = await acme.Thread();
        await acme.Remove("gone");
        var stranger = OperationContext.New(acme.Tenant, Actor.User(Guid.NewGuid()), Sources.Web);

        foreach (var reader in new[] { acme.Act("gone"), stranger })
        {
            (await Reading.CategoriesAsync(reader, Cancel)).ShouldBeEmpty();
            (await Reading.ThreadsAsync(reader, new(), Cancel)).ShouldBeNull();
            (await Reading.ThreadAsync(reader, thread.ThreadId, Cancel)).ShouldBeNull();
            (await Reading.PostsAsync(reader, thread.ThreadId, 1, 10, Cancel)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Pages_take_as_many_statements_for_many_rows_as_for_few()
    {
        var (small, large) = (await Given.Org("small"), await Given.Org("large"));
        await ImportTests.Import(Given, small, [ImportTests.Line("one", replies: 1)]);
        await ImportTests.Import(Given, large, Enumerable.Range(0, 25).Select(n => ImportTests.Line($"t{n}", replies: n == 0 ? 30 : 2)));

        (await Statements(large)).ShouldBe(await Statements(small));
    }

    private async Task<(int Index, int Threads, int Head, int Posts)> Statements(Org org)
    {
        var thread = (await org.One<ForumThread>(t => t.ImportId == "one" || t.ImportId == "t0")).Id;
        var act = org.Act();
        var counts = (
            await StatementCounter.Of(() => Reading.CategoriesAsync(act, Cancel)),
            await StatementCounter.Of(() => Reading.ThreadsAsync(act, new(), Cancel)),
            await StatementCounter.Of(() => Reading.ThreadAsync(act, thread, Cancel)),
            await StatementCounter.Of(() => Reading.PostsAsync(act, thread, 1, 20, Cancel)));
        counts.Item1.ShouldBePositive();
        return counts;
    }
}
