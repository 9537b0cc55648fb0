using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

/// <summary>Manifests in files, versions in the database.</summary>
public sealed class RegistryTests(Installation fleet) : PackageTests(fleet)
{
    [Fact]
    public async Task All_versions_are_known_newest_first_and_the_newest_is_listed()
    {
        Registry.VersionsOf("lamp").Select(m => m.Version).ShouldBe(["2.0.0", "1.1.0", "1.0.0"]);
        Registry.Find("lamp").ShouldNotBeNull().Version.ShouldBe("2.0.0");
        Registry.Find("lamp", "1.1.0").ShouldNotBeNull().Includes.Agents.Count.ShouldBe(3);
        Registry.Find("lamp", "3.0.0").ShouldBeNull();
        Registry.VersionsOf("sun").ShouldBeEmpty();

        var lamp = await Listed("lamp");
        (lamp.Version, lamp.Name, lamp.IsPublished, lamp.Availability).ShouldBe(("2.0.0", "Lamp", true, "available"));
        (await Listed("ghost")).IsPublished.ShouldBeFalse();
        (await Listed("comet")).Availability.ShouldBe("coming");
    }

    [Fact]
    public async Task What_packages_teach_is_there_for_everybody()
    {
        var skill = (await Platform(db => db.Skills.AsNoTracking().SingleAsync(s => s.Slug == "trimming")));
        (skill.PackageSlug, skill.Instructions).ShouldBe(("lamp", "Trim the wick first."));

        using var shelf = new Shelf();
        await using (await AnotherNode(shelf: shelf.Put("wick", "1.0.0", wick => wick.Teaches("plaiting")).Directory)) { }
        await using var node = await AnotherNode(shelf: shelf.Put("wick", "1.1.0", wick => wick.Teaches("plaiting", "Plait it twice.")).Directory);

        (await Platform(db => db.Skills.AsNoTracking().SingleAsync(s => s.Slug == "plaiting"))).Instructions.ShouldBe("Plait it twice.");
        node.GetRequiredService<AgentDesk>().Skills.Single(s => s.Skill.Slug == "plaiting").Package.Version.ShouldBe("1.1.0");
    }

    [Fact]
    public async Task A_version_stays_known_after_its_file_is_gone()
    {
        using var shelf = new Shelf();
        await using (await AnotherNode(shelf: shelf.Put("oar", "1.0.0", oar => oar.Brings("rower")).Directory)) { }

        await using var node = await AnotherNode(shelf: shelf.Remove("oar").Put("mast", "1.0.0").Directory);

        var registry = node.GetRequiredService<PackageRegistry>();
        registry.Find("oar", "1.0.0").ShouldNotBeNull().Includes.Agents.ShouldHaveSingleItem().Key.ShouldBe("rower");
        registry.Find("mast").ShouldNotBeNull();
        (await Listed("oar")).Version.ShouldBe("1.0.0");
    }

    [Fact]
    public async Task Changed_contents_of_a_published_version_are_refused_and_what_was_published_stands()
    {
        using var shelf = new Shelf();
        await using (await AnotherNode(shelf: shelf.Put("oar2", "1.0.0", oar => oar.Brings("rower")).Directory)) { }
        var log = new Log();

        await using var node = await AnotherNode(services => services.AddSingleton<ILoggerProvider>(log), shelf.Remove("oar2").Put("oar2", "1.0.0", oar => oar.Brings("rower", "Row backwards.")).Directory);

        node.GetRequiredService<PackageRegistry>().Find("oar2", "1.0.0").ShouldNotBeNull().Includes.Agents.Single().Instructions.ShouldBe("Keep the lamp lit.");
        log.Lines.ShouldContain(l => l.StartsWith("Error: The package oar2 was published as version 1.0.0 with other contents", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_a_version_is_told_may_change()
    {
        using var shelf = new Shelf();
        await using (await AnotherNode(shelf: shelf.Put("oar3", "1.0.0").Directory)) { }

        await using var node = await AnotherNode(shelf: shelf.Remove("oar3").Put("oar3", "1.0.0", oar => (oar["description"], oar["published"]) = ("For rowing.", false)).Directory);

        node.GetRequiredService<PackageRegistry>().Find("oar3").ShouldNotBeNull().Published.ShouldBeFalse();
        var listed = await Listed("oar3");
        (listed.Description, listed.IsPublished).ShouldBe(("For rowing.", false));
    }

    [Fact]
    public async Task A_node_with_older_files_does_not_put_the_list_back()
    {
        using Shelf newer = new(), older = new();
        await using (await AnotherNode(shelf: newer.Put("oar4", "1.9.0").Put("oar4", "1.10.0", oar => oar["description"] = "Longer.").Directory)) { }

        await using var node = await AnotherNode(shelf: older.Put("oar4", "1.9.0").Directory);

        var listed = await Listed("oar4");
        (listed.Version, listed.Description).ShouldBe(("1.10.0", "Longer."));
        node.GetRequiredService<PackageRegistry>().Find("oar4").ShouldNotBeNull().Version.ShouldBe("1.10.0");
    }

    [Fact]
    public async Task Nodes_that_start_at_once_publish_each_version_once()
    {
        using var shelf = new Shelf();
        shelf.Put("oar5", "1.0.0", oar => oar.Teaches("rowing")).Put("oar5", "1.1.0", oar => oar.Teaches("rowing"));

        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AnotherNode(shelf: shelf.Directory), Cancel)));

        nodes.ShouldAllBe(n => n.GetRequiredService<PackageRegistry>().VersionsOf("oar5").Count == 2);
        (await Given.AskOwner<long>("select count(*) from public.package_versions v join public.packages p on p.id = v.package_id where p.slug = 'oar5'")).ShouldBe(2);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task With_a_manifest_that_does_not_fit_the_node_does_not_start()
    {
        using var shelf = new Shelf();
        shelf.Put("oar6", "1.0.0", oar => oar.Remove("name"));

        (await Should.ThrowAsync<PackageManifestException>(() => AnotherNode(shelf: shelf.Directory))).Problems.ShouldBe(["oar6/package.json: /name is missing."]);
        (await Given.AskOwner<long>("select count(*) from public.packages where slug = 'oar6'")).ShouldBe(0);
    }

    private Task<Package> Listed(string slug) => Platform(db => db.Packages.AsNoTracking().SingleAsync(p => p.Slug == slug));

    private async Task<T> Platform<T>(Func<Core.Tenancy.PlatformDb, Task<T>> read) => (await Units.RunPlatformAsync<T>(async unit => await read(unit.Db))).ShouldBeOk();

    /// <summary>What a node has logged.</summary>
    private sealed class Log : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose() { }
    }
}
