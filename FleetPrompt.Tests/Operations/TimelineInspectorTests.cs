using Bunit;
using FleetPrompt.Core.Operations;
using FleetPrompt.Web;
using FleetPrompt.Web.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class TimelineInspectorTests : BunitContext
{
    [Fact]
    public void It_links_what_caused_the_entry_and_what_it_led_to()
    {
        var cause = Entries.Signal("forum.thread.created");
        var effect = Entries.Directive("running", "forum.post.hide");

        var inspector = Show(new TimelineDetail(Entries.Signal(causedBy: cause.Id), "{}", "{}", null, null, [], cause, [effect]));

        var links = inspector.FindAll(".fp-inspector-links li");
        links.Select(l => l.QuerySelector("code")!.TextContent).ShouldBe(["forum.thread.created", "forum.post.hide"]);
        links[0].QuerySelector("a")!.GetAttribute("href").ShouldBe($"{AppUrls.Chain(cause.CorrelationId)}?selected=signal:{cause.Id}");
        links[0].QuerySelector("svg")!.GetAttribute("aria-label").ShouldBe("Signal");
        links[1].QuerySelector("svg")!.GetAttribute("aria-label").ShouldBe("Directive");
        links[1].QuerySelector(".fp-status")!.TextContent.ShouldBe("Running");
    }

    [Fact]
    public void Where_the_chain_starts_and_ends_it_says_so()
    {
        var inspector = Show(new TimelineDetail(Entries.Signal(), "{}", "{}", null, null, [], null, []));

        inspector.FindAll(".fp-inspector-links p").Select(p => p.TextContent).ShouldBe(["Nothing: the chain starts here.", "Nothing yet."]);
    }

    [Fact]
    public void Moderators_see_the_payload_as_text()
    {
        var inspector = Show(new TimelineDetail(Entries.Signal(), """{ "status": "<b>locked</b>" }""", """{ "source": "web" }""", null, "key", [], null, []));

        inspector.Find("[aria-label=Payload]").TextContent.ShouldBe("""{ "status": "<b>locked</b>" }""");
        inspector.Find("[aria-label=Metadata]").TextContent.ShouldBe("""{ "source": "web" }""");
        inspector.Markup.ShouldNotContain("Owners and admins see the payload.");
        inspector.FindAll("b").ShouldBeEmpty();
    }

    [Fact]
    public void Members_learn_who_sees_the_payload()
    {
        var inspector = Show(new TimelineDetail(Entries.Directive(), null, null, null, "key", [], null, []));

        inspector.FindAll("[aria-label=Payload], [aria-label=Result], [aria-label=Metadata]").ShouldBeEmpty();
        inspector.FindAll("p.fp-muted").Select(p => p.TextContent).ShouldContain("Owners and admins see the payload.");
    }

    [Fact]
    public void A_directive_shows_its_attempts_its_key_and_its_result()
    {
        AttemptView[] attempts = [new(1, Entries.At, Entries.At, "failed", "conflict", "It had changed."), new(2, Entries.At, null, null, null, null)];

        var inspector = Show(new TimelineDetail(Entries.Directive("running"), "{}", null, """{ "version": 2 }""", "forum.thread.lock:demo:1:0", attempts, null, []));

        inspector.FindAll(".fp-attempts li").Select(l => l.QuerySelector(".fp-status")!.TextContent).ShouldBe(["Failed", "Running"]);
        inspector.FindAll(".fp-attempts li").Select(l => l.TextContent.Trim()[..2]).ShouldBe(["#1", "#2"]);
        Fact(inspector, "Idempotency key").ShouldBe("forum.thread.lock:demo:1:0");
        inspector.Find("[aria-label=Result]").TextContent.ShouldBe("""{ "version": 2 }""");
    }

    [Fact]
    public void A_failure_says_why()
    {
        var inspector = Show(new TimelineDetail(Entries.Directive("failed", error: "Post #3 had changed."), null, null, null, null, [], null, []));

        var section = inspector.FindAll("section").Single(s => s.QuerySelector("h3")!.TextContent == "Why it failed");
        section.QuerySelector("p")!.TextContent.ShouldBe("conflict Post #3 had changed.");
    }

    [Fact]
    public void A_signals_key_is_called_its_dedupe_key_and_its_stream_by_its_title()
    {
        var inspector = Show(new TimelineDetail(Entries.Signal(), "{}", "{}", null, "forum.thread.created:1", [], null, []));

        Fact(inspector, "Dedupe key").ShouldBe("forum.thread.created:1");
        Fact(inspector, "Stream").ShouldBe("How to rotate a key");
        inspector.Find("dd a[href='/forums/t/1']").ShouldNotBeNull();
    }

    [Fact]
    public void It_can_be_closed()
    {
        var closed = 0;
        var inspector = Render<TimelineInspector>(p => p.Add(i => i.Detail, new TimelineDetail(Entries.Signal(), null, null, null, null, [], null, [])).Add(i => i.OnClose, () => closed++));

        inspector.Find(".fp-inspector-actions button").Click();

        closed.ShouldBe(1);
    }

    private static string Fact(IRenderedComponent<TimelineInspector> inspector, string label) =>
        inspector.FindAll("dt").Single(t => t.TextContent == label).NextElementSibling!.TextContent.Trim();

    private IRenderedComponent<TimelineInspector> Show(TimelineDetail detail) => Render<TimelineInspector>(p => p.Add(i => i.Detail, detail));
}
