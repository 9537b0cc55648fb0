using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

/// <summary>What did not work out: on a node whose tools break while a package is provisioned, after its agents were made.</summary>
public sealed class FailedInstallTests(Installation fleet) : PackageTests(fleet)
{
    private readonly Tools tools = new();

    private DirectiveControl Control => Given.Get<DirectiveControl>();

    [Fact]
    public async Task A_failed_installation_leaves_nothing_half_made_and_works_when_it_is_run_again()
    {
        var acme = await Given.Org();
        await using var node = await NodeWithTools();
        var (before, asked) = (await InstallCount("kit"), (await Ask(acme, "kit", "1.1.0")).ShouldBeOk());
        tools.Break = true;

        await WorkAsync(node);

        tools.Made.ShouldBe(0);
        var failed = await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId);
        (failed.Status, failed.LastErrorKind, failed.InstalledAt).ShouldBe((InstallationStatus.Failed, DirectiveErrors.Handler, null));
        failed.LastErrorMessage.ShouldNotBeNull().ShouldNotContain("hammer");
        failed.LastErrorAt.ShouldNotBeNull();
        (await AgentSlugs(acme)).ShouldBeEmpty();
        (await Made(acme, failed)).ShouldBeEmpty();
        (await acme.Signals(s => s.Name.StartsWith("agent."))).ShouldBeEmpty();
        (await InstallCount("kit")).ShouldBe(before);
        (await Told(acme, failed.Id))[^1].Payload.RootElement.GetProperty("error_kind").GetString().ShouldBe(DirectiveErrors.Handler);
        (await Ask(acme, "kit", "1.1.0")).ShouldBeOk().ShouldBe(asked with { Existing = true });

        tools.Break = false;
        (await Control.RerunAsync(acme.Act(), asked.DirectiveId!.Value, 1, "The tools are mended", Cancel)).ShouldBeOk();
        await WorkAsync(node);

        var installed = await Now(acme, failed);
        (installed.Status, installed.LastErrorKind, installed.LastErrorMessage, installed.LastErrorAt).ShouldBe((InstallationStatus.Installed, null, null, null));
        (await Made(acme, installed)).ShouldBe(["agent keeper 1.1.0 provisioned", "agent smith 1.1.0 provisioned", "tool hammer 1.1.0 provisioned"]);
        (await Names(acme, installed.Id)).ShouldBe(["install.requested", "install.started", "install.failed", "install.started", "install.completed"]);
        (await InstallCount("kit")).ShouldBe(before + 1);
    }

    [Fact]
    public async Task One_that_is_canceled_before_it_began_makes_room_for_another()
    {
        var acme = await Given.Org();
        var asked = (await Ask(acme, "kit")).ShouldBeOk();

        (await Control.CancelAsync(acme.Act(), asked.DirectiveId!.Value, 1, "Not now", Cancel)).ShouldBeOk();

        var canceled = await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId);
        (canceled.Status, canceled.LastErrorKind).ShouldBe((InstallationStatus.Uninstalled, null));
        (await Names(acme, canceled.Id)).ShouldBe(["install.requested", "install.failed"]);
        (await Told(acme, canceled.Id))[^1].Payload.RootElement.GetProperty("error_kind").GetString().ShouldBe("canceled");
        (await Reading.FindAsync(acme.Act(), "kit", Cancel)).ShouldNotBeNull().Installation.ShouldBeNull();

        (await Install(acme, "kit")).Generation.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_failed_can_be_removed_and_does_not_come_back_when_it_is_run_again()
    {
        var acme = await Given.Org();
        await using var node = await NodeWithTools();
        tools.Break = true;
        var asked = (await Ask(acme, "kit", "1.1.0")).ShouldBeOk();
        await WorkAsync(node);
        tools.Break = false;

        var removed = await Uninstall(acme, await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId));
        removed.Status.ShouldBe(InstallationStatus.Uninstalled);
        var again = await Install(acme, "kit");
        (await Control.RerunAsync(acme.Act(), asked.DirectiveId!.Value, 1, "Once more", Cancel)).ShouldBeOk();
        await WorkAsync(node);

        (await Now(acme, removed)).Status.ShouldBe(InstallationStatus.Uninstalled);
        (await acme.Directive(asked.DirectiveId.Value)).ErrorKind.ShouldBe(DirectiveErrors.NotFound);
        (await Now(acme, again)).Status.ShouldBe(InstallationStatus.Installed);
        (await AgentSlugs(acme)).ShouldBe(["keeper"]);
    }

    [Fact]
    public async Task A_failed_upgrade_leaves_what_there_was_and_another_version_can_be_asked_for()
    {
        var acme = await Given.Org();
        await using var node = await NodeWithTools();
        var kit = await Install(acme, "kit");
        tools.Break = true;
        var asked = (await Installations.UpgradeAsync(acme.Act(), kit.Id, kit.Revision, "1.1.0", [], Cancel)).ShouldBeOk();
        await WorkAsync(node);

        var failed = await Now(acme, kit);
        (failed.Status, failed.Version, failed.LastErrorKind, failed.DirectiveId).ShouldBe((InstallationStatus.Installed, "1.0.0", DirectiveErrors.Handler, asked.DirectiveId));
        (await Made(acme, kit)).ShouldBe(["agent keeper 1.0.0 provisioned"]);
        (await AgentSlugs(acme)).ShouldBe(["keeper"]);

        var upgraded = await Upgrade(acme, failed, "1.2.0");

        (upgraded.Version, upgraded.LastErrorKind).ShouldBe(("1.2.0", null));
        (await Names(acme, kit.Id))[3..].ShouldBe(["upgrade.requested", "upgrade.started", "upgrade.failed", "upgrade.requested", "upgrade.started", "upgrade.completed"]);
    }

    [Fact]
    public async Task A_failed_upgrade_that_is_run_again_after_the_package_went_changes_nothing()
    {
        var acme = await Given.Org();
        await using var node = await NodeWithTools();
        var kit = await Install(acme, "kit");
        tools.Break = true;
        var asked = (await Installations.UpgradeAsync(acme.Act(), kit.Id, kit.Revision, "1.1.0", [], Cancel)).ShouldBeOk();
        await WorkAsync(node);
        var gone = await Uninstall(acme, await Now(acme, kit));
        tools.Break = false;

        (await Control.RerunAsync(acme.Act(), asked.DirectiveId!.Value, 1, "Once more", Cancel)).ShouldBeOk();
        await WorkAsync(node);

        var now = await Now(acme, kit);
        (now.Status, now.Revision, now.Version, now.DirectiveId, now.LastErrorKind).ShouldBe((InstallationStatus.Uninstalled, gone.Revision, "1.0.0", gone.DirectiveId, gone.LastErrorKind));
        (await AgentSlugs(acme)).ShouldBeEmpty();
    }

    /// <summary>Whichever comes first. Run more than once, since two are begun at the same time.</summary>
    [Theory]
    [InlineData("upgrade", "disable")]
    [InlineData("upgrade", "uninstall")]
    [InlineData("configure", "upgrade")]
    [InlineData("uninstall", "disable")]
    public async Task Of_two_decisions_on_one_page_one_is_done_and_the_other_is_a_conflict(string first, string second)
    {
        var acme = await Given.Org();
        for (var round = 0; round < 4; round++)
        {
            var kit = await Install(acme, "kit");
            var asked = new[] { await Decide(acme, kit, first), await Decide(acme, kit, second) };

            await RunWork();

            var ends = new[] { await acme.Directive(asked[0]), await acme.Directive(asked[1]) };
            ends.Count(d => d.Status == DirectiveStates.Succeeded).ShouldBe(1);
            ends.Single(d => d.Status == DirectiveStates.Failed).ErrorKind.ShouldBeOneOf(DirectiveErrors.Conflict, DirectiveErrors.NotFound);
            var (done, now) = (ends.Single(d => d.Status == DirectiveStates.Succeeded), await Now(acme, kit));
            (now.Status, now.LastErrorKind, now.Revision, now.DirectiveId)
                .ShouldBe((done.Name == "package.uninstall" ? InstallationStatus.Uninstalled : InstallationStatus.Installed, null, kit.Revision + 1, done.Id));
            if (now.Status == InstallationStatus.Installed) await Uninstall(acme, now);
        }
    }

    [Fact]
    public async Task Nothing_else_is_asked_of_a_package_that_is_just_being_installed()
    {
        var acme = await Given.Org();
        var asked = (await Ask(acme, "kit")).ShouldBeOk();

        (await Installations.UninstallAsync(acme.Act(), asked.InstallationId, 0, null, Cancel)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("being installed");
        (await Installations.UpgradeAsync(acme.Act(), asked.InstallationId, 0, "1.1.0", [], Cancel)).Error.ShouldBeOfType<Conflict>();
        await RunWork();

        (await acme.All<Directive>()).ShouldHaveSingleItem();
    }

    /// <summary>One is held in the middle of its installation while what it needs is removed on another node. Fails without the lock of installations (tried).</summary>
    [Fact]
    public async Task What_is_needed_by_what_is_just_being_installed_is_not_removed_beside_it()
    {
        var acme = await Given.Org();
        await using var node = await NodeWithTools();
        var lamp = await Install(acme);
        (await Ask(acme, "cover")).ShouldBeOk();
        var (entered, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        tools.Hold = async cancel =>
        {
            entered.SetResult();
            await release.Task.WaitAsync(cancel);
        };
        var installing = Task.Run(() => WorkAsync(node), Cancel);
        await entered.Task.WaitAsync(Cancel);
        var removing = Task.Run(() => Installations.UninstallAsync(acme.Act(), lamp.Id, lamp.Revision, null, Cancel), Cancel);

        await Until.ItIsAsync(async () => removing.IsCompleted || await Given.AskOwner<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())") > 0, true);
        release.SetResult();
        await installing;

        (await removing).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("dependencies");
        (await acme.All<PackageInstallation>()).Select(i => (i.PackageSlug, i.Status)).ShouldBe([("lamp", InstallationStatus.Installed), ("cover", InstallationStatus.Installed)], ignoreOrder: true);
    }

    private async Task<Guid> Decide(Org org, PackageInstallation installation, string what)
    {
        var (id, revision) = (installation.Id, installation.Revision);
        var asked = what switch
        {
            "upgrade" => await Installations.UpgradeAsync(org.Act(), id, revision, "1.2.0", [], Cancel),
            "configure" => await Installations.ConfigureAsync(org.Act(), id, revision, Nothing, Cancel),
            "disable" => await Installations.DisableAsync(org.Act(), id, revision, null, Cancel),
            _ => await Installations.UninstallAsync(org.Act(), id, revision, null, Cancel),
        };
        return asked.ShouldBeOk().DirectiveId!.Value;
    }

    private Task<ServiceProvider> NodeWithTools() => AnotherNode(services => services.AddSingleton<IProvisioningTarget>(tools));

    /// <summary>Provisions tools, or does not.</summary>
    private sealed class Tools : IProvisioningTarget
    {
        public bool Break { get; set; }

        public Func<CancellationToken, Task> Hold { get; set; } = _ => Task.CompletedTask;

        public int Made { get; private set; }

        public string Kind => "tool";

        public IReadOnlyDictionary<string, object> Of(PackageManifest manifest) => manifest.Includes.Tools.ToDictionary(t => t.Key, t => (object)t);

        public async Task<(Guid Id, string Checksum)> CreateAsync(TenantUnit unit, PackageManifest manifest, object include, CancellationToken cancel)
        {
            if (Break) throw new InvalidOperationException("The hammer broke.");
            await Hold(cancel);
            Made++;
            return (Guid.CreateVersion7(), "");
        }

        public Task<string?> ChecksumAsync(TenantUnit unit, Guid id, CancellationToken cancel) => Task.FromResult<string?>("");

        public Task<string> UpdateAsync(TenantUnit unit, Guid id, PackageManifest manifest, object include, CancellationToken cancel) => Task.FromResult("");

        public Task RemoveAsync(TenantUnit unit, Guid id, CancellationToken cancel) => Task.CompletedTask;

        public Task ReleaseAsync(TenantUnit unit, Guid id, CancellationToken cancel) => Task.CompletedTask;
    }
}
