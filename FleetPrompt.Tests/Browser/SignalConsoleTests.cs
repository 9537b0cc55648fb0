using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

[Collection(AnotherRunningAppCollection.Name)]
public sealed class SignalConsoleTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    private const string Rows = "[...document.querySelectorAll('[data-testid=signal-row]')].map(r => r.getAttribute('aria-posinset') + ' ' + r.dataset.id)";
    private const string KeyedRow = "document.activeElement.closest('[data-row]')?.getAttribute('aria-posinset')";

    [Fact]
    public async Task Scrolling_down_shows_every_signal_once_and_in_order()
    {
        var organization = await ManyAsync(230);
        var owner = await VisitorAsync(organization.Owner);
        await OpenAsync(owner);
        var (seen, end, most) = (new SortedDictionary<int, HashSet<string>>(), -1, 0);

        while (end < 0 || seen.Count < end)
        {
            var rows = await owner.Page.EvaluateAsync<string[]>(Rows);
            most = Math.Max(most, rows.Length);
            foreach (var row in rows.Select(r => r.Split(' '))) (seen.TryGetValue(int.Parse(row[0], CultureInfo.InvariantCulture), out var ids) ? ids : seen[int.Parse(row[0], CultureInfo.InvariantCulture)] = []).Add(row[1]);
            end = await owner.Page.EvaluateAsync<int>("Number(document.querySelector('[data-testid=signal-row]').getAttribute('aria-setsize'))");
            if (end >= 0 && seen.Count >= end) break;
            await owner.Page.Mark("signal-row").Last.ScrollIntoViewIfNeededAsync();
            await owner.Page.WaitForFunctionAsync("known => [...document.querySelectorAll('[data-testid=signal-row]')].some(r => Number(r.getAttribute('aria-posinset')) > known)", seen.Keys.Max());
        }

        seen.Values.ShouldAllBe(ids => ids.Count == 1);
        seen.Keys.ShouldBe(Enumerable.Range(1, end));
        seen.Values.Select(ids => ids.Single()).ShouldBe(await App.AskAsync($"select id from {organization.Tenant.Schema}.signals order by seq desc"));
        most.ShouldBeLessThan(100, "rows out of sight are not on the page");
    }

    [Fact]
    public async Task Keys_walk_beyond_the_rows_that_are_on_the_page()
    {
        var organization = await ManyAsync(120);
        var owner = await VisitorAsync(organization.Owner);
        await OpenAsync(owner);

        for (var place = 1; place <= 70; place++)
        {
            await owner.Page.WaitForFunctionAsync("place => document.querySelector(`[data-testid=signal-row][aria-posinset='${place}']`)", place);
            await owner.Page.Keyboard.PressAsync("j");
            (await owner.Page.EvaluateAsync<string?>(KeyedRow)).ShouldBe($"{place}");
        }

        await owner.Page.Keyboard.PressAsync("k");
        (await owner.Page.EvaluateAsync<string?>(KeyedRow)).ShouldBe("69");
    }

    [Fact]
    public async Task What_is_new_waits_and_moves_no_row_that_is_read()
    {
        var organization = await ManyAsync(120);
        var thread = Guid.Parse((await App.AskAsync($"select id from {organization.Tenant.Schema}.forum_threads"))[0]);
        var owner = await VisitorAsync(organization.Owner);
        await OpenAsync(owner);
        await owner.Page.WaitForFunctionAsync("() => { scrollTo(0, 2400); return document.querySelector(`[data-testid=signal-row][aria-posinset='60']`); }");
        var read = await owner.Page.Locator("[data-testid=signal-row][aria-posinset='60']").GetAttributeAsync("data-id");
        var before = await PlaceAsync();

        await App.ReplyAsync(organization, thread, "While you were reading.");
        await owner.Page.Mark("new-items-pill").Should().ToHaveTextAsync("1 new");
        (await PlaceAsync()).ShouldBe(before, 1);
        await owner.Page.Keyboard.PressAsync(".");
        await owner.Page.Mark("items-above").Should().ToHaveTextAsync("1 above");
        (await PlaceAsync()).ShouldBe(before, 1);
        (await owner.Page.Locator($"[data-id='{read}']").GetAttributeAsync("aria-posinset")).ShouldBe("61", "the new one stands above");

        await owner.Page.Mark("items-above").ClickAsync();
        await owner.Page.Mark("items-above").Should().ToHaveCountAsync(0);
        await owner.Page.Mark("signal-row").First.Should().ToBeInViewportAsync();
        (await owner.Page.Mark("signal-row").First.GetAttributeAsync("data-id")).ShouldBe((await App.AskAsync($"select id from {organization.Tenant.Schema}.signals order by seq desc limit 1"))[0]);

        Task<double> PlaceAsync() => owner.Page.EvaluateAsync<double>("id => document.querySelector(`[data-id='${id}']`).getBoundingClientRect().top", read);
    }

    [Fact]
    public async Task Without_JavaScript_pages_lead_to_older_ones_and_bars_to_their_time()
    {
        var organization = await ManyAsync(60);
        var member = await VisitorAsync(organization.Member, script: false);
        await member.Page.GotoAsync("/signals?name=forum.post");
        await member.Page.Mark("signal-row").Should().ToHaveCountAsync(50);
        var first = await member.Page.Mark("signal-row").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.id)");
        await member.Page.Mark("page-next").ClickAsync();
        await member.Page.WaitForURLAsync(new Regex("before=\\d+"));
        (await member.Page.Mark("signal-row").EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.id)")).Intersect(first).ShouldBeEmpty();

        await member.Page.GotoAsync("/signals?name=forum.post");
        await member.Page.Locator("[data-testid=histogram-bar]:not([data-count='0'])").First.ClickAsync(new() { Force = true });
        await member.Page.WaitForURLAsync(new Regex(@"/signals\?name=forum\.post&from=.+&to=.+"));
        await member.Page.Mark("signal-row").First.Should().ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_holds_what_its_taker_may_see_under_the_filters_of_the_page()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization, replies: 1);
        await App.FailedLockAsync(organization);
        await App.AskAsync($"update {organization.Tenant.Schema}.signals set visibility = 'admins' where name = 'forum.thread.created'");
        var (owner, member) = (await VisitorAsync(organization.Owner), await VisitorAsync(organization.Member));
        await owner.GoAsync("/signals?name=forum");
        var href = (await owner.Page.Mark("signal-export").Locator("xpath=..").GetByText("CSV").GetAttributeAsync("href"))!;
        href.ShouldBe("/signals/export?name=forum&format=csv");

        var file = await owner.Context.APIRequest.GetAsync(href);
        var lines = (await file.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("\"id\",\"name\"");
        lines.Skip(1).Select(l => l.Split(',')[1].Trim('"')).ShouldBe(await App.AskAsync($"select name from {organization.Tenant.Schema}.signals where name like 'forum%' order by seq desc"));
        file.Headers["cache-control"].ShouldBe("no-store");
        file.Headers["content-disposition"].ShouldMatch($"^attachment; filename=signals-{organization.Tenant.Slug}-\\d{{4}}-\\d\\d-\\d\\d\\.csv$");
        var hers = await (await member.Context.APIRequest.GetAsync("/signals/export?name=forum&format=ndjson")).TextAsync();
        hers.ShouldNotContain("forum.thread.created");
        hers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(lines.Length - 2);
        (await member.Context.APIRequest.GetAsync("/signals/export?format=xml")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task What_is_parked_is_told_to_admins_and_replayed_at_once()
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization, replies: 1);
        var deliveries = $"{organization.Tenant.Schema}.signal_deliveries";
        await App.UntilAsync($"select count(*) from {deliveries} where status <> 'done'", "0");
        var parked = await App.AskAsync($"update {deliveries} set status = 'parked', attempt = 8, error_kind = 'handler', error_message = 'no, because' where handler = 'forum.thread_counters' returning id");
        var (admin, member) = (await VisitorAsync(organization.Admin), await VisitorAsync(organization.Member));
        await admin.GoAsync("/signals");
        await admin.Page.Mark("parked-count").ClickAsync();
        await admin.Page.WaitForURLAsync("**/signals/parked");
        await admin.Page.ReadyAsync();
        await admin.Page.Mark("parked-row").Should().ToHaveCountAsync(parked.Count);
        await admin.Page.Mark("parked-row").First.GetByText("no, because").Should().ToBeVisibleAsync();

        await admin.Page.Mark("parked-replay-all").ClickAsync();
        await admin.Page.Mark("replay-dry-run").ClickAsync();
        await admin.Page.Mark("dry-run-result").Should().ToContainTextAsync("forum.thread_counters");
        await admin.Page.Mark("replay-go").ClickAsync();
        await admin.Page.Mark("confirm-ok").ClickAsync();

        await admin.Page.GetByText("Nothing is parked").Should().ToBeVisibleAsync();
        await App.UntilAsync($"select count(*) from {deliveries} where status = 'done' and replay_id is not null and handler = 'forum.thread_counters'", parked.Count.ToString(CultureInfo.InvariantCulture));
        await member.GoAsync("/signals");
        await member.Page.Mark("parked-count").Should().ToHaveCountAsync(0);
        (await member.GoAsync("/signals/parked")).Status.ShouldBe(403);
        await member.Page.Mark("parked-row").Should().ToHaveCountAsync(0);
    }

    /// <summary>An organisation with a thread, and that many more signals of its first post.</summary>
    /// <summary>Until the rows are those that scroll.</summary>
    private static async Task OpenAsync(Visitor visitor)
    {
        await visitor.GoAsync("/signals");
        await visitor.Page.Locator(".fp-signals-first").Should().ToHaveCountAsync(0);
    }

    private async Task<TestOrganization> ManyAsync(int count)
    {
        var organization = await App.OrganizationAsync();
        await App.ThreadAsync(organization);
        var signals = $"{organization.Tenant.Schema}.signals";
        await App.AskAsync($"""
            insert into {signals} (id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, payload, metadata, visibility)
            select gen_random_uuid(), name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, payload, metadata, visibility
            from {signals}, generate_series(1, {count}) where name = 'forum.post.created'
            """);
        return organization;
    }
}
