using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

/// <summary>
/// Tests with packages of their own on the shelf: a lamp of three versions (the second changes what the first brings, the third asks for more), a shade that needs a lamp, a buoy that has to be
/// configured, a dory whose first version was withdrawn, a kit whose second version carries a tool, a cover that carries one and needs a lamp, a ghost that is not published and a comet that is coming.
/// </summary>
public abstract class PackageTests(Installation fleet) : DatabaseTests(fleet), IAsyncLifetime
{
    protected static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private protected Shelf Shelf { get; } = new();

    protected Installations Installations => Given.Get<Installations>();

    protected PackageReading Reading => Given.Get<PackageReading>();

    protected PackageRegistry Registry => Given.Get<PackageRegistry>();

    public async ValueTask InitializeAsync()
    {
        Shelf
            .Put("lamp", "1.0.0", lamp => lamp.Brings("keeper").Brings("painter").Brings("watch").Teaches("trimming").Runs("round").AsksFor("light"))
            .Put("lamp", "1.1.0", lamp => lamp.Brings("keeper", "Keep the lamp lit, all night.").Brings("painter", "Paint it white.").Brings("pilot").Teaches("trimming").Runs("round").AsksFor("light"))
            .Put("lamp", "2.0.0", lamp => lamp.Brings("keeper", "Keep both lamps lit.").Teaches("trimming").AsksFor("light").AsksFor("sound"))
            .Put("shade", "1.0.0", shade => shade.Brings("keeper").Needs("lamp", "[1.0.0,3.0.0)"))
            .Put("buoy", "1.0.0", buoy => buoy.Asks("""{"place":{"type":"string","title":"Place","maxLength":20},"watts":{"type":"integer","title":"Power","minimum":1}}""", "place"))
            .Put("dory", "1.0.0", dory => dory["published"] = false).Put("dory", "1.1.0")
            .Put("kit", "1.0.0", kit => kit.Brings("keeper")).Put("kit", "1.1.0", kit => kit.Brings("keeper").Brings("smith").Carries("hammer")).Put("kit", "1.2.0", kit => kit.Brings("keeper"))
            .Put("cover", "1.0.0", cover => cover.Carries("hook").Needs("lamp", "1.0.0"))
            .Put("ghost", "1.0.0", ghost => ghost["published"] = false)
            .Put("comet", "0.1.0", comet => comet["availability"] = "coming");
        Given.Get<IOptions<PackagesOptions>>().Value.Directory = Shelf.Directory;
        await Registry.StartAsync(Cancel);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Shelf.Dispose();
        return ValueTask.CompletedTask;
    }

    protected static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>Another node of the same installation, with the same shelf; awaits its registry.</summary>
    private protected async Task<ServiceProvider> AnotherNode(Action<IServiceCollection>? more = null, string? shelf = null)
    {
        var node = Composition.Of(Given.Logins, Given.Clock, services =>
        {
            services.Configure<PackagesOptions>(packages => packages.Directory = shelf ?? Shelf.Directory);
            more?.Invoke(services);
        });
        await node.GetRequiredService<PackageRegistry>().StartAsync(Cancel);
        return node;
    }

    /// <summary>Works on that node until nothing is ready.</summary>
    private protected static async Task WorkAsync(ServiceProvider node)
    {
        var runner = node.GetRequiredService<WorkRunner>();
        await runner.HeartbeatAsync(Cancel);
        await runner.RunOutAsync(Cancel);
    }

    private protected Task<Result<InstallationReceipt>> Ask(Org org, string slug, string version = "1.0.0", string by = Org.OwnerName, JsonElement? config = null, params string[] granted) =>
        Installations.InstallAsync(org.Act(by), slug, version, config ?? Nothing, granted.Length > 0 ? granted : ["light", "sound"], Cancel);

    /// <summary>The package as it stands once it was asked for and all was done.</summary>
    private protected async Task<PackageInstallation> Install(Org org, string slug = "lamp", string version = "1.0.0", JsonElement? config = null)
    {
        var asked = (await Ask(org, slug, version, config: config)).ShouldBeOk();
        await RunWork();
        var installed = await org.One<PackageInstallation>(i => i.Id == asked.InstallationId);
        installed.Status.ShouldBe(InstallationStatus.Installed, installed.LastErrorMessage);
        return installed;
    }

    private protected async Task<PackageInstallation> Upgrade(Org org, PackageInstallation installation, string version, params string[] granted)
    {
        (await Installations.UpgradeAsync(org.Act(), installation.Id, installation.Revision, version, granted, Cancel)).ShouldBeOk();
        await RunWork();
        return await Now(org, installation);
    }

    private protected async Task<PackageInstallation> Uninstall(Org org, PackageInstallation installation)
    {
        (await Installations.UninstallAsync(org.Act(), installation.Id, installation.Revision, "Not needed", Cancel)).ShouldBeOk();
        await RunWork();
        return await Now(org, installation);
    }

    private protected static Task<PackageInstallation> Now(Org org, PackageInstallation installation) => org.One<PackageInstallation>(i => i.Id == installation.Id);

    /// <summary>What was told of it on its stream, but for the directives', in order.</summary>
    private protected static async Task<List<Signal>> Told(Org org, Guid installation)
    {
        var stream = PackageInstallation.Subject(installation).Stream;
        return [.. (await org.Signals(s => s.Stream == stream)).Where(s => s.Name.StartsWith("package.", StringComparison.Ordinal))];
    }

    private protected static async Task<string[]> Names(Org org, Guid installation) => [.. (await Told(org, installation)).Select(s => s.Name["package.".Length..])];

    /// <summary>Its provenance: <c>agent keeper 1.0.0 provisioned</c>.</summary>
    private protected static async Task<string[]> Made(Org org, PackageInstallation installation) =>
        [.. (await org.All<PackageProvision>(p => p.InstallationId == installation.Id)).OrderBy(p => p.Kind).ThenBy(p => p.Key).Select(p => $"{p.Kind} {p.Key} {p.Version} {p.State}")];

    private protected static async Task<string[]> AgentSlugs(Org org) => [.. (await org.All<Agent>()).Select(a => a.Slug).Order()];

    private protected Task<long> InstallCount(string slug) => Given.AskOwner<long>($"select install_count::bigint from public.packages where slug = '{slug}'");

    /// <summary>Nothing of packages is in the organisation.</summary>
    private protected static async Task ShouldHaveNothing(Org org)
    {
        (await org.All<PackageInstallation>()).ShouldBeEmpty();
        (await org.All<PackageProvision>()).ShouldBeEmpty();
        (await org.All<Agent>()).ShouldBeEmpty();
        (await org.All<Core.Directives.Directive>()).ShouldBeEmpty();
        (await org.Signals(s => s.Name.StartsWith("package.") || s.Name.StartsWith("agent."))).ShouldBeEmpty();
    }
}
