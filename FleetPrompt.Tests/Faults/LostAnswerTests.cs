using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>PostgreSQL has done it, and nobody heard: the connection broke before the answer came.</summary>
[Trait("Category", "Fault")]
public sealed class LostAnswerTests(Installation fleet) : DatabaseTests(fleet), IAsyncLifetime
{
    /// <summary>With its end: a transaction begins as READ COMMITTED.</summary>
    private const string Commit = "COMMIT\0";

    private static readonly string[] WholeLife = ["directive.requested", "directive.started", "directive.succeeded"];
    private Wire wire = null!;
    private ServiceProvider node = null!;

    private WorkRunner Runner => node.GetRequiredService<WorkRunner>();

    public ValueTask InitializeAsync()
    {
        wire = Wire.To(Given.Logins.Application);
        node = Composition.Of(Given.Logins with { Application = wire.Through(Given.Logins.Application) }, Given.Clock, services => services.AddSingleton(Stage));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await wire.DisposeAsync();
    }

    /// <summary>Fails without the idempotency key (tried).</summary>
    [Fact]
    public async Task Who_did_not_hear_that_a_request_was_taken_and_asks_again_gets_the_same_directive()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        await AskAsync(); // a request that goes well
        var lost = wire.LoseTheAnswerTo(Commit);
        subject = Guid.NewGuid();

        await Should.ThrowAsync<NpgsqlException>(AskAsync);
        await lost.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var again = await AskAsync();

        again.Existing.ShouldBeTrue();
        (await acme.All<Directive>(d => d.SubjectId == subject)).ShouldHaveSingleItem().Id.ShouldBe(again.Id);
        (await acme.Told(again.Id)).ShouldBe(["directive.requested"]);
        await RunWork();
        (await acme.Told(again.Id)).ShouldBe(WholeLife);

        async Task<DirectiveReceipt> AskAsync() =>
            (await acme.Do(unit => node.GetRequiredService<DirectiveService>().RequestAsync(unit, Rehearsals.Play, new(new("test.thing", subject), new(subject), "1")), units: node.GetRequiredService<IUnits>()))
                .ShouldBeOk();
    }

    /// <summary>The node believes that it failed, and must not record that. Alone, it fails when the last update does not ask for a
    /// directive that runs under its token (tried); together, what is at rest is not begun again, either.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_finished_without_its_node_hearing_so_is_done_once(bool together)
    {
        var acme = await Given.Org();
        var (subject, lost, runs) = (Guid.NewGuid(), Task.CompletedTask, 0);
        Stage.When(subject, (run, _) =>
        {
            run.Unit.Db.Add(new ForumCategory { Slug = $"{subject:N}-{++runs}", Name = "Row", CreatedByUserId = Guid.Empty });
            lost = wire.LoseTheAnswerTo(Commit); // the next is that of the unit that finishes
            return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
        });
        var asked = (await acme.Request(new(subject), type: together ? Rehearsals.Together : Rehearsals.Play)).ShouldBeOk().Id;

        await Runner.HeartbeatAsync(Cancel);
        await Runner.RunOutAsync(Cancel);
        await lost.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Runner.HeartbeatAsync(Cancel);
        await Runner.RunOutAsync(Cancel);

        runs.ShouldBe(1);
        (await acme.Told(asked)).ShouldBe(WholeLife);
        (await acme.Directive(asked)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.All<ForumCategory>()).ShouldHaveSingleItem().Slug.ShouldBe($"{subject:N}-1");
        (await OpenAsync(acme)).ShouldBe(0);
    }

    /// <summary>Its runner lives and knows nothing of it. Fails when the sweep does not give back what was claimed and not begun (tried).</summary>
    [Fact]
    public async Task What_was_claimed_without_its_node_hearing_so_is_given_back_and_done_once()
    {
        var acme = await Given.Org();
        var asked = (await acme.Request(new(Guid.NewGuid()))).ShouldBeOk().Id;
        await Runner.HeartbeatAsync(Cancel);
        var lost = wire.LoseTheAnswerTo("runtime.claim");

        await Should.ThrowAsync<NpgsqlException>(() => Runner.ClaimAsync(Cancel));
        await lost.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await WorkAsync();
        (await acme.Told(asked)).ShouldBe(["directive.requested"], "it is claimed");
        await Given.AsOwner($"update runtime.running set claimed_at = claimed_at - interval '1 minute' where work_id = '{asked}'");
        await WorkAsync();

        (await acme.Told(asked)).ShouldBe(WholeLife);
        (await OpenAsync(acme)).ShouldBe(0);

        async Task WorkAsync()
        {
            await Runner.HeartbeatAsync(Cancel);
            await Runner.RunOutAsync(Cancel);
        }
    }

    private Task<long> OpenAsync(Org org) =>
        Given.AskOwner<long>($"select (select count(*) from runtime.ready where tenant_id = {org.Tenant.TenantId}) + (select count(*) from runtime.running where tenant_id = {org.Tenant.TenantId})");
}
