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

    [Theory]
    [InlineData("boat", "A red boat|Boats, and how to paint them")]
    [InlineData("BOAT RED", "A red boat")]
    [InlineData("bo", "A red boat|Boats, and how to paint them")]
    [InlineData("élan", "ÉLAN")]
    [InlineData("50%", "50% off, or 5_0")]
    [InlineData("%", "50% off, or 5_0")]
    [InlineData("5_0", "50% off, or 5_0")]
    [InlineData("r_d", "")]
    [InlineData("\\", "back\\slash")]
    [InlineData("' or 1=1 --", "")]
    [InlineData("\0", "")]
    [InlineData(" ", "")]
    [InlineData("", "")]
    public async Task Threads_are_found_by_the_words_of_their_titles(string text, string titles)
    {
        var acme = await Given.Org();
        foreach (var title in new[] { "back\\slash", "50% off, or 5_0", "ÉLAN", "Boats, and how to paint them", "A red boat" }) await acme.Thread(title);

        string.Join('|', (await Reading.FindAsync(acme.Act(), text, Cancel)).Select(t => t.Title)).ShouldBe(titles);
    }

    [Fact]
    public async Task The_eight_found_threads_are_the_ones_with_the_newest_activity()
    {
        var acme = await Given.Org();
        await ImportTests.Import(Given, acme, Enumerable.Range(0, 12).Select(n => ImportTests.Line($"t{n}", replies: 0)));
        var newest = (await Reading.ThreadsAsync(acme.Act(), new(), Cancel))!.Threads.Take(8).Select(t => t.Id);

        (await Reading.FindAsync(acme.Act(), "t", Cancel)).Select(t => t.Id).ShouldBe(newest);
        (await Reading.FindAsync(acme.Act(), new string('t', ForumReading.LongestSearch + 1), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_organisation_finds_nothing()
    {
        var (acme, other) = (await Given.Org("acme"), await Given.Org("other"));
        await acme.Thread("Only for us");

        (await Reading.FindAsync(acme.Act(), "only", Cancel)).ShouldHaveSingleItem();
        (await Reading.FindAsync(other.Act(), "only", Cancel)).ShouldBeEmpty();
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
            (await Reading.FindAsync(reader, "question", Cancel)).ShouldBeEmpty();
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
