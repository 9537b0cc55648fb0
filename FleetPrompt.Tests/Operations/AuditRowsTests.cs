using Bunit;
using FleetPrompt.Core.Operations;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Operations;
using Microsoft.AspNetCore.Components;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class AuditRowsTests : BunitContext
{
    [Fact]
    public void Rows_stand_in_the_order_given_each_under_its_cause()
    {
        var request = Entries.Directive("succeeded");
        var started = Entries.Signal("directive.started", request.Id);
        var locked = Entries.Signal("forum.thread.locked", request.Id);
        TimelineEntry[] entries = [request, started, locked, Entries.Signal("forum.post.created")];
        var depths = Causation.Depths(entries);
        var rows = AuditTree.Draw([.. entries.Select(e => TimelineRows.RowOf(e, depths[e.Id], showSubject: false))]);

        var list = Render(builder =>
        {
            foreach (var row in rows)
            {
                builder.OpenComponent<AuditItem>(0);
                builder.AddComponentParameter(1, nameof(AuditItem.Row), row);
                builder.CloseComponent();
            }
        });

        var items = list.FindAll("[data-testid=audit-item]");
        items.Select(i => i.GetAttribute("data-name")).ShouldBe(["forum.thread.lock", "directive.started", "forum.thread.locked", "forum.post.created"]);
        items.Select(i => i.GetAttribute("style")).ShouldBe(["--depth:0", "--depth:1", "--depth:1", "--depth:0"]);
    }

    [Fact]
    public void A_row_carries_the_marks_that_outside_checks_read()
    {
        var entry = Entries.Directive("failed");

        var item = Show(entry).Find("li");

        item.GetAttribute("data-kind").ShouldBe("directive");
        item.GetAttribute("data-name").ShouldBe("forum.thread.lock");
        item.GetAttribute("data-id").ShouldBe(entry.Id.ToString());
        item.GetAttribute("data-status").ShouldBe("failed");
        item.GetAttribute("data-correlation").ShouldBe(entry.CorrelationId.ToString());
        item.QuerySelector(".fp-audit-duration")!.TextContent.ShouldBe("12 ms");
    }

    [Fact]
    public void A_fact_needs_no_badge_and_a_directive_always_has_one()
    {
        Show(Entries.Signal()).FindAll(".fp-status").ShouldBeEmpty();
        Show(Entries.Directive("requested")).Find(".fp-status").TextContent.ShouldBe("Queued");
    }

    [Theory]
    [InlineData(false, "locked the thread")]
    [InlineData(true, "locked the thread · How to rotate a key")]
    public void Away_from_its_page_a_row_names_what_it_is_about(bool showSubject, string sentence) =>
        TimelineRows.RowOf(Entries.Signal(), 0, showSubject).Sentence.ShouldBe(sentence);

    [Fact]
    public void Selecting_a_row_acts_in_place_and_its_link_still_leads_there()
    {
        var selected = 0;
        var item = Render<AuditItem>(p => p.Add(i => i.Row, TimelineRows.RowOf(Entries.Signal(), 0, false)).Add(i => i.Href, "/timeline?selected=1").Add(i => i.OnSelect, () => selected++));

        item.Find("a.fp-audit-text").Click();

        selected.ShouldBe(1);
        item.Find("a.fp-audit-text").GetAttribute("href").ShouldBe("/timeline?selected=1");
    }

    [Fact]
    public void Titles_are_text()
    {
        var entry = Entries.Signal() with { StreamTitle = "<script>alert(1)</script>" };

        Render<AuditItem>(p => p.Add(i => i.Row, TimelineRows.RowOf(entry, 0, showSubject: true))).FindAll("script").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("forum.thread:1", "/forums/t/1")]
    [InlineData("org:1", null)]
    public void A_stream_with_a_page_is_linked(string stream, string? href) => TimelineRows.StreamHref(stream).ShouldBe(href);

    private IRenderedComponent<AuditItem> Show(TimelineEntry entry) => Render<AuditItem>(p => p.Add(i => i.Row, TimelineRows.RowOf(entry, 0, showSubject: false)));
}
