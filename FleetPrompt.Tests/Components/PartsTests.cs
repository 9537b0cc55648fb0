using Bunit;
using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Web.Components;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Components;

public sealed class PartsTests : BunitContext
{
    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 3, "next=2")]
    [InlineData(2, 3, "prev=1 next=3")]
    [InlineData(3, 3, "prev=2")]
    public void A_pager_leads_to_the_pages_beside_it(int page, int pages, string links)
    {
        var pager = Render<Pager>(p => p.Add(c => c.Page, page).Add(c => c.PageCount, pages).Add(c => c.HrefFor, n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        string.Join(' ', pager.FindAll("a").Select(a => $"{a.GetAttribute("rel")}={a.GetAttribute("href")}")).ShouldBe(links);
        if (links.Length > 0) pager.Find(".fp-pager-where").TextContent.ShouldBe($"Page {page} of {pages}");
        pager.FindAll("span[aria-disabled=true]").Count.ShouldBe(links.Length == 0 ? 0 : 2 - pager.FindAll("a").Count);
    }

    [Fact]
    public void A_pager_of_cursors_takes_them_as_they_are()
    {
        var pager = Render<Pager>(p => p.Add(c => c.NextHref, "?after=abc"));

        pager.Find("[data-testid=page-next]").GetAttribute("href").ShouldBe("?after=abc");
        pager.Find("nav").GetAttribute("aria-label").ShouldBe("Pages");
    }

    [Fact]
    public void A_field_with_a_problem_says_so_to_everybody()
    {
        var field = Render<FormField>(p => p.Add(f => f.Id, "email").Add(f => f.Name, "form.Email").Add(f => f.Label, "E-mail").Add(f => f.Hint, "At work").Add(f => f.Problem, "Enter an address."));

        var input = field.Find("input");
        input.GetAttribute("aria-invalid").ShouldBe("true");
        field.Find($"#{input.GetAttribute("aria-describedby")}").TextContent.ShouldBe("Enter an address.");
        field.Find("label").GetAttribute("for").ShouldBe(input.Id);
        field.FindAll(".fp-hint").ShouldBeEmpty();
    }

    [Fact]
    public void A_field_without_one_is_described_by_its_hint_or_by_nothing()
    {
        var hinted = Render<FormField>(p => p.Add(f => f.Id, "name").Add(f => f.Name, "n").Add(f => f.Label, "Name").Add(f => f.Hint, "As others call you"));
        var bare = Render<FormField>(p => p.Add(f => f.Id, "name").Add(f => f.Name, "n").Add(f => f.Label, "Name"));

        hinted.Find("#name-hint").TextContent.ShouldBe("As others call you");
        hinted.Find("input").GetAttribute("aria-describedby").ShouldBe("name-hint");
        hinted.Find("input").HasAttribute("aria-invalid").ShouldBeFalse();
        bare.Find("input").HasAttribute("aria-describedby").ShouldBeFalse();
    }

    [Fact]
    public void What_was_typed_stays_text()
    {
        var field = Render<FormField>(p => p.Add(f => f.Id, "name").Add(f => f.Name, "n").Add(f => f.Label, "Name").Add(f => f.Value, "\"><script>alert(1)</script>"));

        field.Find("input").GetAttribute("value").ShouldBe("\"><script>alert(1)</script>");
        field.FindAll("script").ShouldBeEmpty();
    }

    [Fact]
    public void An_error_is_announced_and_says_what_to_do()
    {
        var error = Render<ErrorMessage>(p => p.Add(e => e.Title, "It did not work").Add(e => e.RetryHref, "/again").Add(e => e.RequestId, "req-1").AddChildContent("Try again."));

        var root = error.Find("[data-testid=error-message]");
        root.GetAttribute("role").ShouldBe("alert");
        error.Find(".fp-error-title").TextContent.ShouldBe("It did not work");
        error.Find(".fp-error-text").TextContent.ShouldBe("Try again.");
        error.Find("a").GetAttribute("href").ShouldBe("/again");
        error.Find("[data-copy]").GetAttribute("data-copy").ShouldBe("req-1");
    }

    [Fact]
    public void An_error_with_nothing_to_add_adds_nothing() => Render<ErrorMessage>(p => p.Add(e => e.Title, "It did not work")).FindAll("a, button, .fp-error-text").ShouldBeEmpty();

    [Fact]
    public void An_empty_place_offers_the_first_step()
    {
        var empty = Render<EmptyState>(p => p.Add(e => e.Title, "Nothing yet").Add(e => e.Text, "Start one.").AddChildContent("<a href=\"/new\">New</a>"));

        empty.Find(".fp-empty-title").TextContent.ShouldBe("Nothing yet");
        empty.Find(".fp-empty-text").TextContent.ShouldBe("Start one.");
        empty.Find(".fp-empty-actions a").GetAttribute("href").ShouldBe("/new");
        Render<EmptyState>(p => p.Add(e => e.Title, "Nothing yet")).FindAll(".fp-empty-text, .fp-empty-actions").ShouldBeEmpty();
    }

    public static TheoryData<string> States() => [.. DirectiveStates.All, "open", "locked", "archived", "solved", "published", "hidden", "deleted", "recorded", "something_new", ""];

    [Theory]
    [MemberData(nameof(States))]
    public void A_state_is_never_told_by_colour_alone(string state)
    {
        var badge = Render<StatusBadge>(p => p.Add(b => b.State, state)).Find(".fp-status");

        badge.TextContent.Trim().ShouldNotBeEmpty();
        badge.QuerySelectorAll("svg > *").ShouldNotBeEmpty();
        badge.GetAttribute("data-state").ShouldBe(state);
    }

    [Fact]
    public void The_states_of_a_directive_have_words_of_their_own() =>
        DirectiveStates.All.Select(s => Render<StatusBadge>(p => p.Add(b => b.State, s)).Find(".fp-status").TextContent).ShouldBeUnique();

    [Fact]
    public void A_badge_may_use_other_words() =>
        Render<StatusBadge>(p => p.Add(b => b.State, "solved").Add(b => b.Text, "Accepted answer")).Find(".fp-status").TextContent.ShouldBe("Accepted answer");

    [Theory]
    [InlineData(false, "5m ago", "long")]
    [InlineData(true, "5m", "brief")]
    public void A_moment_is_told_by_age_and_exactly(bool brief, string text, string rule)
    {
        var at = new DateTimeOffset(2026, 3, 14, 11, 25, 0, TimeSpan.FromHours(2));

        var time = Render<RelativeTime>(p => p.Add(t => t.At, at).Add(t => t.Now, at.AddMinutes(5)).Add(t => t.Brief, brief)).Find("time");

        time.TextContent.ShouldBe(text);
        time.GetAttribute("data-relative").ShouldBe(rule);
        time.GetAttribute("datetime").ShouldBe("2026-03-14T09:25:00.0000000Z");
        time.GetAttribute("title").ShouldBe("2026-03-14 09:25:00 UTC");
    }

    [Theory]
    [InlineData("live", "Live")]
    [InlineData("paused", "Paused")]
    [InlineData("reconnecting", "Reconnecting")]
    public void The_live_state_is_a_word_that_is_announced(string state, string word)
    {
        var status = Render<LiveStatus>(p => p.Add(s => s.State, state)).Find("[data-testid=live-status]");

        status.GetAttribute("data-state").ShouldBe(state);
        status.GetAttribute("role").ShouldBe("status");
        status.TextContent.ShouldBe(word);
    }

    [Fact]
    public void Each_failure_has_its_status_and_stands_at_its_field_or_above_the_form()
    {
        Error[] errors = [new Invalid("name", "n"), new NotFound(), new Forbidden("f"), new Conflict("c"), new Throttled("t", TimeSpan.FromSeconds(1))];

        errors.Select(FormErrors.StatusOf).ShouldBe([422, 404, 403, 409, 429]);
        FormErrors.Split(errors[0]).Fields.ShouldBe([new FieldProblem("name", "n")]);
        FormErrors.Split(errors[3]).Above.ShouldBe("c");
    }
}
