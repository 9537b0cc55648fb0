using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Search;

public sealed class SearchTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumSearch Search => Given.Get<ForumSearch>();

    [Theory]
    [InlineData("deploying", "Deploys that roll back|Night shift")] // other forms
    [InlineData("deploy night", "Night shift")] // all words
    [InlineData("\"roll back\"", "Deploys that roll back")]
    [InlineData("\"back roll\"", "")]
    [InlineData("deploy -night", "Deploys that roll back")]
    [InlineData("nigh", "Night shift")] // still typing
    [InlineData("in:title deploys", "Deploys that roll back")]
    [InlineData("tag:ops", "Night shift")]
    [InlineData("tag:ops deploys -shift", "")]
    [InlineData("category:kitchen", "Soup")]
    [InlineData("category:nowhere", "")]
    [InlineData("status:unanswered soup", "Soup")]
    [InlineData("status:solved", "Night shift")]
    [InlineData("status:locked", "")]
    [InlineData("@ana", "Soup")]
    [InlineData("is:agent", "")]
    [InlineData("script alert", "Soup")]
    [InlineData("100%", "Soup")]
    [InlineData("o'neill", "Soup")]
    [InlineData("c++ \\ ' ''", "Soup")]
    [InlineData("the", "")] // says nothing
    public async Task Threads_are_found_by_what_they_say(string text, string titles)
    {
        var acme = await Library();

        var found = (await Search.SearchAsync(acme.Act(), SearchQuery.Parse(text), 1, Cancel)).ShouldNotBeNull();

        string.Join('|', (await Titles(acme, found)).Order(StringComparer.Ordinal)).ShouldBe(titles);
        found.Total.ShouldBe(found.Hits.Count);
    }

    [Fact]
    public async Task What_was_found_is_marked_and_everything_else_is_text()
    {
        var acme = await Library();

        var hit = (await Search.SearchAsync(acme.Act(), SearchQuery.Parse("salt"), 1, Cancel))!.Hits.ShouldHaveSingleItem();

        hit.ExtractHtml.ShouldContain("<mark>Salt</mark>");
        hit.ExtractHtml.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        hit.ExtractHtml.ShouldNotContain("<script");
        var title = (await Search.SearchAsync(acme.Act(), SearchQuery.Parse("soup"), 1, Cancel))!.Hits.ShouldHaveSingleItem();
        title.TitleHtml.ShouldBe("<mark>Soup</mark>");
    }

    [Fact]
    public async Task A_title_counts_more_than_a_text()
    {
        var acme = await Given.Org();
        await acme.Thread("About something else", body: "Here is a lighthouse, and much else that is said about other things.");
        await acme.Thread("The lighthouse", body: "It stands.");
        await RunWork();

        (await Titles(acme, (await Search.SearchAsync(acme.Act(), SearchQuery.Parse("lighthouse"), 1, Cancel))!)).ShouldBe(["The lighthouse", "About something else"]);
    }

    [Fact]
    public async Task A_misspelt_word_finds_what_is_spelt_like_it_and_says_so()
    {
        var acme = await Library();

        var found = (await Search.SearchAsync(acme.Act(), SearchQuery.Parse("deplyos"), 1, Cancel)).ShouldNotBeNull();

        found.Corrected.ShouldBe("deploy");
        (await Titles(acme, found)).ShouldContain("Deploys that roll back");
        (await Search.SearchAsync(acme.Act(), SearchQuery.Parse("qqqqqqqq"), 1, Cancel))!.Hits.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_hidden_is_found_by_nobody_until_it_is_shown_again()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();
        var reply = await acme.Reply(thread, body: "A canary sings.");
        await RunWork();
        (await Found(acme, "canary")).ShouldBe(1);

        await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(reply.PostId, thread.ThreadId, 0, null), Cancel);
        await RunWork();
        (await Found(acme, "canary")).ShouldBe(0);
        (await acme.All<ForumDocument>(d => d.PostId == reply.PostId)).ShouldBeEmpty();

        await Given.Get<ForumModeration>().UnhideAsync(acme.Act(), new(reply.PostId, thread.ThreadId, 1, null), Cancel);
        await RunWork();
        (await Found(acme, "canary")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_organisation_and_who_is_no_member_find_nothing()
    {
        var (acme, other) = (await Library(), await Given.Org("other"));
        var stranger = OperationContext.New(acme.Tenant, Actor.User(Guid.NewGuid()), Sources.Web);

        (await Found(other, "deploy")).ShouldBe(0);
        (await Search.SearchAsync(stranger, SearchQuery.Parse("deploy"), 1, Cancel)).ShouldBeNull();
        (await Search.SimilarAsync(stranger, "Deploys that roll back", 5, Cancel)).ShouldBeEmpty();
        (await Search.SimilarAsync(other.Act(), "Deploys that roll back", 5, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_go_on_where_the_one_before_ended()
    {
        var acme = await Given.Org();
        await ImportTests.Import(Given, acme, Enumerable.Range(0, 45).Select(n => ImportTests.Line($"Lantern {n}", replies: 0)));
        await RunWork();

        var pages = new List<SearchResults>();
        for (var n = 1; n <= 3; n++) pages.Add((await Search.SearchAsync(acme.Act(), SearchQuery.Parse("lantern"), n, Cancel))!);

        pages.ShouldAllBe(p => p.Pages == 3 && p.Total == 45);
        pages.Select(p => p.Hits.Count).ShouldBe([20, 20, 5]);
        pages.SelectMany(p => p.Hits).Select(h => h.ThreadId).Distinct().Count().ShouldBe(45);
        (await Search.SearchAsync(acme.Act(), SearchQuery.Parse("lantern"), int.MaxValue, Cancel))!.Hits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_language_makes_all_entries_anew()
    {
        var acme = await Given.Org();
        await acme.Thread("Häuser am Hafen", body: "Die Häuser stehen dicht.");
        await RunWork();
        (await Found(acme, "Haus")).ShouldBe(0);

        var desk = Given.Get<ForumSettingsDesk>();
        (await desk.SaveAsync(acme.Act(), new("german", false, 0), Cancel)).ShouldBeOk().Version.ShouldBe(1);
        await RunWork();

        (await Found(acme, "Haus")).ShouldBe(1);
        (await desk.SaveAsync(acme.Act(), new("danish", false, 0), Cancel)).Error.ShouldBeOfType<Conflict>();
        (await desk.SaveAsync(acme.Act(), new("klingon", false, 1), Cancel)).Error.ShouldBeOfType<Invalid>();
    }

    [Fact]
    public async Task Members_do_not_change_the_settings()
    {
        var acme = await Given.Org().WithMember("ana");

        (await Given.Get<ForumSettingsDesk>().SaveAsync(acme.Act("ana"), new("german", false, 0), Cancel)).Error.ShouldBeOfType<Forbidden>();
    }

    [Fact]
    public async Task What_no_signal_has_brought_is_found_after_the_next_look()
    {
        var acme = await Library();
        await Given.AsOwner($"delete from {acme.Schema}.forum_documents");
        (await Found(acme, "deploy")).ShouldBe(0);

        foreach (var outside in Given.Services.GetServices<IReconciled>()) await outside.ReconcileAsync(acme.Tenant, Cancel);

        (await Found(acme, "deploy")).ShouldBe(2);
    }

    [Fact]
    public async Task A_search_takes_as_many_statements_for_many_results_as_for_one()
    {
        var (few, many) = (await Given.Org("few"), await Given.Org("many"));
        await ImportTests.Import(Given, few, [ImportTests.Line("Lantern 0", replies: 0)]);
        await ImportTests.Import(Given, many, Enumerable.Range(0, 30).Select(n => ImportTests.Line($"Lantern {n}", replies: 3)));
        await RunWork();
        Task<int> Statements(Org org) => StatementCounter.Of(async () => (await Found(org, "lantern")).ShouldBeGreaterThan(0));

        await Statements(few);
        var one = await Statements(few);
        (await Statements(many)).ShouldBe(one);
        one.ShouldBeLessThanOrEqualTo(8);
    }

    [Theory]
    [InlineData("Rolling back a deploy", "Deploys that roll back")]
    [InlineData("Which soups have salt?", "Soup")]
    public async Task Threads_about_the_same_are_offered(string title, string first)
    {
        var acme = await Library();

        (await Search.SimilarAsync(acme.Act(), title, 5, Cancel))[0].Title.ShouldBe(first);
        (await Search.SimilarAsync(acme.Act(), "Quantum chromodynamics", 5, Cancel)).ShouldBeEmpty();
        (await Search.SimilarAsync(acme.Act(), "a ' \\ | & ! :*", 5, Cancel)).ShouldBeEmpty();
    }

    private async Task<int> Found(Org org, string text) => (await Search.SearchAsync(org.Act(), SearchQuery.Parse(text), 1, Cancel))!.Total;

    private static async Task<List<string>> Titles(Org org, SearchResults page)
    {
        var threads = (await org.All<ForumThread>()).ToDictionary(t => t.Id, t => t.Title);
        return [.. page.Hits.Select(h => threads[h.ThreadId])];
    }

    private async Task<Org> Library()
    {
        var acme = await Given.Org().WithMember("ana");
        var (general, kitchen) = (await acme.Category("General"), await acme.Category("Kitchen"));
        await acme.Thread("Deploys that roll back", body: "How do I undo one?", category: general.Id);
        var night = await acme.Thread("Night shift", body: "Who watches the deploy at night?", category: general.Id);
        var answer = await acme.Reply(night, body: "The robot does.");
        await acme.Thread("Soup", "ana", "Salt <script>alert(1)</script> 100% as O'Neill wrote it in C++.", kitchen.Id);
        await acme.DoOk(async unit =>
        {
            var thread = await unit.Db.Set<ForumThread>().FindAsync([night.ThreadId], Cancel);
            thread!.AcceptedPostId = answer.PostId;
            thread.Tags.Add("ops");
            return await unit.Db.SaveChangesAsync(Cancel);
        });
        await RunWork();
        return acme;
    }
}
