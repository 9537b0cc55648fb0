using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class FullDiskTests(Installation fleet) : DatabaseTests(fleet)
{
    private const int Megabytes = 64;
    private const int Accepted = 40;
    private const int Refused = 20;

    /// <summary>
    /// The disk is full when handlers are about to write, and while more is asked for. Fails when what could not be recorded is not given back (tried). That a refused request leaves nothing is
    /// because it is one transaction.
    /// </summary>
    [Fact]
    public async Task What_a_full_disk_refuses_leaves_nothing_and_what_was_accepted_is_done_once_when_there_is_room_again()
    {
        await using var disk = await SmallDisk.UnderAsync(Given, Megabytes);
        var acme = await Given.Org();
        var (begun, room) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var accepted = new List<Guid>();
        for (var n = 0; n < Accepted; n++) accepted.Add((await AskAsync(acme)).ShouldBeOk().Id);
        await using var node = await Node.StartAsync(Given, Hears.Clock);
        var places = node.Get<IOptions<WorkOptions>>().Value.Concurrency;
        await Until.ItIsAsync(() => Task.FromResult(Volatile.Read(ref begun)), places);
        disk.Fill();
        room.SetResult();

        for (var refused = 0; refused < Refused;)
        {
            try
            {
                accepted.Add((await AskAsync(acme)).ShouldBeOk().Id);
            }
            catch (Exception fault) when (fault.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.InternalError }) // a new backend has no room for what it remembers of the catalog, and says only that
            {
                refused++;
            }
        }

        (await acme.All<Directive>()).Select(d => d.Id).ShouldBe(accepted, ignoreOrder: true);
        (await acme.Signals(s => s.Name == "directive.requested")).Select(s => s.SubjectId).ShouldBe(accepted, ignoreOrder: true);
        (await Given.AskOwner<long>($"select count(*) from runtime.ready where kind = 'directive' and work_id <> all ('{{{string.Join(',', accepted)}}}')")).ShouldBe(0);

        disk.Free();
        await Until.ItIsAsync(async () => (await acme.All<Directive>(d => d.Status == DirectiveStates.Requested || d.Status == DirectiveStates.Running)).Count, 0);
        (await Given.Get<DirectiveBulk>().RerunAsync(acme.Act(), new DirectiveQuery(), "There is room again.", cancel: Cancel)).ShouldBeOk();
        await Until.ItIsAsync(async () => (await acme.All<Directive>(d => d.Status == DirectiveStates.Succeeded)).Count, accepted.Count);

        (await acme.All<ForumCategory>()).Select(c => c.Name).Order().ShouldBe(accepted.Select(id => $"{id}").Order());
        (await acme.Signals(s => s.Name == "directive.succeeded")).Select(s => s.SubjectId).ShouldBe(accepted, ignoreOrder: true);
        node.Runner.CanClaim.ShouldBeTrue();

        Task<Result<DirectiveReceipt>> AskAsync(Org org)
        {
            var args = new Rehearsal(Guid.NewGuid(), Note: string.Concat(Enumerable.Range(0, 60).Select(_ => $"{Guid.NewGuid():N}")));
            Stage.When(args.Subject, async (run, cancel) =>
            {
                Interlocked.Increment(ref begun);
                await room.Task.WaitAsync(cancel);
                run.Unit.Db.Add(new ForumCategory { Slug = $"{Guid.NewGuid():N}", Name = $"{run.Directive.Id}", CreatedByUserId = Guid.Empty });
                return new DirectiveOutcome.Succeeded();
            });
            return org.Request(args);
        }
    }
}
