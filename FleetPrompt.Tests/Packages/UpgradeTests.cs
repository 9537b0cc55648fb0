using FleetPrompt.Core;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

/// <summary>What is the package's changes and goes with it; what a person made of it stays.</summary>
public sealed class UpgradeTests(Installation fleet) : PackageTests(fleet)
{
    private AgentDesk Desk => Given.Get<AgentDesk>();

    [Fact]
    public async Task What_a_person_edited_is_kept_through_an_upgrade_and_an_uninstall()
    {
        var acme = await Given.Org();
        var lamp = await Install(acme);
        await Edit(acme, "keeper", "Keep the lamp lit, and greet the boats.");

        var upgraded = await Upgrade(acme, lamp, "1.1.0");

        (upgraded.Version, upgraded.Status).ShouldBe(("1.1.0", InstallationStatus.Installed));
        (await Made(acme, lamp)).ShouldBe(
            ["agent keeper 1.0.0 kept", "agent painter 1.1.0 provisioned", "agent pilot 1.1.0 provisioned", "agent watch 1.0.0 removed", "workflow round 1.1.0 provisioned"]);
        (await AgentSlugs(acme)).ShouldBe(["keeper", "painter", "pilot"]);
        var keeper = await Agent(acme, "keeper");
        (keeper.Instructions, keeper.PackageSlug).ShouldBe(("Keep the lamp lit, and greet the boats.", null));
        (await Agent(acme, "painter")).Instructions.ShouldBe("Paint it white.");
        (await Told(acme, lamp.Id))[^1].Payload.RootElement.GetProperty("from_version").GetString().ShouldBe("1.0.0");
        (await acme.Signals(s => s.Name == "agent.kept")).ShouldHaveSingleItem().SubjectId.ShouldBe(keeper.Id);

        await Uninstall(acme, upgraded);

        (await AgentSlugs(acme)).ShouldBe(["keeper"]);
        (await Made(acme, lamp)).ShouldBe(["agent keeper 1.0.0 kept", "agent painter 1.1.0 removed", "agent pilot 1.1.0 removed", "agent watch 1.0.0 removed", "workflow round 1.1.0 removed"]);
        (await Agent(acme, "keeper")).Instructions.ShouldBe("Keep the lamp lit, and greet the boats.");
        (await acme.Signals(s => s.Name == "agent.removed")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_edited_is_kept_when_the_package_goes()
    {
        var acme = await Given.Org();
        var lamp = await Install(acme);
        await Edit(acme, "watch", "Look out to sea.");

        await Uninstall(acme, lamp);

        (await AgentSlugs(acme)).ShouldBe(["watch"]);
        (await Agent(acme, "watch")).PackageSlug.ShouldBeNull();
        (await Made(acme, lamp)).ShouldContain("agent watch 1.0.0 kept");
    }

    [Fact]
    public async Task An_edit_that_was_taken_back_is_none()
    {
        var acme = await Given.Org();
        var lamp = await Install(acme);
        var before = await Agent(acme, "painter");
        await Edit(acme, "painter", "Paint it red.");
        await Edit(acme, "painter", before.Instructions);

        await Upgrade(acme, lamp, "1.1.0");

        (await Agent(acme, "painter")).Instructions.ShouldBe("Paint it white.");
        (await Made(acme, lamp)).ShouldContain("agent painter 1.1.0 provisioned");
    }

    [Fact]
    public async Task An_agent_at_work_stays_at_work_with_its_new_text()
    {
        var acme = await Given.Org();
        var lamp = await Install(acme);
        var painter = await Agent(acme, "painter");
        (await Desk.ChangeAsync(acme.Act(), AgentDirectives.Deploy, new(painter.Id, painter.Revision), Cancel)).ShouldBeOk();
        await RunWork();
        var deployed = await Agent(acme, "painter");

        await Upgrade(acme, lamp, "1.1.0");

        var now = await Agent(acme, "painter");
        (now.Status, now.Instructions, now.Revision).ShouldBe((AgentStatus.Active, "Paint it white.", deployed.Revision + 1));
        (await Desk.EditAsync(acme.Act(), painter.Id, deployed.Revision, new("Painter", "", "Paint.", []), Cancel)).Error.ShouldBeOfType<Conflict>();
    }

    [Fact]
    public async Task A_version_that_asks_for_more_waits_until_it_is_granted()
    {
        var acme = await Given.Org().WithMember("ana");
        var lamp = await Install(acme);
        (await Installations.UpgradeAsync(acme.Act("ana"), lamp.Id, lamp.Revision, "2.0.0", [], Cancel)).Error.ShouldBeOfType<Forbidden>();

        var asked = (await Installations.UpgradeAsync(acme.Act(), lamp.Id, lamp.Revision, "2.0.0", [], Cancel)).ShouldBeOk();
        await RunWork();

        asked.DirectiveId.ShouldBeNull();
        var waiting = await Now(acme, lamp);
        (waiting.Version, waiting.PendingVersion, waiting.Status).ShouldBe(("1.0.0", "2.0.0", InstallationStatus.Installed));
        (await acme.All<Directive>(d => d.Name == "package.upgrade")).ShouldBeEmpty();
        (await Names(acme, lamp.Id))[^1].ShouldBe("upgrade.approval_required");
        var detail = (await Reading.InstallationAsync(acme.Act(), lamp.Id, Cancel)).ShouldNotBeNull();
        (detail.Upgrade?.Version, string.Join(',', detail.AsksFor.Select(p => p.Key))).ShouldBe(("2.0.0", "sound"));
        (await Installations.UpgradeAsync(acme.Act("ana"), lamp.Id, waiting.Revision, "2.0.0", ["sound"], Cancel)).Error.ShouldBeOfType<Forbidden>();

        var upgraded = await Upgrade(acme, waiting, "2.0.0", "sound");

        (upgraded.Version, upgraded.PendingVersion, string.Join(',', upgraded.Granted)).ShouldBe(("2.0.0", null, "light,sound"));
        (await AgentSlugs(acme)).ShouldBe(["keeper"]);
    }

    [Theory]
    [InlineData("1.0.0", "Version 1.1.0 is installed. Choose a newer one.")]
    [InlineData("1.1.0", "Version 1.1.0 is installed. Choose a newer one.")]
    [InlineData("1.2.0", "Lamp has no version 1.2.0.")]
    [InlineData("", "Lamp has no version .")]
    public async Task Only_newer_versions_that_there_are_can_be_upgraded_to(string version, string problem)
    {
        var acme = await Given.Org();
        var lamp = await Install(acme, "lamp", "1.1.0");

        (await Installations.UpgradeAsync(acme.Act(), lamp.Id, lamp.Revision, version, [], Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Message.ShouldStartWith(problem);
    }

    [Fact]
    public async Task What_another_package_needs_stays_in_a_version_that_it_can_do_with()
    {
        var acme = await Given.Org();
        Shelf.Put("mast", "1.0.0").Put("mast", "1.1.0").Put("mast", "3.0.0").Put("sail", "1.0.0", sail => sail.Needs("mast", "[1.0.0,3.0.0)"));
        await Registry.StartAsync(Cancel);
        var mast = await Install(acme, "mast");
        var sail = await Install(acme, "sail");

        (await Installations.UninstallAsync(acme.Act(), mast.Id, mast.Revision, null, Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().ShouldBe(new FieldProblem("dependencies", "Sail cannot do without it. Uninstall that first."));
        (await Installations.UpgradeAsync(acme.Act(), mast.Id, mast.Revision, "3.0.0", [], Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().ShouldBe(new FieldProblem("dependencies", "Sail cannot do with version 3.0.0. Upgrade that first."));
        await Upgrade(acme, mast, "1.1.0");
        await Uninstall(acme, sail);

        (await Uninstall(acme, await Now(acme, mast))).Status.ShouldBe(InstallationStatus.Uninstalled);
    }

    [Fact]
    public async Task Acting_on_an_older_page_is_a_conflict()
    {
        var acme = await Given.Org();
        var lamp = await Install(acme);
        await Upgrade(acme, lamp, "1.1.0");

        (await Installations.UpgradeAsync(acme.Act(), lamp.Id, lamp.Revision, "2.0.0", ["sound"], Cancel)).Error.ShouldBeOfType<Conflict>();
        (await Installations.UninstallAsync(acme.Act(), lamp.Id, lamp.Revision, null, Cancel)).Error.ShouldBeOfType<Conflict>();
        (await Installations.DisableAsync(acme.Act(), lamp.Id, lamp.Revision, null, Cancel)).Error.ShouldBeOfType<Conflict>();
        (await Installations.ConfigureAsync(acme.Act(), lamp.Id, lamp.Revision, Nothing, Cancel)).Error.ShouldBeOfType<Conflict>();
    }

    [Fact]
    public async Task What_is_installed_again_is_another_installation()
    {
        var acme = await Given.Org();
        var first = await Install(acme);
        var gone = await Uninstall(acme, first);
        (gone.Status, gone.Enabled).ShouldBe((InstallationStatus.Uninstalled, false));
        gone.UninstalledAt.ShouldNotBeNull();
        (await Installations.EnableAsync(acme.Act(), first.Id, gone.Revision, Cancel)).Error.ShouldBeOfType<Conflict>().Message.ShouldBe("The package has been uninstalled.");
        (await Reading.InstallationAsync(acme.Act(), first.Id, Cancel)).ShouldNotBeNull().Upgrade.ShouldBeNull();

        var second = await Install(acme);

        (second.Generation, second.Id == first.Id).ShouldBe((2, false));
        (await acme.Directive(second.DirectiveId!.Value)).IdempotencyKey.ShouldEndWith(":2");
        (await AgentSlugs(acme)).ShouldBe(["keeper", "painter", "watch"]);
    }

    private async Task Edit(Org org, string slug, string instructions)
    {
        var agent = await Agent(org, slug);
        (await Desk.EditAsync(org.Act(), agent.Id, agent.Revision, new(agent.Name, agent.Description, instructions, agent.Skills), Cancel)).ShouldBeOk();
    }

    private static Task<Agent> Agent(Org org, string slug) => org.One<Agent>(a => a.Slug == slug);
}
