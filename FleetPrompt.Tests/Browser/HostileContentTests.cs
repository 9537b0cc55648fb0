using System.Text.Json;
using FleetPrompt.Core.Content;
using FleetPrompt.Tests.Content;
using FleetPrompt.Tests.Startup;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>The hostile texts of the corpus as posts, titles, names and tags, opened in a browser that would run what a parser does not see.</summary>
public sealed class HostileContentTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    // Sets off what waits for a person: every handler that markup could carry, and links, whose address must then be an ordinary one.
    private const string Provoke = """
        () => {
          document.addEventListener('click', e => e.preventDefault(), true);
          for (const e of document.querySelectorAll('[data-testid=post-body] *, h1, .fp-tag, .fp-person-name'))
            for (const type of ['mouseover', 'focus', 'click', 'animationstart', 'toggle', 'error', 'load']) e.dispatchEvent(new Event(type, { cancelable: true }));
          return [
            ...[...document.querySelectorAll('[data-testid=post-body] a')].map(a => a.protocol).filter(p => !['http:', 'https:', 'mailto:'].includes(p)),
            ...[...document.querySelectorAll('[data-testid=post-body] :is(script, img, iframe, svg, math, form, style, object, embed, base, meta, link)')].map(e => e.outerHTML),
            ...(window.pwned === undefined ? [] : ['pwned']),
          ];
        }
        """;

    [Fact]
    public async Task Nothing_of_the_corpus_runs()
    {
        var organization = await App.OrganizationAsync();
        await ImportAsync(organization, [ThreadOf("Markdown", "markdown", ContentFormat.Markdown), ThreadOf("HTML", "html", ContentFormat.Html)]);
        var owner = await VisitorAsync(organization.Owner);
        var outside = new List<string>();
        owner.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(App.Origin.ToString(), StringComparison.Ordinal)) outside.Add(request.Url);
        };

        var seen = 0;
        foreach (var title in new[] { "Markdown", "HTML" })
        {
            await owner.GoAsync("/forums");
            await owner.Page.Mark("thread-item").GetByText(title, new() { Exact = true }).ClickAsync();
            await owner.Page.Post(1).WaitForAsync();
            for (var next = owner.Page.Mark("page-next"); ; await owner.GoAsync((await next.GetAttributeAsync("href"))!))
            {
                await owner.Page.ReadyAsync();
                seen += await owner.Page.Mark("post").CountAsync();
                (await owner.Page.EvaluateAsync<string[]>(Provoke)).ShouldBeEmpty(owner.Page.Url);
                if (await next.CountAsync() == 0) break;
            }
        }

        seen.ShouldBe(XssCorpus.Cases.Count + 2);
        outside.ShouldBeEmpty();
    }

    [Fact]
    public async Task Titles_names_and_tags_are_text()
    {
        var organization = await App.OrganizationAsync();
        var hostile = XssCorpus.Cases.Select(c => string.Join(' ', c.Text.Replace("\0", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Where(t => t.Length <= 80).DistinctBy(t => t).Take(18).ToList();
        await ImportAsync(organization, hostile.Select((text, i) => Line($"t{i}", text, text, [text[..Math.Min(40, text.Length)].Trim()], "markdown", [])));
        var owner = await VisitorAsync(organization.Owner);

        await owner.GoAsync("/forums");
        (await owner.Page.Locator(".fp-thread-title a").AllTextContentsAsync()).Order().ShouldBe(hostile.Order());
        (await owner.Page.EvaluateAsync<string[]>(Provoke)).ShouldBeEmpty();
        foreach (var href in await owner.Page.Mark("thread-item").Locator(".fp-thread-title a").EvaluateAllAsync<string[]>("links => links.slice(0, 3).map(a => a.getAttribute('href'))"))
        {
            await owner.GoAsync(href);
            var title = (await owner.Page.Locator("h1").TextContentAsync())!;
            hostile.ShouldContain(title);
            (await owner.Page.TitleAsync()).ShouldBe($"{title} · FleetPrompt");
            await owner.Page.Mark("post-author").First.Should().ToHaveTextAsync(title);
            (await owner.Page.EvaluateAsync<string[]>(Provoke)).ShouldBeEmpty();
        }

        await owner.GoAsync("/timeline");
        (await owner.Page.EvaluateAsync<string[]>(Provoke)).ShouldBeEmpty();
    }

    private static object ThreadOf(string title, string format, ContentFormat cases) =>
        Line(title, title, "The corpus.", [], format, XssCorpus.Cases.Where(c => c.Format == cases).Select(c => c.Text));

    private static object Line(string id, string title, string author, string[] tags, string format, IEnumerable<string> replies) =>
        new { id, title, text = title, format, tags, created = 1_700_000_000, author, replies = replies.Select((text, i) => new { id = $"{i}", text, created = 1_700_000_000 + i, author }) };

    private async Task ImportAsync(TestOrganization organization, IEnumerable<object> threads)
    {
        var file = Path.Combine(App.DataDirectory, $"{organization.Tenant.Slug}.ndjson");
        await File.WriteAllLinesAsync(file, threads.Select(t => JsonSerializer.Serialize(t)));
        var (code, _, errors) = await FleetProcess.RunAsync(["import", file, "--org", organization.Tenant.Slug, "--data", App.DataDirectory]);
        code.ShouldBe(0, errors);
        errors.ShouldNotContain("skipped");
    }
}
