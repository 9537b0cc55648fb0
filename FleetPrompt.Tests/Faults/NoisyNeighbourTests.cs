using System.Collections.Concurrent;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

[Trait("Category", "Fault")]
public sealed class NoisyNeighbourTests(Installation fleet) : DatabaseTests(fleet)
{
    private const int Quiet = 99;
    private const int Waiting = 4000;

    /// <summary>
    /// Told by the order of the handlers' starts, whatever the machine's speed. Fails when tenants are claimed in the order in which their work came and not in turns (tried).
    /// </summary>
    [Fact]
    public async Task Of_one_tenant_with_thousands_waiting_few_are_started_between_a_quiet_ones_request_and_its_start()
    {
        var noisy = await Given.Org("noisy");
        var quiet = new ConcurrentBag<Org>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Quiet), Cancel, async (_, _) => quiet.Add(await Given.Org("quiet")));
        var noise = 0;
        var requests = Enumerable.Range(0, Waiting).Select(_ => new Rehearsal(Guid.NewGuid())).Select(r => new DirectiveRequest<Rehearsal>(new("test.thing", r.Subject), r, "1")).ToList();
        foreach (var request in requests) Stage.When(request.Args.Subject, (_, _) => Succeed(() => Interlocked.Increment(ref noise)));
        (await noisy.Do(unit => Given.Get<DirectiveService>().RequestAllAsync(unit, Rehearsals.Play, requests, Cancel))).ShouldBeOk();
        await using var node = await Node.StartAsync(Given, Hears.Others | Hears.Clock);
        await Until.ItIsAsync(() => Task.FromResult(Volatile.Read(ref noise) > 0), true);

        var between = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(quiet, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (org, _) =>
        {
            var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            var subject = Guid.NewGuid();
            Stage.When(subject, (_, _) => Succeed(() => started.SetResult(Volatile.Read(ref noise))));
            (await org.Do(unit => node.Get<DirectiveService>().RequestAsync(unit, Rehearsals.Play, new(new("test.thing", subject), new(subject), "1"), Cancel))).ShouldBeOk();
            var before = Volatile.Read(ref noise);
            between.Add(await started.Task.WaitAsync(Cancel) - before);
        });

        // Those that were claimed already, and one claim more: it gives each tenant its share.
        between.Max().ShouldBeLessThanOrEqualTo(2 * node.Get<IOptions<WorkOptions>>().Value.Concurrency);
        between.Count.ShouldBe(Quiet);
        Volatile.Read(ref noise).ShouldBeLessThan(Waiting, "the noise must outlast the quiet ones, or nothing is shown");
    }

    private static Task<DirectiveOutcome> Succeed(Action started)
    {
        started();
        return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
    }
}
