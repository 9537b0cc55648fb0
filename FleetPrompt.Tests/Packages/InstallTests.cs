using FleetPrompt.Core;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

public sealed class InstallTests(Installation fleet) : PackageTests(fleet)
{
    [Fact]
    public async Task An_installation_is_told_from_its_request_to_its_end_and_makes_what_the_package_brings()
    {
        var acme = await Given.Org();
        var act = acme.Act();
        var asked = (await Installations.InstallAsync(act, "lamp", "1.0.0", Nothing, ["light"], Cancel)).ShouldBeOk();
        asked.Existing.ShouldBeFalse();
        (await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId)).Status.ShouldBe(InstallationStatus.Requested);

        await RunWork();

        var told = await Told(acme, asked.InstallationId);
        told.Select(s => s.Name).ShouldBe(["package.install.requested", "package.install.started", "package.install.completed"]);
        told.ShouldAllBe(s => s.CorrelationId == act.CorrelationId && s.SubjectId == asked.InstallationId && s.ActorId == acme[Org.OwnerName]);
        told.ShouldAllBe(s => s.Payload.RootElement.GetProperty("package_slug").GetString() == "lamp" && s.Payload.RootElement.GetProperty("version").GetString() == "1.0.0");
        told.Skip(1).ShouldAllBe(s => s.CausationId == asked.DirectiveId);
        var directive = await acme.Directive(asked.DirectiveId.ShouldNotBeNull());
        (directive.Name, directive.Status).ShouldBe(("package.install", DirectiveStates.Succeeded));
        directive.IdempotencyKey.ShouldStartWith($"dir:pkg_install:{acme.Tenant.Slug}:lamp:1.0.0:");
        var installed = await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId);
        (installed.Status, installed.Version, installed.Enabled, installed.Generation, installed.DirectiveId).ShouldBe((InstallationStatus.Installed, "1.0.0", true, 1, asked.DirectiveId));
        installed.Granted.ShouldBe(["light"]);
        installed.InstalledAt.ShouldNotBeNull();
        (await Made(acme, installed)).ShouldBe(["agent keeper 1.0.0 provisioned", "agent painter 1.0.0 provisioned", "agent watch 1.0.0 provisioned", "workflow round 1.0.0 provisioned"]);
        var agents = await acme.All<Agent>();
        agents.Select(a => a.Slug).ShouldBe(["keeper", "painter", "watch"], ignoreOrder: true);
        agents.ShouldAllBe(a => a.Status == AgentStatus.Draft && a.PackageSlug == "lamp" && a.EditedAt == null);
        (await acme.Signals(s => s.Name == "agent.created")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_registry_counts_organisations_that_have_a_package_now()
    {
        var before = await InstallCount("buoy");
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var installed = await Install(acme, "buoy");
        (await InstallCount("buoy")).ShouldBe(before + 1);

        await Install(zeta, "buoy");
        (await InstallCount("buoy")).ShouldBe(before + 2);
        await Uninstall(acme, installed);

        (await InstallCount("buoy")).ShouldBe(before + 1);
        await Install(acme, "buoy");
        (await InstallCount("buoy")).ShouldBe(before + 2);
    }

    [Fact]
    public async Task Another_organisation_sees_nothing_of_it()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var installed = await Install(acme);

        await ShouldHaveNothing(zeta);
        (await Reading.InstallationAsync(zeta.Act(), installed.Id, Cancel)).ShouldBeNull();
        (await Reading.InstallationsAsync(zeta.Act(), Cancel)).ShouldBeEmpty();
        (await Reading.FindAsync(zeta.Act(), "lamp", Cancel)).ShouldNotBeNull().Installation.ShouldBeNull();
        (await Reading.ListAsync(zeta.Act(), new(null, null, PackageState.Installed), Cancel)).Cards.ShouldBeEmpty();
        (await Installations.UninstallAsync(zeta.Act(), installed.Id, installed.Revision, null, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Installations.UpgradeAsync(zeta.Act(), installed.Id, installed.Revision, "1.1.0", [], Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Installations.DisableAsync(zeta.Act(), installed.Id, installed.Revision, null, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Installations.ConfigureAsync(zeta.Act(), installed.Id, installed.Revision, Nothing, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Now(acme, installed)).Revision.ShouldBe(installed.Revision);
    }

    [Fact]
    public async Task A_double_click_is_one_installation()
    {
        var acme = await Given.Org();
        var first = (await Ask(acme, "lamp")).ShouldBeOk();

        var second = (await Ask(acme, "lamp")).ShouldBeOk();
        await RunWork();
        var third = (await Ask(acme, "lamp", "1.1.0")).ShouldBeOk();

        new[] { second, third }.ShouldAllBe(r => r.Existing && r.InstallationId == first.InstallationId && r.DirectiveId == first.DirectiveId);
        (await acme.All<Directive>()).ShouldHaveSingleItem();
        (await Names(acme, first.InstallationId)).ShouldBe(["install.requested", "install.started", "install.completed"]);
    }

    [Fact]
    public async Task Twenty_requests_at_once_are_one_installation_and_one_directive()
    {
        var acme = await Given.Org().WithAdmin("ada");

        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(() => Ask(acme, "lamp", by: n % 2 == 0 ? "ada" : Org.OwnerName), Cancel)));
        await RunWork();

        asked.Select(a => a.ShouldBeOk().InstallationId).Distinct().ShouldHaveSingleItem();
        asked.Count(a => !a.Value.Existing).ShouldBe(1);
        (await acme.All<PackageInstallation>()).ShouldHaveSingleItem().Status.ShouldBe(InstallationStatus.Installed);
        (await acme.All<Directive>()).ShouldHaveSingleItem();
        (await acme.Signals(s => s.Name == "package.install.completed")).ShouldHaveSingleItem();
        (await acme.All<Agent>()).Count.ShouldBe(3);
    }

    /// <summary>Who asks for what, and what field the answer names; nothing is written.</summary>
    [Theory]
    [InlineData("sun", "1.0.0", "{}", "light", typeof(NotFound), "There is no package called sun.")]
    [InlineData("ghost", "1.0.0", "{}", "light", typeof(NotFound), "There is no package called ghost.")]
    [InlineData("lamp", "9.0.0", "{}", "light", typeof(Invalid), "version: Lamp has no version 9.0.0. There is 2.0.0, 1.1.0, 1.0.0.")]
    [InlineData("dory", "1.0.0", "{}", "light", typeof(Invalid), "version: Version 1.0.0 of Dory is not published any more. Choose 1.1.0.")]
    [InlineData("comet", "0.1.0", "{}", "light", typeof(Invalid), "version: Comet is coming, and cannot be installed yet.")]
    [InlineData("lamp", "2.0.0", "{}", "light", typeof(Invalid), "permissions: Grant what Lamp asks for: May sound.")]
    [InlineData("shade", "1.0.0", "{}", "light", typeof(Invalid), "dependencies: Shade needs Lamp (lamp [1.0.0,3.0.0)). Install that first.")]
    [InlineData("buoy", "1.0.0", "[]", "light", typeof(Invalid), "config: The configuration must be an object.")]
    [InlineData("buoy", "1.0.0", """{"watts":0}""", "light", typeof(Invalid), "watts: Power must be at least 1.")]
    [InlineData("buoy", "1.0.0", """{"watts":"two"}""", "light", typeof(Invalid), "watts: Power must be a whole number.")]
    [InlineData("buoy", "1.0.0", """{"place":"a place that is too far"}""", "light", typeof(Invalid), "place: Place must have at most 20 characters.")]
    [InlineData("buoy", "1.0.0", """{"horn":1}""", "light", typeof(Invalid), "horn: horn is not known here.")]
    [InlineData("buoy", "1.0.0", """{"place":"a\u0000b"}""", "light", typeof(Invalid), "config: The configuration cannot be kept. It has a NUL character (U+0000) in it. Take that out.")]
    [InlineData("buoy", "1.0.0", """{"place":"https://chat.example.com/hooks/abcdefghijklmnop"}""", "light", typeof(Invalid), "place: Place holds what looks like a secret.")]
    public async Task What_cannot_be_installed_is_refused_by_field_and_leaves_nothing(string slug, string version, string config, string granted, Type error, string message)
    {
        var acme = await Given.Org();

        var asked = await Ask(acme, slug, version, config: Json(config), granted: granted);

        asked.Error.ShouldBeOfType(error);
        (asked.Error is Invalid invalid ? string.Join(' ', invalid.Problems.Select(p => $"{p.Field}: {p.Message}")) : asked.Error!.Message).ShouldContain(message);
        await ShouldHaveNothing(acme);
    }

    [Fact]
    public async Task Members_and_strangers_install_nothing()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta"));
        var stranger = Core.Tenancy.OperationContext.New(acme.Tenant, Core.Tenancy.Actor.User(zeta[Org.OwnerName]), Core.Tenancy.Sources.Web);

        (await Ask(acme, "lamp", by: "ana")).Error.ShouldBeOfType<Forbidden>().Message.ShouldContain("an owner or an admin");
        (await Installations.InstallAsync(stranger, "lamp", "1.0.0", Nothing, ["light"], Cancel)).Error.ShouldBeOfType<Forbidden>();

        await ShouldHaveNothing(acme);
    }

    [Fact]
    public async Task Whose_right_has_ended_meanwhile_has_nothing_installed()
    {
        var acme = await Given.Org().WithAdmin("ada");
        var asked = (await Ask(acme, "lamp", by: "ada")).ShouldBeOk();
        await acme.Make("ada", Core.Tenancy.OrgRole.Member);

        await RunWork();

        var installation = await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId);
        (installation.Status, installation.LastErrorKind).ShouldBe((InstallationStatus.Failed, DirectiveErrors.Forbidden));
        (await acme.All<Agent>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dependency_that_is_there_is_enough()
    {
        var acme = await Given.Org();
        await Install(acme);

        var shade = await Install(acme, "shade");

        (await Made(acme, shade)).ShouldBe(["agent keeper 1.0.0 provisioned"]);
        (await AgentSlugs(acme)).ShouldBe(["keeper", "keeper-2", "painter", "watch"]);
        (await Reading.FindAsync(acme.Act(), "shade", Cancel)).ShouldNotBeNull().Dependencies.ShouldHaveSingleItem().IsMet.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_required_may_be_left_out_at_first_and_must_be_there_when_it_is_configured()
    {
        var acme = await Given.Org();
        var buoy = await Install(acme, "buoy", config: Json("""{"watts":5}"""));

        (await Installations.ConfigureAsync(acme.Act(), buoy.Id, buoy.Revision, Json("""{"watts":6}"""), Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().ShouldBe(new FieldProblem("place", "Place is missing."));
        (await Installations.ConfigureAsync(acme.Act(), buoy.Id, buoy.Revision, Json("""{"watts":6,"place":"the reef"}"""), Cancel)).ShouldBeOk();
        await RunWork();

        var now = await Now(acme, buoy);
        now.Config.RootElement.GetProperty("place").GetString().ShouldBe("the reef");
        now.Revision.ShouldBe(buoy.Revision + 1);
        (await Names(acme, buoy.Id))[^3..].ShouldBe(["configure.requested", "configure.started", "configure.completed"]);
    }

    [Fact]
    public async Task It_is_disabled_and_enabled_again()
    {
        var acme = await Given.Org();
        var lamp = await Install(acme);

        (await Installations.DisableAsync(acme.Act(), lamp.Id, lamp.Revision, "Too bright", Cancel)).ShouldBeOk();
        await RunWork();
        var off = await Now(acme, lamp);
        (await Installations.EnableAsync(acme.Act(), lamp.Id, off.Revision, Cancel)).ShouldBeOk();
        await RunWork();

        (off.Enabled, off.Status).ShouldBe((false, InstallationStatus.Installed));
        (await Now(acme, lamp)).Enabled.ShouldBeTrue();
        (await Names(acme, lamp.Id))[3..].ShouldBe(["disable.requested", "disable.started", "disable.completed", "enable.requested", "enable.started", "enable.completed"]);
    }
}
