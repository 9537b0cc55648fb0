using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Operations;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class DirectiveBulkTests(Installation fleet) : DatabaseTests(fleet)
{
    private DirectiveBulk Bulk => Given.Get<DirectiveBulk>();

    [Fact]
    public async Task All_that_pass_the_filter_are_run_again_and_no_other()
    {
        var acme = await Given.Org();
        var (late, clash) = (await FailAsync(acme, 3, "late"), await FailAsync(acme, 2, "clash"));
        var steps = new Steps();

        var done = (await Bulk.RerunAsync(acme.Act(), new DirectiveQuery(Name: "rehearsal.", ErrorKind: "late"), "The shop is open again.", steps, Cancel)).ShouldBeOk();
        await RunWork();

        done.ShouldBe(new BulkOutcome(3, 3, 0, 0, More: false));
        steps.Seen.ShouldBe([1, 2, 3]);
        foreach (var id in late)
        {
            (await acme.Directive(id)).Attempt.ShouldBe(2);
            (await acme.One<DirectiveAttempt>(a => a.DirectiveId == id && a.Attempt == 2)).RerunReason.ShouldBe("The shop is open again.");
        }

        foreach (var id in clash) (await acme.Directive(id)).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task All_that_wait_are_canceled_and_what_has_changed_meanwhile_is_left()
    {
        var acme = await Given.Org();
        var waiting = new List<Guid>();
        for (var n = 0; n < 3; n++) waiting.Add((await acme.Request(new(Guid.NewGuid()))).ShouldBeOk().Id);

        // The first report comes when one is canceled: the last of them is canceled by somebody else then.
        var somebodyElse = new Steps(async _ => (await Given.Get<DirectiveControl>().CancelAsync(acme.Act(), waiting[2], 1, "Mine.", Cancel)).ShouldBeOk());
        var done = (await Bulk.CancelAsync(acme.Act(), new DirectiveQuery(DirectiveStates.Requested), "Not today.", somebodyElse, Cancel)).ShouldBeOk();

        done.ShouldBe(new BulkOutcome(3, 2, 1, 0, More: false));
        foreach (var id in waiting) (await acme.Told(id))[^1].ShouldBe("directive.canceled");
        (await acme.One<DirectiveAttempt>(a => a.DirectiveId == waiting[2])).ErrorMessage.ShouldBe("Mine.");
    }

    [Fact]
    public async Task Without_a_reason_or_the_right_nothing_is_done()
    {
        var acme = await Given.Org().WithMember("ana");
        var zeta = await Given.Org("zeta");
        await FailAsync(acme, 2, "late", Rehearsals.Owners);

        (await Bulk.RerunAsync(acme.Act(), new DirectiveQuery(), " ", cancel: Cancel)).Error.ShouldBeOfType<Invalid>();
        (await Bulk.RerunAsync(acme.Act("ana"), new DirectiveQuery(), "Please.", cancel: Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Bulk.RerunAsync(zeta.Act(), new DirectiveQuery(), "Please.", cancel: Cancel)).ShouldBeOk().Of.ShouldBe(0);
        (await acme.All<DirectiveAttempt>()).ShouldAllBe(a => a.Attempt == 1);
    }

    private async Task<List<Guid>> FailAsync(Org org, int count, string kind, DirectiveType<Rehearsal>? type = null)
    {
        var ids = new List<Guid>();
        for (var n = 0; n < count; n++)
        {
            var subject = Guid.NewGuid();
            Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed(kind, "It did not go.")));
            ids.Add((await org.Request(new(subject), type: type)).ShouldBeOk().Id);
        }

        await RunWork();
        return ids;
    }

    private sealed class Steps(Func<BulkOutcome, Task>? then = null) : IProgress<BulkOutcome>
    {
        public List<int> Seen { get; } = [];

        public void Report(BulkOutcome value)
        {
            Seen.Add(value.Seen);
            if (Seen.Count == 1 && then is not null) Task.Run(() => then(value)).GetAwaiter().GetResult();
        }
    }
}
