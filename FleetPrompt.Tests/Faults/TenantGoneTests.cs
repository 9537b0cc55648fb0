using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class TenantGoneTests(Installation fleet) : DatabaseTests(fleet)
{
    private WorkRunner Runner => Given.Get<WorkRunner>();

    /// <summary>Fails when a heartbeat does not forget what is left of organisations that are gone (tried).</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_waits_and_runs_of_a_tenant_that_is_gone_is_forgotten_and_others_go_on(bool schemaGone, bool rowGone)
    {
        var (gone, other) = (await Given.Org("gone"), await Given.Org("other"));
        await Given.Get<IWorkQueue>().GrantAsync(gone.Tenant.TenantId, new TenantGrant(Weight: 2), Cancel);
        await Given.AsOwner($"insert into runtime.buckets values ({gone.Tenant.TenantId}, 'rehearsal.play', 1, now())");
        using var page = await WatchAsync(other);
        using var lost = await WatchAsync(gone);
        var (begun, go) = (Signal(), Signal());
        var running = Guid.NewGuid();
        Stage.When(running, async (run, cancel) =>
        {
            begun.SetResult();
            await go.Task.WaitAsync(cancel);
            run.Unit.Db.Add(new ForumCategory { Slug = "half", Name = "Half done", CreatedByUserId = Guid.Empty });
            return new DirectiveOutcome.Succeeded();
        });
        await gone.Request(new(running));
        await Runner.HeartbeatAsync(Cancel);
        await Runner.ClaimAsync(Cancel);
        await begun.Task.WaitAsync(Cancel);
        for (var n = 0; n < 5; n++) (await gone.Request(new(Guid.NewGuid()))).ShouldBeOk();
        await gone.Emit(type: TestSignals.Said);
        var asked = (await other.Request(new(Guid.NewGuid()))).ShouldBeOk().Id;

        if (schemaGone) await Given.AsOwner($"drop schema {gone.Schema} cascade");
        if (rowGone) await Given.AsOwner($"delete from public.organization_memberships where organization_id = '{gone.Tenant.OrganizationId}'; delete from public.organizations where id = '{gone.Tenant.OrganizationId}'");
        await Runner.ClaimAsync(Cancel);
        await Runner.HeartbeatAsync(Cancel);
        go.SetResult();
        await Runner.RunOutAsync(Cancel);

        (await LeftAsync(gone, "ready")).ShouldBe(0);
        (await LeftAsync(gone, "running")).ShouldBe(0);
        (await LeftAsync(gone, "tenants")).ShouldBe(rowGone ? 0 : 1, "what was granted stays as long as the organisation");
        (await LeftAsync(gone, "buckets")).ShouldBe(rowGone ? 0 : 1);
        (await other.Told(asked)).ShouldBe(["directive.requested", "directive.started", "directive.succeeded"]);
        Runner.CanClaim.ShouldBeTrue();
        var last = await other.Emit();
        Given.Get<Doorbell>().RingHere(null);
        var shown = new List<Guid>();
        while (!shown.Contains(last.Id)) shown.AddRange((await page.NextAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldNotBeNull().Signals.Select(s => s.Id));
        shown.ShouldBeUnique();
    }

    private Task<long> LeftAsync(Org org, string table) => Given.AskOwner<long>($"select count(*) from runtime.{table} where tenant_id = {org.Tenant.TenantId}");

    private Task<LiveSubscription> WatchAsync(Org org) => Given.Get<LiveFeed>().WatchAsync(org.Tenant, new(Visibility.Members), Cancel);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
