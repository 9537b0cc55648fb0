using FleetPrompt.Core;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using FleetPrompt.Tests.Packages;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Agents;

public sealed class AgentLifecycleTests(Installation fleet) : PackageTests(fleet)
{
    private AgentDesk Desk => Given.Get<AgentDesk>();

    [Fact]
    public async Task An_agent_is_deployed_paused_and_resumed()
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);

        var statuses = new List<string>();
        foreach (var type in new[] { AgentDirectives.Deploy, AgentDirectives.Pause, AgentDirectives.Resume, AgentDirectives.Pause })
        {
            (await Change(acme, type)).Status.ShouldBe(DirectiveStates.Succeeded);
            statuses.Add((await Now(acme, keeper)).Status);
        }

        statuses.ShouldBe([AgentStatus.Active, AgentStatus.Paused, AgentStatus.Active, AgentStatus.Paused]);
        (await Now(acme, keeper)).Revision.ShouldBe(keeper.Revision + 4);
        var stream = Agent.Subject(keeper.Id).Stream;
        (await acme.Signals(s => s.Stream == stream && s.Name.StartsWith("agent."))).Select(s => s.Name).ShouldBe(["agent.created", "agent.deployed", "agent.paused", "agent.resumed", "agent.paused"]);
    }

    [Theory]
    [InlineData(AgentStatus.Draft, "agent.pause")]
    [InlineData(AgentStatus.Draft, "agent.resume")]
    [InlineData(AgentStatus.Active, "agent.deploy")]
    [InlineData(AgentStatus.Paused, "agent.pause")]
    public async Task A_move_that_is_not_in_the_table_is_a_conflict(string status, string directive)
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);
        await Set(acme, keeper, a => a.Status = status);

        var ended = await Change(acme, new[] { AgentDirectives.Deploy, AgentDirectives.Pause, AgentDirectives.Resume }.Single(t => t.Name == directive));

        (ended.Status, ended.ErrorKind).ShouldBe((DirectiveStates.Failed, DirectiveErrors.Conflict));
        (await Now(acme, keeper)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_deployment_that_fails_says_why_and_can_be_asked_for_again()
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);
        await Set(acme, keeper, a => a.Skills = ["swimming"]);

        var first = await Change(acme, AgentDirectives.Deploy);

        first.ErrorKind.ShouldBe(DirectiveErrors.Validation);
        var failed = await Now(acme, keeper);
        (failed.Status, failed.ErrorMessage).ShouldBe((AgentStatus.Error, "The skill swimming does not exist any more. Take it from the agent, then deploy it again."));
        (await acme.Signals(s => s.Name == "agent.deployment.failed")).ShouldHaveSingleItem();

        await Set(acme, keeper, a => a.Skills = ["trimming"]);
        var second = await Change(acme, AgentDirectives.Deploy);

        (second.Status, second.Id == first.Id).ShouldBe((DirectiveStates.Succeeded, false));
        var active = await Now(acme, keeper);
        (active.Status, active.ErrorMessage).ShouldBe((AgentStatus.Active, null));
    }

    [Fact]
    public async Task A_double_click_deploys_once()
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Desk.ChangeAsync(acme.Act(), AgentDirectives.Deploy, new(keeper.Id, keeper.Revision), Cancel), Cancel)));
        await RunWork();

        asked.Select(a => a.ShouldBeOk().Id).Distinct().ShouldHaveSingleItem();
        (await acme.Signals(s => s.Name == "agent.deployed")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_agent_that_was_edited_after_it_was_to_be_deployed_is_not()
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);
        var asked = (await Desk.ChangeAsync(acme.Act(), AgentDirectives.Deploy, new(keeper.Id, keeper.Revision), Cancel)).ShouldBeOk();
        (await Edit(acme, keeper, "Sleep.")).ShouldBeOk();

        await RunWork();

        (await acme.Directive(asked.Id)).ErrorKind.ShouldBe(DirectiveErrors.Conflict);
        (await Now(acme, keeper)).Status.ShouldBe(AgentStatus.Draft);
        (await Change(acme, AgentDirectives.Deploy)).Status.ShouldBe(DirectiveStates.Succeeded);
    }

    /// <summary>Fails without the observer's look at the revision (tried).</summary>
    [Fact]
    public async Task A_deployment_of_an_older_page_does_not_end_the_one_that_is_under_way()
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);
        var older = (await Desk.ChangeAsync(acme.Act(), AgentDirectives.Deploy, new(keeper.Id, keeper.Revision), Cancel)).ShouldBeOk();
        (await Edit(acme, keeper, "Keep watch.")).ShouldBeOk();
        await Set(acme, keeper, a => a.Status = AgentStatus.Deploying);

        await RunWork();

        (await acme.Directive(older.Id)).ErrorKind.ShouldBe(DirectiveErrors.Conflict);
        (await Now(acme, keeper)).Status.ShouldBe(AgentStatus.Deploying);
    }

    [Fact]
    public async Task An_edit_while_it_is_being_deployed_makes_it_a_draft_again()
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);
        await Set(acme, keeper, a => a.Status = AgentStatus.Deploying);

        (await Edit(acme, keeper, "Sleep.")).ShouldBeOk().Status.ShouldBe(AgentStatus.Draft);
    }

    [Fact]
    public async Task An_edit_counts_once_and_on_the_newest_page()
    {
        var acme = await Given.Org().WithMember("ana");
        var keeper = await Keeper(acme);

        (await Edit(acme, keeper, "Keep watch.")).ShouldBeOk();
        (await Edit(acme, keeper, "Keep still.")).Error.ShouldBeOfType<Conflict>();
        (await Edit(acme, keeper with { Revision = keeper.Revision + 1 }, "Keep still.", "ana")).Error.ShouldBeOfType<Forbidden>();

        var now = await Now(acme, keeper);
        (now.Instructions, now.EditedById, now.Revision).ShouldBe(("Keep watch.", acme[Org.OwnerName], keeper.Revision + 1));
        (await acme.Signals(s => s.Name == "agent.updated")).ShouldHaveSingleItem().Payload.RootElement.GetRawText().ShouldNotContain("watch");
    }

    [Theory]
    [InlineData("name", " ", "Keep watch.", "trimming")]
    [InlineData("instructions", "Keeper", " ", "trimming")]
    [InlineData("instructions", "Keeper", "a\0b", "trimming")]
    [InlineData("skills", "Keeper", "Keep watch.", "swimming")]
    public async Task What_does_not_fit_is_refused_by_field(string field, string name, string instructions, string skill)
    {
        var acme = await Given.Org();
        var keeper = await Keeper(acme);

        (await Desk.EditAsync(acme.Act(), keeper.Id, keeper.Revision, new(name, "", instructions, [skill]), Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Fact]
    public async Task Another_organisation_sees_nothing_and_moves_nothing()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta"));
        var keeper = await Keeper(acme);

        (await Desk.ListAsync(zeta.Act(), Cancel)).ShouldBeEmpty();
        (await Desk.FindAsync(zeta.Act(), keeper.Id, Cancel)).ShouldBeNull();
        (await Desk.EditAsync(zeta.Act(), keeper.Id, keeper.Revision, new("Mine", "", "Be mine.", []), Cancel)).Error.ShouldBeOfType<NotFound>();
        var asked = (await Desk.ChangeAsync(zeta.Act(), AgentDirectives.Deploy, new(keeper.Id, keeper.Revision), Cancel)).ShouldBeOk();
        (await Desk.ChangeAsync(acme.Act("ana"), AgentDirectives.Deploy, new(keeper.Id, keeper.Revision), Cancel)).Error.ShouldBeOfType<Forbidden>();
        await RunWork();

        (await zeta.Directive(asked.Id)).ErrorKind.ShouldBe(DirectiveErrors.NotFound);
        (await Now(acme, keeper)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(AgentStatus.Draft), a => a.Revision.ShouldBe(keeper.Revision));
        (await Desk.ListAsync(acme.Act("ana"), Cancel)).Count.ShouldBe(3);
    }

    private async Task<Seen> Keeper(Org org)
    {
        await Install(org);
        var keeper = await org.One<Agent>(a => a.Slug == "keeper");
        return new Seen(keeper.Id, keeper.Revision);
    }

    private static Task<Agent> Now(Org org, Seen agent) => org.One<Agent>(a => a.Id == agent.Id);

    /// <summary>As something else has left it.</summary>
    private static Task Set(Org org, Seen agent, Action<Agent> change) =>
        org.DoOk(async unit =>
        {
            change((await unit.Db.Agents.FindAsync([agent.Id], Cancel))!);
            return await unit.Db.SaveChangesAsync(Cancel);
        });

    private Task<Result<Agent>> Edit(Org org, Seen agent, string instructions, string by = Org.OwnerName) =>
        Desk.EditAsync(org.Act(by), agent.Id, agent.Revision, new("Keeper", "Keeps it.", instructions, ["trimming"]), Cancel);

    /// <summary>Asks for it on the newest page, and how it ended.</summary>
    private async Task<Directive> Change(Org org, DirectiveType<AgentChange> type)
    {
        var keeper = await org.One<Agent>(a => a.Slug == "keeper");
        var asked = (await Desk.ChangeAsync(org.Act(), type, new(keeper.Id, keeper.Revision), Cancel)).ShouldBeOk();
        await RunWork();
        return await org.Directive(asked.Id);
    }

    /// <summary>As it stands on a page.</summary>
    private sealed record Seen(Guid Id, int Revision);
}
