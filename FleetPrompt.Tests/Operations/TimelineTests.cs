using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class TimelineTests(Installation fleet) : DatabaseTests(fleet)
{
    private TimelineReading Timeline => Given.Get<TimelineReading>();

    [Fact]
    public async Task A_directive_stands_at_its_request_with_what_it_led_to_beneath_it()
    {
        var acme = await Given.Org().WithMember("ana");
        var (thread, directive) = await Locked(acme);

        var page = await Timeline.ReadAsync(acme.Act("ana"), new($"forum.thread:{thread.ThreadId}"), Cancel);

        page.Entries.Select(e => $"{e.Kind} {e.Name}").ShouldBe(
        [
            "signal forum.thread.created",
            "signal forum.post.created",
            "directive forum.thread.lock",
            "signal directive.requested",
            "signal directive.started",
            "signal forum.thread.locked",
            "signal directive.succeeded",
        ]);
        var depths = Causation.Depths(page.Entries);
        page.Entries.Select(e => depths[e.Id]).ShouldBe([0, 1, 0, 1, 1, 1, 1]);
        var lockEntry = page.Entries.Single(e => e.Id == directive);
        lockEntry.State!.Status.ShouldBe("succeeded");
        lockEntry.ActorName.ShouldBe("Owner of acme");
        page.Entries.ShouldAllBe(e => e.StreamTitle == "A question");
    }

    [Fact]
    public async Task Going_back_page_by_page_shows_everything_once()
    {
        var acme = await Given.Org();
        await Locked(acme);
        var whole = (await Timeline.ReadAsync(acme.Act(), new(), Cancel)).Entries;
        var pages = new List<TimelineEntry>();

        TimelinePage page;
        long? before = null;
        do
        {
            page = await Timeline.ReadAsync(acme.Act(), new(Before: before, Take: 2), Cancel);
            pages.InsertRange(0, page.Entries);
            before = page.Entries[0].Seq;
        }
        while (page.Earlier);

        pages.Select(e => (e.Kind, e.Id)).ShouldBe(whole.Select(e => (e.Kind, e.Id)));
    }

    [Fact]
    public async Task Filters_take_directives_by_name_state_and_person()
    {
        var acme = await Given.Org().WithAdmin("ana");
        var (_, directive) = await Locked(acme, by: "ana");

        foreach (var query in new TimelineQuery[] { new(Kind: "directive"), new(Kind: "directive", Status: "succeeded"), new(Kind: "directive", Name: "forum.thread"), new(Kind: "directive", ActorId: acme["ana"]) })
            (await Timeline.ReadAsync(acme.Act(), query, Cancel)).Entries.ShouldHaveSingleItem().Id.ShouldBe(directive);
        foreach (var query in new TimelineQuery[] { new(Status: "failed"), new(Kind: "directive", ActorId: acme["owner"]), new(Name: "forum.post.hide") })
            (await Timeline.ReadAsync(acme.Act(), query, Cancel)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_directive_was_given_is_for_moderators()
    {
        var acme = await Given.Org().WithMember("ana");
        var (_, directive) = await Locked(acme, reason: "canary");

        var member = (await Timeline.InspectAsync(acme.Act("ana"), TimelineEntry.Directive, directive, Cancel))!;
        var moderator = (await Timeline.InspectAsync(acme.Act(), TimelineEntry.Directive, directive, Cancel))!;

        (member.Payload, member.Result).ShouldBe((null, null));
        moderator.Payload.ShouldNotBeNull().ShouldContain("canary");
        moderator.Attempts.ShouldHaveSingleItem().Outcome.ShouldBe("succeeded");
        moderator.LedTo.Select(e => e.Name).ShouldBe(["directive.requested", "directive.started", "forum.thread.locked", "directive.succeeded"]);
    }

    [Fact]
    public async Task What_is_for_moderators_is_not_there_for_members()
    {
        var acme = await Given.Org().WithMember("ana");
        var guarded = await acme.Emit(type: TestSignals.Guarded);

        (await Timeline.ReadAsync(acme.Act(), new(Name: "test"), Cancel)).Entries.ShouldHaveSingleItem();
        (await Timeline.ReadAsync(acme.Act("ana"), new(Name: "test"), Cancel)).Entries.ShouldBeEmpty();
        (await Timeline.InspectAsync(acme.Act("ana"), TimelineEntry.Signal, guarded.Id, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Other_organisations_and_strangers_find_nothing()
    {
        var (acme, zeta) = (await Given.Org().WithMember("gone"), await Given.Org("zeta"));
        var (_, directive) = await Locked(acme);
        var signal = (await acme.Signals())[0].Id;
        await acme.Remove("gone");

        foreach (var reader in new[] { zeta.Act(), acme.Act("gone"), OperationContext.New(acme.Tenant, Actor.User(Guid.NewGuid()), Sources.Web) })
        {
            (await Timeline.InspectAsync(reader, TimelineEntry.Directive, directive, Cancel)).ShouldBeNull();
            (await Timeline.InspectAsync(reader, TimelineEntry.Signal, signal, Cancel)).ShouldBeNull();
        }

        (await Timeline.ReadAsync(acme.Act("gone"), new(), Cancel)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_timeline_takes_as_many_statements_as_a_short_one()
    {
        var (small, large) = (await Given.Org("small"), await Given.Org("large"));
        await Locked(small);
        for (var n = 0; n < 8; n++) await Locked(large);

        var few = await StatementCounter.Of(() => Timeline.ReadAsync(small.Act(), new(), Cancel));
        var many = await StatementCounter.Of(() => Timeline.ReadAsync(large.Act(), new(), Cancel));

        many.ShouldBe(few);
        few.ShouldBeInRange(3, 8);
    }

    private async Task<(PostPlace Thread, Guid Directive)> Locked(Org org, string by = Org.OwnerName, string? reason = null)
    {
        var thread = await org.Thread();
        var asked = (await Given.Get<ForumModeration>().LockAsync(org.Act(by), new(thread.ThreadId, 0, reason), Cancel)).ShouldBeOk();
        await RunWork();
        return (thread, asked.Id);
    }
}
