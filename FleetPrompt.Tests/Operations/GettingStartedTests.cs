using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class GettingStartedTests(Installation fleet) : DatabaseTests(fleet)
{
    private GettingStarted Steps => Given.Get<GettingStarted>();

    [Fact]
    public async Task The_first_steps_tick_themselves_in_the_order_they_are_taken()
    {
        var acme = await Given.Org();
        (await TakenAsync(acme)).ShouldBeEmpty();

        await acme.Category();
        (await TakenAsync(acme)).ShouldBe([GettingStarted.Category]);
        var thread = await acme.Thread();
        (await TakenAsync(acme)).ShouldBe([GettingStarted.Category, GettingStarted.Thread]);
        await Steps.AuditSeenAsync(acme.Act(), Cancel);
        (await TakenAsync(acme)).ShouldContain(GettingStarted.Audit);
        (await Given.Get<ForumModeration>().LockAsync(acme.Act(), new ThreadModeration(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        (await TakenAsync(acme)).ShouldContain(GettingStarted.Moderation);
        var drill = (await Steps.DrillAsync(acme.Act(), Guid.NewGuid(), Cancel)).ShouldBeOk();
        (await TakenAsync(acme)).ShouldNotContain(GettingStarted.Rerun);
        (await Given.Get<DirectiveControl>().RerunAsync(acme.Act(), drill.Id, 1, "to practise", Cancel)).ShouldBeOk();
        (await TakenAsync(acme)).ShouldBe(GettingStarted.Steps, ignoreOrder: true);
    }

    [Fact]
    public async Task A_drill_fails_once_and_succeeds_when_it_is_run_again()
    {
        var acme = await Given.Org();
        var formKey = Guid.NewGuid();
        var drill = (await Steps.DrillAsync(acme.Act(), formKey, Cancel)).ShouldBeOk();
        (await Steps.DrillAsync(acme.Act(), formKey, Cancel)).ShouldBeOk().Id.ShouldBe(drill.Id);
        await RunWork();
        (await acme.Directive(drill.Id)).ErrorKind.ShouldBe("drill");

        (await Given.Get<DirectiveControl>().RerunAsync(acme.Act(), drill.Id, 1, "to practise", Cancel)).ShouldBeOk();
        await RunWork();

        (await acme.Directive(drill.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.All<DirectiveAttempt>(a => a.DirectiveId == drill.Id)).OrderBy(a => a.Attempt).Select(a => (a.Outcome, a.RerunReason))
            .ShouldBe([(DirectiveStates.Failed, null), (DirectiveStates.Succeeded, "to practise")]);
    }

    [Fact]
    public async Task Members_cannot_start_a_drill()
    {
        var acme = await Given.Org().WithMember("ana");

        (await Steps.DrillAsync(acme.Act("ana"), Guid.NewGuid(), Cancel)).Error.ShouldBeOfType<Forbidden>();
    }

    [Fact]
    public async Task A_step_is_taken_once_and_told_once()
    {
        var acme = await Given.Org();
        await acme.Category("One");
        await acme.Category("Two");
        await TakenAsync(acme);

        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: "forum.category"), Cancel)).ShouldBeOk();
        await TakenAsync(acme);

        (await acme.All<GettingStartedStep>()).ShouldHaveSingleItem();
        (await acme.Signals(s => s.Name == OperationSignals.StepTaken.Name)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Looking_at_the_timeline_again_writes_nothing()
    {
        var acme = await Given.Org().WithMember("ana");
        await Steps.AuditSeenAsync(acme.Act(), Cancel);
        await Steps.AuditSeenAsync(acme.Act(), Cancel);
        await RunWork();
        await Steps.AuditSeenAsync(acme.Act("ana"), Cancel);

        (await acme.Signals(s => s.Name == OperationSignals.AuditViewed.Name)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_import_takes_no_steps()
    {
        var acme = await Given.Org();
        using var lines = new StringReader("""{"id":"1","title":"A thread","text":"Hello","created":"2026-01-01T00:00:00Z","author":"Someone","replies":[]}""");
        await Given.Get<ForumImport>().RunAsync(acme.Tenant, lines, new ImportSettings("test", "Imported"), cancel: Cancel);

        (await TakenAsync(acme)).ShouldBeEmpty();
        (await acme.All<ForumThread>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_organisation_has_its_own_steps()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        await acme.Category();

        (await TakenAsync(acme)).ShouldHaveSingleItem();
        (await TakenAsync(other)).ShouldBeEmpty();
    }

    private async Task<IEnumerable<string>> TakenAsync(Org org)
    {
        await RunWork();
        return (await Steps.TakenAsync(org.Act(), Cancel)).Keys;
    }
}
