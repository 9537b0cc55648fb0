using FleetPrompt.Core.Agents;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Agents;

public sealed class ExecutionReadingTests(Installation fleet) : DatabaseTests(fleet)
{
    private ExecutionReading Reading => Given.Get<ExecutionReading>();

    [Fact]
    public async Task Executions_come_newest_first_of_all_or_of_one_installation_and_only_the_organisations_own()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var ids = new List<Guid>();
        foreach (var (installation, n) in new[] { (one, 0), (other, 1), (one, 2) }) ids.Add(await Ran(acme, installation, n));

        (await Reading.ListAsync(acme.Act(), null, 10, Cancel)).Select(e => e.Id).ShouldBe([ids[2], ids[1], ids[0]]);
        (await Reading.ListAsync(acme.Act(), null, 2, Cancel)).Select(e => e.Id).ShouldBe([ids[2], ids[1]]);
        (await Reading.ListAsync(acme.Act(), one, 10, Cancel)).Select(e => e.Id).ShouldBe([ids[2], ids[0]]);
        var found = (await Reading.FindAsync(acme.Act(), ids[0], Cancel)).ShouldNotBeNull();
        found.Log.Select(l => l.Message).ShouldBe(["It began.", "It ended."]);

        (await Reading.ListAsync(zeta.Act(), null, 10, Cancel)).ShouldBeEmpty();
        (await Reading.FindAsync(zeta.Act(), ids[0], Cancel)).ShouldBeNull();
        (await Reading.FindAsync(acme.Act(), Guid.NewGuid(), Cancel)).ShouldBeNull();
    }

    private Task<Guid> Ran(Org org, Guid installation, int minute) =>
        org.DoOk(async unit =>
        {
            var at = Given.Clock.GetUtcNow().AddMinutes(minute);
            var execution = new Execution
            {
                Name = "lamp.round", Trigger = ExecutionTrigger.Manual, Status = ExecutionStatus.Succeeded, InstallationId = installation, CorrelationId = Guid.NewGuid(), RequestedByType = "user", CreatedAt = at,
            };
            unit.Db.Executions.Add(execution);
            await unit.Db.SaveChangesAsync(Cancel);
            foreach (var message in new[] { "It began.", "It ended." })
            {
                unit.Db.ExecutionLogs.Add(new ExecutionLog { ExecutionId = execution.Id, At = at, Level = "info", Message = message });
                await unit.Db.SaveChangesAsync(Cancel);
            }

            return execution.Id;
        });
}
