using System.Diagnostics.Metrics;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

public sealed class MetricTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly (string, string) Play = ("name", "rehearsal.play");

    [Fact]
    public async Task Everything_requested_is_started_and_finished_once_each_with_its_end()
    {
        var acme = await Given.Org();
        using var watch = Watch();
        var bad = Guid.NewGuid();
        Stage.When(bad, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "It has changed.")));
        var odd = Guid.NewGuid();
        Stage.When(odd, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed($"word_{Guid.NewGuid():N}", "A word of its own.")));

        foreach (var subject in new[] { Guid.NewGuid(), Guid.NewGuid(), bad, odd }) (await acme.Request(new(subject))).ShouldBeOk();
        await RunWork();

        watch.Sum("fleetprompt.directive.requested", Play).ShouldBe(4);
        watch.Sum("fleetprompt.directive.started", Play).ShouldBe(4);
        watch.Sum("fleetprompt.directive.finished", Play).ShouldBe(4);
        watch.Sum("fleetprompt.directive.finished", Play, ("outcome", "succeeded")).ShouldBe(2);
        watch.Sum("fleetprompt.directive.finished", Play, ("outcome", "failed"), ("error_kind", "conflict")).ShouldBe(1);
        watch.Sum("fleetprompt.directive.finished", Play, ("outcome", "failed"), ("error_kind", "other")).ShouldBe(1);
        watch.Of("fleetprompt.directive.duration", Play).Count().ShouldBe(4);
        watch.Of("fleetprompt.directive.wait", Play).Count().ShouldBe(4);
        watch.Of("fleetprompt.directive.duration").ShouldAllBe(m => m.Value > 0);
    }

    [Fact]
    public async Task What_rolled_back_and_what_had_been_asked_before_is_not_counted()
    {
        var acme = await Given.Org();
        using var watch = Watch();
        var rehearsal = new Rehearsal(Guid.NewGuid());

        await acme.Do<bool>(async unit =>
        {
            (await Given.Get<DirectiveService>().RequestAsync(unit, Rehearsals.Play, new(new("test.thing", rehearsal.Subject), rehearsal, "1"), Cancel)).ShouldBeOk();
            return new Core.NotFound();
        });
        watch.Sum("fleetprompt.directive.requested").ShouldBe(0);
        watch.Sum("fleetprompt.signal.emitted").ShouldBe(0);
        for (var n = 0; n < 2; n++) (await acme.Request(rehearsal)).ShouldBeOk();

        watch.Sum("fleetprompt.directive.requested").ShouldBe(1);
        watch.Sum("fleetprompt.signal.emitted", ("name", "directive.requested")).ShouldBe(1);
        await RunWork();
    }

    [Fact]
    public async Task A_rerun_is_asked_for_begun_and_ended_like_the_first_attempt_and_its_wait_is_not_guessed()
    {
        var acme = await Given.Org();
        using var watch = Watch();
        var (subject, failing) = (Guid.NewGuid(), true);
        Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(failing ? new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "Not yet.") : new DirectiveOutcome.Succeeded()));
        var asked = (await acme.Request(new(subject))).ShouldBeOk();
        await RunWork();
        failing = false;

        (await Given.Get<DirectiveControl>().RerunAsync(acme.Act(), asked.Id, 1, "It is there now.", Cancel)).ShouldBeOk();
        await RunWork();

        foreach (var count in new[] { "requested", "started", "finished" }) watch.Sum($"fleetprompt.directive.{count}", Play).ShouldBe(2, count);
        watch.Of("fleetprompt.directive.wait").Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_canceled_while_it_waits_is_finished_and_was_never_started()
    {
        var acme = await Given.Org();
        using var watch = Watch();
        var asked = (await acme.Request(new(Guid.NewGuid()), scheduledAt: DateTimeOffset.UtcNow.AddHours(1))).ShouldBeOk();

        (await Given.Get<DirectiveControl>().CancelAsync(acme.Act(), asked.Id, 1, "Not needed.", Cancel)).ShouldBeOk();

        watch.Sum("fleetprompt.directive.finished", Play, ("outcome", "canceled")).ShouldBe(1);
        watch.Sum("fleetprompt.directive.started").ShouldBe(0);
    }

    [Fact]
    public async Task Signals_and_their_deliveries_are_counted_by_name_and_end()
    {
        var acme = await Given.Org();
        using var watch = Watch();
        var sore = TestSignals.Anything();
        Given.Get<Audience>().When(sore, (_, _) => throw new InvalidOperationException("It hurts."));

        await acme.Emit(type: TestSignals.Said);
        await acme.Emit(type: TestSignals.Said, subject: sore);
        await RunWork();

        watch.Sum("fleetprompt.signal.emitted", ("name", "speech.said")).ShouldBe(2);
        watch.Sum("fleetprompt.signal.deliveries", ("handler", "test.ear"), ("outcome", "done")).ShouldBe(1);
        watch.Sum("fleetprompt.signal.deliveries", ("handler", "test.ear"), ("outcome", "pending")).ShouldBe(1);
        watch.Of("fleetprompt.work.claim.duration", ("outcome", "claimed")).ShouldNotBeEmpty();
        watch.Of("fleetprompt.work.claim.duration", ("outcome", "empty")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task No_measurement_names_a_tenant_or_an_id()
    {
        var acme = await Given.Org();
        using var watch = Watch();

        var asked = (await acme.Request(new(Guid.NewGuid()))).ShouldBeOk();
        await acme.Emit(type: TestSignals.Said);
        await RunWork();

        var words = watch.All.SelectMany(m => m.Tags.Values).Distinct().ToList();
        words.ShouldNotBeEmpty();
        words.ShouldNotContain(word => word.Contains(acme.Tenant.Slug) || word == $"{acme.Tenant.TenantId}" || word == $"{acme.Tenant.OrganizationId}" || word == $"{asked.Id}");
    }

    [Fact]
    public async Task Where_nobody_listens_counting_allocates_nothing()
    {
        var acme = await Given.Org();
        var asked = (await acme.Request(new(Guid.NewGuid()))).ShouldBeOk();
        var directive = await acme.Directive(asked.Id);
        await using var node = Given.AnotherNode();
        var (directives, signals, unit) = (node.GetRequiredService<DirectiveTelemetry>(), node.GetRequiredService<SignalTelemetry>(), (TenantUnit)null!);
        void Count()
        {
            directives.Requested(unit, directive.Name);
            directives.Started(unit, directive, directive.RequestedAt);
            directives.Finished(unit, directive, DirectiveStates.Failed, DirectiveErrors.Conflict);
            signals.Delivered(unit, "test.ear", DeliveryStates.Done);
        }

        Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1_000; n++) Count();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        await RunWork();
    }

    private MeterWatch Watch() => new(Given.Get<IMeterFactory>());
}
