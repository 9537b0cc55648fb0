using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>The path that everything else is for: one person acts, another watches it happen.</summary>
public sealed class WholePathTests(RunningApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task What_a_moderator_does_is_seen_by_others_as_it_happens()
    {
        var owner = await VisitorAsync("owner@demo.test");
        var member = await VisitorAsync("member@demo.test");
        var watching = await member.Context.NewPageAsync();
        await TimelineRow.NoteArrivalsAsync(watching);
        await watching.GoAsync("/timeline");
        var category = $"Harbour {Guid.NewGuid():N}"[..16];

        await owner.GoAsync("/forums/categories/new");
        await owner.Page.Mark("category-name").FillAsync(category);
        await owner.Page.Mark("category-submit").ClickAsync();
        await owner.Page.Mark("new-thread").ClickAsync();
        await owner.Page.Mark("thread-title").FillAsync("Ropes <b>and</b> & knots");
        await owner.Page.Mark("thread-body").FillAsync("Which knot holds?");
        await owner.Page.Mark("thread-submit").ClickAsync();
        await owner.Page.WaitForURLAsync("**/forums/t/**");
        await owner.Page.ReadyAsync();
        await owner.Page.Locator("h1").Should().ToHaveTextAsync("Ropes <b>and</b> & knots");
        var thread = new Uri(owner.Page.Url).AbsolutePath;
        await member.GoAsync(thread);

        await owner.Page.ReplyAsync("The bowline, and nothing but the bowline.");
        await member.Page.Post(2).Should().ToContainTextAsync("nothing but the bowline");

        await owner.Page.LockAsync("settled");
        await member.Page.HasStatusAsync("locked");
        await member.Page.GetByText("This thread is locked").Should().ToBeVisibleAsync();

        await owner.Page.Post(2).GetByTestId("post-hide").ClickAsync();
        await owner.Page.ConfirmAsync("too sure of itself");
        await owner.Page.Post(2).Should().ToHaveAttributeAsync("data-status", "hidden");
        await owner.Page.Post(2).Should().ToContainTextAsync("Hidden by Olivia Marsh · too sure of itself");
        await owner.Page.Post(2).Should().ToHaveClassAsync(new Regex("is-hidden"));
        await owner.Page.Post(2).Should().ToContainTextAsync("nothing but the bowline");
        await member.Page.Post(2).Should().ToContainTextAsync("This post is hidden by the moderators.");
        (await member.Page.ContentAsync()).ShouldNotContain("bowline");
        (await (await member.Context.APIRequest.GetAsync(thread)).TextAsync()).ShouldNotContain("bowline");
        (await member.Page.ContentAsync()).ShouldNotContain("too sure of itself");

        var hiding = await watching.AuditItem("forum.post.hide").Last.GetAttributeAsync("data-correlation");
        await watching.Locator($"[data-name='directive.succeeded'][data-correlation='{hiding}']").WaitForAsync();
        var all = (await TimelineRow.AllAsync(watching)).Where(r => r.Name != "org.first_step.taken").ToList();
        var rows = all.Skip(all.FindLastIndex(r => r.Name == "forum.category.created")).ToList();
        ShouldTellTheWholeStory(rows);
        await ShouldTellTheSameBesideTheThreadAsync(member.Page, rows);
        Tell(TimelineRow.Say(await TimelineRow.WaitsAsync(watching, rows)));
    }

    private static void ShouldTellTheWholeStory(List<TimelineRow> rows)
    {
        string[] moderation(string directive, string told) =>
            [$"directive {directive}", "signal directive.requested", "signal directive.started", $"signal {told}", "signal directive.succeeded"];
        rows.Select(r => $"{r.Kind} {r.Name}").ShouldBe(
        [
            "signal forum.category.created", "signal forum.thread.created", "signal forum.post.created", "signal forum.post.created",
            .. moderation("forum.thread.lock", "forum.thread.locked"),
            .. moderation("forum.post.hide", "forum.post.hidden"),
        ]);
        foreach (var chain in new[] { rows[1..3], rows[4..9], rows[9..14] }) chain.Select(r => r.Correlation).Distinct().Count().ShouldBe(1);
        rows.Select(r => r.Correlation).Distinct().Count().ShouldBe(5);
        rows.Where(r => r.Kind == "directive").ShouldAllBe(r => r.Status == "succeeded");
        foreach (var row in rows.Where(r => r.Name is not ("directive.started" or "directive.succeeded"))) row.Actor.ShouldBe("Olivia Marsh", row.Name);
        foreach (var chain in new[] { rows[4..9], rows[9..14] }) chain.Skip(1).ShouldAllBe(r => r.Depth > 0);
    }

    private static async Task ShouldTellTheSameBesideTheThreadAsync(IPage page, List<TimelineRow> rows)
    {
        await page.AuditItem("directive.succeeded").Nth(1).WaitForAsync();
        (await TimelineRow.AllAsync(page)).Select(r => r.Key).ShouldBe(rows.Skip(1).Select(r => r.Key));
    }
}
