using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A server that is killed with a directive in hand, at one of the moments at which that could matter.</summary>
[Trait("Category", "Fault")]
public sealed class KillTests(OwnApp app) : IClassFixture<OwnApp>
{
    /// <summary>Nothing in line and nothing in hand: who waits for a lock from here on is the directive that is asked for.</summary>
    private const string Quiet = "select (select count(*) from runtime.ready) + (select count(*) from runtime.running)";

    /// <summary>Fails at each moment when the sweep does not give back the work of runners whose lease has ended; the last moment also when the handler's changes and the success are not one
    /// transaction (both tried).</summary>
    [Theory]
    [InlineData("while it claims it", false, "runtime.running")]
    [InlineData("after it has claimed it and before it has begun", false, "{0}.directive_attempts")]
    [InlineData("in the middle of its handler", true, "{0}.forum_threads")]
    [InlineData("when all is done and not yet committed", true, "{0}.forum_threads", "{0}.directive_attempts")]
    public async Task A_directive_whose_server_was_killed_is_done_once(string moment, bool begun, params string[] held)
    {
        var organization = await app.OrganizationAsync();
        var thread = await app.ThreadAsync(organization, replies: 2);
        var schema = organization.Tenant.Schema;
        var locks = held.Select(table => string.Format(System.Globalization.CultureInfo.InvariantCulture, table, schema)).ToList();
        await app.UntilAsync(Quiet, "0");
        var hold = await app.HoldAsync(locks[0]);
        var asked = await LockAsync(organization, thread.Id);
        await app.UntilAsync(TableLock.Waiting(locks[0]), "1");
        foreach (var next in locks.Skip(1))
        {
            var last = hold;
            hold = await app.HoldAsync(next);
            await last.DisposeAsync();
            await app.UntilAsync(TableLock.Waiting(next), "1");
        }

        await app.KillAsync();
        await hold.DisposeAsync();
        (await app.AskAsync($"select status, attempt from {schema}.directives where id = '{asked}'")).ShouldBe([begun ? "running|1" : "requested|1"], moment);
        await app.StartAsync();
        await app.UntilAsync($"select status from {schema}.directives where id = '{asked}'", "succeeded");

        string[] beginning = begun ? ["directive.started", "directive.recovered"] : ["directive.started"];
        (await app.AskAsync($"select name from {schema}.signals where causation_id = '{asked}' order by seq")).ShouldBe(["directive.requested", .. beginning, "forum.thread.locked", "directive.succeeded"], moment);
        (await app.AskAsync($"select attempt, outcome from {schema}.directive_attempts where directive_id = '{asked}'")).ShouldBe(["1|succeeded"]);
        (await app.AskAsync($"select status, version, post_count from {schema}.forum_threads where id = '{thread.Id}'")).ShouldBe(["locked|1|3"]);
        (await app.AskAsync($"select count(*) from {schema}.forum_posts")).ShouldBe(["3"]);
        (await app.AskAsync($"select count(*) from {schema}.signals where name = 'forum.post.created'")).ShouldBe(["3"]);
        await app.UntilAsync(Quiet, "0");
    }

    /// <summary>Fails when what a lost runner may have done outside is simply done again, and when the sweep does not give back its work (both tried).</summary>
    [Fact]
    public async Task A_directive_that_works_outside_the_database_is_failed_until_a_person_runs_it_again()
    {
        var organization = await app.OrganizationAsync();
        await app.ThreadAsync(organization, replies: 2);
        var schema = organization.Tenant.Schema;
        await app.UntilAsync(Quiet, "0");
        var hold = await app.HoldAsync($"{schema}.exports");
        var asked = RunningApp.Must(await app.Services.GetRequiredService<OrgExports>().RequestAsync(Act(organization), Guid.NewGuid(), TestContext.Current.CancellationToken)).Id;
        await app.UntilAsync(TableLock.Waiting($"{schema}.exports"), "1");

        await app.KillAsync();
        await hold.DisposeAsync();
        await app.StartAsync();
        await app.UntilAsync($"select status || ' ' || error_kind from {schema}.directives where id = '{asked}'", "failed runner_lost");
        (await app.AskAsync($"select count(*) from {schema}.exports")).ShouldBe(["0"]);

        RunningApp.Must(await app.Services.GetRequiredService<DirectiveControl>().RerunAsync(Act(organization), asked, 1, "Nothing was written.", TestContext.Current.CancellationToken));
        await app.UntilAsync($"select status from {schema}.directives where id = '{asked}'", "succeeded");

        (await app.AskAsync($"select attempt, outcome, coalesce(error_kind, '-'), coalesce(rerun_reason, '-') from {schema}.directive_attempts where directive_id = '{asked}' order by attempt"))
            .ShouldBe(["1|failed|runner_lost|-", "2|succeeded|-|Nothing was written."]);
        (await app.AskAsync($"select name from {schema}.signals where causation_id = '{asked}' order by seq")).ShouldBe(
            ["directive.requested", "directive.started", "directive.failed", "directive.rerun.requested", "directive.started", "org.export.created", "directive.succeeded"]);
        (await app.AskAsync($"select count(*) from {schema}.exports")).ShouldBe(["1"]);
    }

    private static OperationContext Act(TestOrganization organization) => OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);

    private async Task<Guid> LockAsync(TestOrganization organization, Guid thread) =>
        RunningApp.Must(await app.Services.GetRequiredService<ForumModeration>().LockAsync(Act(organization), new ThreadModeration(thread, 0, "enough said"), TestContext.Current.CancellationToken)).Id;
}
