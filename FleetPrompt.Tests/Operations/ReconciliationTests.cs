using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class ReconciliationTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 4, 7, 0, TimeSpan.Zero);

    [Fact]
    public async Task Work_that_the_queue_has_lost_is_done_after_all()
    {
        var acme = await Given.Org();
        var directive = (await acme.Request(new Rehearsal(Guid.NewGuid()))).ShouldBeOk();
        var signal = await acme.Emit(type: TestSignals.Said);
        await LoseWorkAsync(acme);
        Given.Clock.Advance(TimeSpan.FromMinutes(2));

        var run = await Given.Get<Housekeeping>().ReconcileAsync(Now, Cancel);
        await RunWork();

        run.Mended.ShouldBe(1);
        (await acme.Directive(directive.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.All<SignalDelivery>(d => d.SignalId == signal.Id)).ShouldAllBe(d => d.Status == DeliveryStates.Done);
        (await acme.One<Signal>(s => s.Name == OperationSignals.WorkReconciled.Name)).Payload.RootElement.GetRawText().ShouldBe("""{"deliveries": 1, "directives": 1}""");
    }

    [Fact]
    public async Task What_is_in_line_or_scheduled_is_left_alone()
    {
        var acme = await Given.Org();
        await acme.Request(new Rehearsal(Guid.NewGuid()));
        await acme.Request(new Rehearsal(Guid.NewGuid()), scheduledAt: DateTimeOffset.UtcNow.AddDays(1));
        Given.Clock.Advance(TimeSpan.FromMinutes(2));

        var run = await Given.Get<Housekeeping>().ReconcileAsync(Now, Cancel);

        run.Mended.ShouldBe(0);
        (await acme.All<Directive>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_scheduled_directive_that_was_lost_keeps_its_time()
    {
        var acme = await Given.Org();
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        var directive = (await acme.Request(new Rehearsal(Guid.NewGuid()), scheduledAt: tomorrow)).ShouldBeOk();
        await LoseWorkAsync(acme);
        Given.Clock.Advance(TimeSpan.FromMinutes(2));

        await Given.Get<Housekeeping>().ReconcileAsync(Now, Cancel);
        await RunWork();

        (await acme.Directive(directive.Id)).Status.ShouldBe(DirectiveStates.Requested);
        (await Given.AskOwner<DateTime>($"select ready_at from runtime.ready where work_id = '{directive.Id}'")).ShouldBe(tomorrow.UtcDateTime, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Schemas_and_organisations_that_do_not_belong_together_are_reported()
    {
        var gone = await Given.Org("gone");
        await Given.AsOwner($"create schema org_orphan; drop schema {gone.Schema} cascade");

        var run = await Given.Get<Housekeeping>().ReconcileAsync(Now, Cancel);

        run.OrphanSchemas.ShouldContain("org_orphan");
        run.Drift.ShouldContain($"{gone.Tenant.Slug}: its schema is missing");
        run.Failures.ShouldContain(f => f.StartsWith(gone.Tenant.Slug + ":", StringComparison.Ordinal));
        var kept = (await Given.Units.RunPlatformAsync<List<ReconcileRun>>(async unit => await unit.Db.Set<ReconcileRun>().AsNoTracking().ToListAsync(Cancel), Cancel)).ShouldBeOk();
        kept.ShouldContain(r => r.Id == run.Id && r.OrphanSchemas.Contains("org_orphan"));
        await Given.AsOwner($"drop schema org_orphan; delete from public.tenant_migration_runs where organization_id = '{gone.Tenant.OrganizationId}'");
        await Given.Get<IProvisioner>().MigrateAsync(Cancel);
    }

    private Task LoseWorkAsync(Org org) => Given.AsOwner($"delete from runtime.ready where tenant_id = {org.Tenant.TenantId}");
}
