using System.Globalization;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Operations;
using FleetPrompt.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A node that stands still past its lease, as a paused machine does (SIGSTOP), and goes on when another has done its work.</summary>
[Trait("Category", "Fault")]
public sealed class ZombieTests(StallingNodes nodes) : IClassFixture<StallingNodes>
{
    /// <summary>It stood still with nothing written, so nothing but the fencing token keeps it from recording its own end. Fails when the last update does not ask for the token (tried).</summary>
    [Fact]
    public async Task A_node_that_stood_still_past_its_lease_cannot_finish_what_another_has_done()
    {
        var (organization, thread, asked) = await HeldAsync("{0}.directive_attempts");
        var hold = await GoOnToAsync("public.organization_memberships"); // the first that its handler's unit reads
        var zombie = await nodes.StallAsync(await NodeOfAsync(asked));
        await nodes.UntilAsync($"select count(*) from ({Holder(asked)}) h where node <> '{zombie}' and begun", "1");
        await hold.DisposeAsync();

        await ShouldBeDoneOnceAsync(organization, thread, asked);
        await nodes.GoOnAsync(zombie);
        await DoNextAsync(organization, thread, zombie);
        await ShouldBeDoneOnceAsync(organization, thread, asked);
    }

    /// <summary>It stood still with everything written and nothing committed: PostgreSQL ends a transaction whose client is silent, and what it held is free. Fails without
    /// <c>idle_in_transaction_session_timeout</c> (tried).</summary>
    [Fact]
    public async Task A_node_that_stands_still_before_its_commit_keeps_nobody_from_doing_its_work()
    {
        var (organization, thread, asked) = await HeldAsync("{0}.forum_threads");
        var hold = await GoOnToAsync($"{organization.Tenant.Schema}.directive_attempts"); // the last that it writes
        var zombie = await nodes.StallAsync(await NodeOfAsync(asked));
        await hold.DisposeAsync();

        await ShouldBeDoneOnceAsync(organization, thread, asked);
        await nodes.GoOnAsync(zombie);
        await DoNextAsync(organization, thread, zombie);
        await ShouldBeDoneOnceAsync(organization, thread, asked);
    }

    private TableLock? held;

    /// <summary>A lock of a thread that is under way and waits for that table.</summary>
    private async Task<(TestOrganization, TestThread, Guid)> HeldAsync(string table)
    {
        await nodes.BothRunAsync();
        var organization = await nodes.OrganizationAsync();
        var thread = await nodes.ThreadAsync(organization, replies: 1);
        await nodes.UntilAsync(StallingNodes.Open, "0");
        var name = string.Format(CultureInfo.InvariantCulture, table, organization.Tenant.Schema);
        held = await nodes.HoldAsync(name);
        var moderation = new ThreadModeration(thread.Id, 0, "enough said");
        var asked = RunningApp.Must(await nodes.Services.GetRequiredService<ForumModeration>().LockAsync(Act(organization), moderation, TestContext.Current.CancellationToken)).Id;
        await nodes.UntilAsync(TableLock.Waiting(name), "1");
        return (organization, thread, asked);
    }

    /// <summary>Lets it go on as far as that table.</summary>
    private async Task<TableLock> GoOnToAsync(string table)
    {
        var next = await nodes.HoldAsync(table, read: true);
        await held!.DisposeAsync();
        await nodes.UntilAsync(TableLock.Waiting(table), "1");
        return next;
    }

    private async Task<string> NodeOfAsync(Guid asked) => (await nodes.AskAsync($"select node from ({Holder(asked)}) h")).ShouldHaveSingleItem();

    private static string Holder(Guid asked) => $"select n.node, r.begun_at is not null as begun from runtime.running r join runtime.runners n on n.id = r.runner_id where r.work_id = '{asked}'";

    private async Task ShouldBeDoneOnceAsync(TestOrganization organization, TestThread thread, Guid asked)
    {
        var schema = organization.Tenant.Schema;
        await nodes.UntilAsync($"select status from {schema}.directives where id = '{asked}'", "succeeded");
        (await nodes.AskAsync($"select name from {schema}.signals where causation_id = '{asked}' order by seq")).ShouldBe(
            ["directive.requested", "directive.started", "directive.recovered", "forum.thread.locked", "directive.succeeded"]);
        (await nodes.AskAsync($"select attempt, outcome from {schema}.directive_attempts where directive_id = '{asked}'")).ShouldBe(["1|succeeded"]);
        (await nodes.AskAsync($"select status, version from {schema}.forum_threads where id = '{thread.Id}'")).ShouldBe(["locked|1"]);
    }

    /// <summary>The node does what is asked next, the other standing still. It does one thing at a time: what it had in hand has come to its end.</summary>
    private async Task DoNextAsync(TestOrganization organization, TestThread thread, string node)
    {
        var schema = organization.Tenant.Schema;
        await nodes.UntilAsync(StallingNodes.Open, "0");
        var other = await nodes.StallAsync((await nodes.AskAsync($"select distinct node from runtime.runners where node <> '{node}' and lease_until > now()")).ShouldHaveSingleItem());
        var post = Guid.Parse((await nodes.AskAsync($"select id from {schema}.forum_posts where number = 2"))[0]);
        var moderation = new PostModeration(post, thread.Id, 0, "unclear");
        var next = RunningApp.Must(await nodes.Services.GetRequiredService<ForumModeration>().HideAsync(Act(organization), moderation, TestContext.Current.CancellationToken)).Id;
        await nodes.UntilAsync($"select status from {schema}.directives where id = '{next}'", "succeeded");
        await nodes.GoOnAsync(other);
    }

    private static OperationContext Act(TestOrganization organization) => OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
}

/// <summary>Two nodes that may be stopped and continued, whose transactions PostgreSQL ends after five silent seconds.</summary>
public sealed class StallingNodes : TwoNodes
{
    /// <summary>How much there is to do and being done.</summary>
    public const string Open = "select (select count(*) from runtime.ready) + (select count(*) from runtime.running)";

    private readonly HashSet<string> stalled = [];
    private EmbeddedPostgres? database;

    protected override IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(base.Environment)
        {
            ["FLEETPROMPT_DB"] = database!.ApplicationConnectionString + ";Options='-c idle_in_transaction_session_timeout=5s'",
            ["FLEETPROMPT_DB_OWNER"] = database.OwnerConnectionString,
        };

    public override async ValueTask InitializeAsync()
    {
        database = await EmbeddedPostgres.StartOrAttachAsync(DataDirectory);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        // What stands still does not end when it is told to.
        foreach (var node in stalled.ToList()) await GoOnAsync(node);
        if (database is not null) await database.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <param name="node">As runners name it: a machine and a process.</param>
    internal async Task<string> StallAsync(string node)
    {
        stalled.Add(node);
        await Cluster.SignalAsync("-STOP", ProcessOf(node));
        return node;
    }

    internal async Task GoOnAsync(string node)
    {
        await Cluster.SignalAsync("-CONT", ProcessOf(node));
        stalled.Remove(node);
    }

    private static int ProcessOf(string node) => int.Parse(node[(node.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
}
