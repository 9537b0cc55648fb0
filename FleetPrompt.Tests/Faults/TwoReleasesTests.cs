using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A new release is rolled out: its nodes and those of the last work on one queue.</summary>
[Trait("Category", "Fault")]
public sealed class TwoReleasesTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly DirectiveType<Rehearsal> Novelty = new("rehearsal.novelty", "asked for something new", OrgRole.All);
    private static readonly DirectiveType<Rehearsal>[] Types = [Novelty, Rehearsals.Play, Rehearsals.Together];

    /// <summary>The older node does not begin what it does not know. Fails when it does (tried).</summary>
    [Fact]
    public async Task The_older_node_gives_back_what_it_does_not_know_and_finishes_what_it_has_when_it_is_told_to_stop()
    {
        var acme = await Given.Org();
        await using var older = Composition.Of(Given.Logins, Given.Clock);
        await using var newer = Composition.Of(Given.Logins, Given.Clock, services => services.AddDirective<Rehearsal, RehearsalHandler>(Novelty));
        var (last, next) = (older.GetRequiredService<WorkRunner>(), newer.GetRequiredService<WorkRunner>());
        var subjects = Enumerable.Range(0, 31).Select(_ => Guid.NewGuid()).ToList();
        var (begun, go, byOlder) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        foreach (var subject in subjects)
        {
            newer.GetRequiredService<Stage>().When(subject, (run, _) => Write(run, subject));
            older.GetRequiredService<Stage>().When(subject, async (run, cancel) =>
            {
                Interlocked.Increment(ref byOlder);
                if (subject == subjects[0])
                {
                    begun.SetResult();
                    await go.Task.WaitAsync(cancel);
                }

                return await Write(run, subject);
            });
        }

        var asked = new List<Guid> { await AskAsync(acme, newer, Rehearsals.Play, subjects[0]) };
        await last.HeartbeatAsync(Cancel);
        await last.ClaimAsync(Cancel);
        await begun.Task.WaitAsync(Cancel);
        foreach (var (subject, n) in subjects.Skip(1).Select((s, n) => (s, n))) asked.Add(await AskAsync(acme, newer, Types[n % Types.Length], subject));
        await last.ClaimAsync(Cancel);
        var stopping = last.DrainAsync(Cancel);
        await next.HeartbeatAsync(Cancel);
        while (await OpenAsync() > 1)
        {
            await next.RunOutAsync(Cancel);
            await Given.AsOwner("update runtime.ready set ready_at = now() where ready_at > now()"); // what was given back waits a little
        }

        stopping.IsCompleted.ShouldBeFalse("it has one thing in hand");
        go.SetResult();
        await stopping;
        (await OpenAsync()).ShouldBe(0);
        byOlder.ShouldBeGreaterThan(1);
        (await last.ClaimAsync(Cancel)).ShouldBe(0);
        foreach (var id in asked) (await acme.Told(id)).ShouldBe(["directive.requested", "directive.started", "directive.succeeded"]);
        (await acme.All<ForumCategory>()).Select(c => c.Slug).Order().ShouldBe(subjects.Select(s => $"{s:N}").Order());
    }

    private static Task<DirectiveOutcome> Write(DirectiveRun run, Guid subject)
    {
        run.Unit.Db.Add(new ForumCategory { Slug = $"{subject:N}", Name = "Row", CreatedByUserId = Guid.Empty });
        return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
    }

    private static async Task<Guid> AskAsync(Org org, IServiceProvider node, DirectiveType<Rehearsal> type, Guid subject) =>
        (await org.Do(unit => node.GetRequiredService<DirectiveService>().RequestAsync(unit, type, new(new("test.thing", subject), new(subject), "1")))).ShouldBeOk().Id;

    private Task<long> OpenAsync() => Given.AskOwner<long>("select (select count(*) from runtime.ready) + (select count(*) from runtime.running)");
}
