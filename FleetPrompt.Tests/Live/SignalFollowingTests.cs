using FleetPrompt.Core;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

public sealed class SignalFollowingTests(Installation fleet) : DatabaseTests(fleet)
{
    private const int Writers = 6;
    private const int UnitsEach = 25;

    private SignalFollowing Following => Given.Get<SignalFollowing>();

    [Fact]
    public async Task What_was_missed_and_what_happens_come_once_each_whatever_the_order_of_commits()
    {
        var acme = await Given.Org();
        await using var ana = new Visits(Following, acme);
        await ana.NextAsync();
        var late = new TaskCompletionSource();
        var numbered = new TaskCompletionSource();
        var lateCommit = acme.DoOk(async unit =>
        {
            await EmitAsync(unit, "late");
            numbered.SetResult();
            await late.Task.WaitAsync(Cancel);
            return true;
        });
        await numbered.Task.WaitAsync(Cancel);

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(n => WriteAsync(acme, n)));
        for (var visit = 1; !writing.IsCompleted || !late.Task.IsCompleted; visit++)
        {
            // Stays for a page or two while there is more, then is away for a moment.
            await ana.NextAsync();
            if (!writing.IsCompleted && visit % 2 == 0) await ana.NextAsync();
            await ana.LeaveAsync();
            if (ana.Seen.Count > Writers * UnitsEach / 3) late.TrySetResult();
        }

        await lateCommit;
        await acme.Emit("last");
        await ana.UntilSeenAsync("last");
        var written = (await writing).SelectMany(texts => texts).Concat(["late", "last"]).ToList();
        ana.Seen.Order().ShouldBe(written.Order());
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_of_a_long_read_gets_the_rest_of_it_and_then_what_came_meanwhile()
    {
        var acme = await Given.Org();
        await using var ana = new Visits(Following, acme);
        await ana.NextAsync();
        await ana.LeaveAsync();
        var missed = Enumerable.Range(0, (SignalFollowing.PageSize * 5 / 2)).Select(n => $"{n:D4}").ToList();
        await EmitAllAsync(acme, missed);

        var first = await ana.NextAsync();
        await ana.LeaveAsync();
        await acme.Emit("meanwhile");
        await ana.UntilSeenAsync("meanwhile");

        (first.Signals.Count, first.More).ShouldBe((SignalFollowing.PageSize, true));
        ana.Seen.ShouldBe([.. missed, "meanwhile"]);
    }

    [Fact]
    public async Task Who_is_slow_loses_nothing()
    {
        var acme = await Given.Org();
        await using var ana = new Visits(Following, acme);
        await ana.NextAsync();
        var many = Enumerable.Range(0, LiveFeed.Backlog + 100).Select(n => $"{n:D4}").ToList();
        await EmitAllAsync(acme, many);

        await acme.Emit("last");
        await ana.UntilSeenAsync("last");

        ana.Seen.ShouldBe([.. many, "last"]);
    }

    [Fact]
    public async Task Who_joins_without_a_place_begins_at_now()
    {
        var acme = await Given.Org();
        await acme.Emit("before");
        await using var ana = new Visits(Following, acme);

        var first = await ana.NextAsync();
        await acme.Emit("after");
        await ana.UntilSeenAsync("after");

        (first.Signals.Count, first.Reset).ShouldBe((0, false));
        ana.Seen.ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_member_sees_what_members_may_see_and_its_place_moves_past_the_rest()
    {
        var acme = await Given.Org().WithMember("milan");
        await using var milan = new Visits(Following, acme, "milan", OrgRole.Member);
        await using var owner = new Visits(Following, acme);
        await milan.NextAsync();
        await owner.NextAsync();
        await acme.Emit("guarded", type: TestSignals.Guarded);
        await acme.Emit("for admins", new() { Visibility = Visibility.Admins });
        await acme.Emit("open");

        await milan.UntilSeenAsync("open");
        await owner.UntilSeenAsync("open");
        await milan.LeaveAsync();
        await using var promoted = new Visits(Following, acme, "milan", OrgRole.Admin) { Place = milan.Place };
        await acme.Make("milan", OrgRole.Admin);
        await acme.Emit("last");
        await promoted.UntilSeenAsync("last");

        milan.Seen.ShouldBe(["open"]);
        owner.Seen.ShouldBe(["guarded", "for admins", "open"]);
        promoted.Seen.ShouldBe(["last"]);
    }

    [Fact]
    public async Task Another_organisations_signals_are_not_given()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        await using var ana = new Visits(Following, acme);
        await ana.NextAsync();
        await zeta.Emit("theirs");
        await acme.Emit("ours");

        await ana.UntilSeenAsync("ours");

        ana.Seen.ShouldBe(["ours"]);
    }

    [Fact]
    public async Task A_stream_a_chain_or_the_beginning_of_names_may_be_asked_for()
    {
        var acme = await Given.Org();
        var act = acme.Act();
        await using var stream = new Visits(Following, acme, filter: new(Visibility.Admins, Stream: "here"));
        await using var chain = new Visits(Following, acme, filter: new(Visibility.Admins, CorrelationId: act.CorrelationId));
        await using var names = new Visits(Following, acme, filter: new(Visibility.Admins, Name: "speech."));
        foreach (var visits in new[] { stream, chain, names }) await visits.NextAsync();
        await acme.Emit("elsewhere");
        await acme.Emit("in the chain", operation: act);
        await acme.Emit("here", new() { Stream = "here" });
        await acme.Emit("said", type: TestSignals.Said);

        await stream.UntilSeenAsync("here");
        await chain.UntilSeenAsync("in the chain");
        await names.UntilSeenAsync("said");

        new[] { stream, chain, names }.SelectMany(v => v.Seen).ShouldBe(["here", "in the chain", "said"]);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("of another history")]
    [InlineData("too old")]
    public async Task Who_comes_from_a_place_that_is_gone_is_told_once_and_begins_at_now(string kind)
    {
        var acme = await Given.Org();
        await using var ana = new Visits(Following, acme);
        var place = (await ana.NextAsync()).Place;
        await ana.LeaveAsync();
        await acme.Emit("missed");
        ana.Place = kind switch
        {
            "lost" => SignalPlace.Lost,
            "too old" => place with { AsOf = Given.Clock.GetUtcNow() - SignalPlace.Lifetime },
            _ => place with { Cursor = place.Cursor with { Epoch = "1-1-1" } },
        };

        var first = await ana.NextAsync();
        await acme.Emit("after");
        var second = await ana.NextAsync();

        (first.Signals.Count, first.Reset).ShouldBe((0, true));
        second.Reset.ShouldBeFalse();
        ana.Seen.ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_place_that_is_almost_too_old_is_still_good()
    {
        var acme = await Given.Org();
        await using var ana = new Visits(Following, acme);
        await ana.NextAsync();
        await ana.LeaveAsync();
        ana.Place = ana.Place! with { AsOf = Given.Clock.GetUtcNow() - SignalPlace.Lifetime + TimeSpan.FromMinutes(1) };
        await acme.Emit("missed");

        (await ana.NextAsync()).Reset.ShouldBeFalse();

        ana.Seen.ShouldBe(["missed"]);
        ana.Place.AsOf.ShouldBeGreaterThan(Given.Clock.GetUtcNow() - TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task In_the_middle_of_a_long_read_a_place_stays_as_old_as_it_was()
    {
        var acme = await Given.Org();
        await using var ana = new Visits(Following, acme);
        await ana.NextAsync();
        await ana.LeaveAsync();
        var old = Given.Clock.GetUtcNow() - TimeSpan.FromDays(6);
        ana.Place = ana.Place! with { AsOf = old };
        await EmitAllAsync(acme, Enumerable.Range(0, SignalFollowing.PageSize + 1).Select(n => $"{n}"));

        var (first, last) = (await ana.NextAsync(), await ana.NextAsync());
        await acme.Emit("later");
        var next = await ana.NextAsync();

        (first.Place.AsOf, last.Place.AsOf).ShouldBe((old, old));
        next.Place.AsOf.ShouldBeGreaterThan(old);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrgRole.Member)]
    public async Task Who_is_removed_or_has_another_role_is_given_nothing_more(string? role)
    {
        var acme = await Given.Org().WithAdmin("ana");
        await using var ana = new Visits(Following, acme, "ana", OrgRole.Admin);
        await ana.NextAsync();
        if (role is null) await acme.Remove("ana");
        else await acme.Make("ana", role);

        await acme.Emit("afterwards");

        (await ana.NextOrEndAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task In_silence_a_page_without_signals_says_that_it_is_silent()
    {
        var acme = await Given.Org();
        var time = new ManualTime();
        await using var ana = new Visits(new SignalFollowing(Units, Given.Get<ISignalLog>(), Given.Get<LiveFeed>(), time), acme);
        var first = await ana.NextAsync();

        var waiting = ana.NextAsync();
        await time.UntilWaitingAsync(TimeSpan.FromMilliseconds(100), Cancel);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await time.UntilWaitingAsync(SignalFollowing.Heartbeat - TimeSpan.FromMilliseconds(100), Cancel);
        time.Advance(SignalFollowing.Heartbeat);

        var second = await waiting;
        second.Signals.ShouldBeEmpty();
        second.Place.AsOf.ShouldBeGreaterThan(first.Place.AsOf);
    }

    private Task<Signal> EmitAsync(TenantUnit unit, string text) => Given.Get<SignalBus>().EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note(text), cancel: Cancel);

    private Task EmitAllAsync(Org org, IEnumerable<string> texts)
    {
        var drafts = texts.Select(t => SignalBus.Draft(TestSignals.Noted, TestSignals.Anything(), new Note(t))).ToList();
        return org.DoOk(unit => Given.Get<SignalBus>().EmitAsync(unit, drafts, Cancel));
    }

    /// <summary>Small units that stay open for different times, some rolled back. Returns what was committed.</summary>
    private async Task<List<string>> WriteAsync(Org org, int writer)
    {
        var random = new Random(writer);
        var committed = new List<string>();
        for (var n = 0; n < UnitsEach; n++)
        {
            var result = await org.Do<List<string>>(async unit =>
            {
                List<string> texts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"{writer}.{n}.{i}")];
                foreach (var text in texts) await EmitAsync(unit, text);
                await Task.Delay(random.Next(6), Cancel);
                return random.Next(8) == 0 ? new NotFound() : texts;
            });
            if (result.IsOk) committed.AddRange(result.Value);
        }

        return committed;
    }
}
