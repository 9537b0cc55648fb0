using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>Connections that break anywhere, and clocks that disagree.</summary>
[Trait("Category", "Fault")]
public sealed class LostConnectionTests(Installation fleet) : DatabaseTests(fleet)
{
    /// <summary>Backends that are ended.</summary>
    private const int Most = 40;

    private static readonly string[] WholeLife = ["directive.requested", "directive.started", "directive.succeeded"];

    /// <summary>
    /// Backends are ended at random while two nodes work. Fails when what could not be recorded is not given back, and when the handler's changes and the success are not one transaction
    /// (both tried). No runner is lost here, so tokens do not matter, and it is rare that work cannot be given back: <see cref="ZombieTests"/> and <see cref="DatabaseCrashTests"/> test these.
    /// </summary>
    [Fact]
    public async Task Backends_that_are_ended_at_random_lose_nothing_and_double_nothing()
    {
        var acme = await Given.Org();
        var subjects = Enumerable.Range(0, 120).Select(_ => Guid.NewGuid()).ToList();
        var (acts, ended) = (0, 0);
        foreach (var subject in subjects)
            Stage.When(subject, async (run, _) =>
            {
                run.Unit.Db.Add(new ForumCategory { Slug = $"{subject:N}", Name = "Row", CreatedByUserId = Guid.Empty });
                if (Interlocked.Increment(ref acts) % 4 == 0 && Volatile.Read(ref ended) < Most) Interlocked.Add(ref ended, await EndOneAsync());
                return new DirectiveOutcome.Succeeded();
            });
        var asked = new List<Guid>();
        foreach (var (subject, n) in subjects.Select((s, n) => (s, n))) asked.Add((await acme.Request(new(subject), type: n % 2 == 0 ? Rehearsals.Together : Rehearsals.Play)).ShouldBeOk().Id);
        await using var other = Composition.Of(Given.Logins, Given.Clock, services => services.AddSingleton(Stage));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));

        await Task.WhenAll(WorkAsync(Given.Services), WorkAsync(other));

        ended.ShouldBeGreaterThanOrEqualTo(Most / 2);
        var rows = (await acme.All<ForumCategory>()).Select(c => c.Slug).ToList();
        rows.ShouldBeUnique();
        foreach (var (id, subject) in asked.Zip(subjects))
        {
            // Whose handler met the end of its connection is failed, with nothing changed: nobody tries again unasked.
            var wrote = rows.Contains($"{subject:N}");
            (await acme.Told(id)).Where(name => name != "directive.recovered").ShouldBe(wrote ? WholeLife : ["directive.requested", "directive.started", "directive.failed"]);
        }

        Volatile.Write(ref ended, Most);
        (await Given.Get<DirectiveBulk>().RerunAsync(acme.Act(), new DirectiveQuery(), "The database is back.", cancel: Cancel)).ShouldBeOk().Done.ShouldBe(subjects.Count - rows.Count);
        await WorkAsync(Given.Services);
        (await acme.All<ForumCategory>()).Select(c => c.Slug).Order().ShouldBe(subjects.Select(s => $"{s:N}").Order());

        async Task WorkAsync(IServiceProvider node)
        {
            var runner = node.GetRequiredService<WorkRunner>();
            while (await OpenAsync(acme) > 0)
            {
                patience.IsCancellationRequested.ShouldBeFalse("there is work that nobody gives back");
                try
                {
                    await runner.HeartbeatAsync(Cancel);
                    await runner.RunOutAsync(Cancel);
                    await Given.AsOwner("update runtime.ready set ready_at = now() where ready_at > now()"); // what was given back waits a little
                }
                catch (NpgsqlException)
                {
                    // A claim or a beat met the end of its connection: a node asks again at the next tick of its clock.
                }
            }
        }
    }

    /// <summary>Each node has something in hand while the other looks for what is left. Fails, ahead and behind, when leases are told by the nodes' clocks (tried).</summary>
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task A_node_whose_clock_is_minutes_off_takes_nobodys_work_and_loses_none(int minutes)
    {
        var acme = await Given.Org();
        var clock = new Clock();
        clock.Advance(TimeSpan.FromMinutes(minutes));
        await using var odd = Composition.Of(Given.Logins, clock, services => services.AddSingleton(Stage));
        WorkRunner[] nodes = [Given.Get<WorkRunner>(), odd.GetRequiredService<WorkRunner>()];
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new List<Guid>();
        foreach (var node in nodes)
        {
            var (slow, begun) = (Guid.NewGuid(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Stage.When(slow, async (_, cancel) =>
            {
                begun.TrySetResult();
                await go.Task.WaitAsync(cancel);
                return new DirectiveOutcome.Succeeded();
            });
            held.Add((await acme.Request(new(slow))).ShouldBeOk().Id);
            await node.HeartbeatAsync(Cancel);
            await node.ClaimAsync(Cancel);
            await begun.Task.WaitAsync(Cancel);
        }

        foreach (var node in nodes)
        {
            await node.HeartbeatAsync(Cancel);
            await node.ClaimAsync(Cancel);
        }

        go.SetResult();
        foreach (var node in nodes) await node.RunOutAsync(Cancel);
        foreach (var id in held) (await acme.Told(id)).ShouldBe(WholeLife);
    }

    private static async Task<int> OpenAsync(Org org)
    {
        while (true)
        {
            try
            {
                return (await org.All<Directive>(d => d.Status == DirectiveStates.Requested || d.Status == DirectiveStates.Running)).Count;
            }
            catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
            {
                // This connection was ended, too.
            }
        }
    }

    /// <summary>Ends one backend of the application's, any.</summary>
    private async Task<int> EndOneAsync() =>
        (int)await Given.AskOwner<long>(
            """
            select count(pg_terminate_backend(pid)) from (
                select pid from pg_stat_activity where datname = current_database() and application_name = 'FleetPrompt' order by random() limit 1
            ) one
            """);
}
