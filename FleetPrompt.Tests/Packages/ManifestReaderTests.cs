using System.Text.Json.Nodes;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Manifests;
using NuGet.Versioning;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

public sealed class ManifestReaderTests : IDisposable
{
    private readonly Shelf shelf = new();

    public void Dispose() => shelf.Dispose();

    [Fact]
    public void Every_package_that_the_application_brings_reads()
    {
        var seeds = ManifestReader.ReadAll(Shelf.Seeds);

        seeds.Select(m => $"{m.Slug} {m.Version}{(m.IsComing ? " coming" : "")}").ShouldBe(
        [
            "customer-support 1.0.0", "field-service 1.0.0",
            "forum_faq_agent 0.1.0 coming", "forum_moderation_agent 0.1.0 coming", "forum_routing_agent 0.1.0 coming", "forum_summary_agent 0.1.0 coming", "forum_welcome_agent 0.1.0 coming",
            "mattermost_daily_ops_digest 1.0.0", "sales-automation 1.0.0", "sales-automation 1.1.0", "starter-agents 1.0.0",
        ], ignoreOrder: true);
        seeds.ShouldAllBe(m => m.Readme.Length > 0 && m.Published);
    }

    [Fact]
    public void What_a_package_may_request_and_emit_is_known_to_the_platform()
    {
        var seeds = ManifestReader.ReadAll(Shelf.Seeds).Where(m => !m.IsComing && m.Slug != "mattermost_daily_ops_digest").ToList();

        seeds.SelectMany(m => m.Contract.Directives).Where(d => Rooms.Directives.Find(d) is null).ShouldBeEmpty();
        seeds.SelectMany(m => m.Contract.Emits).Where(s => Rooms.Signals.Find(s) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Earlier_versions_stand_beside_the_newest_and_share_its_long_description()
    {
        shelf.Put("lamp", "1.0.0").Put("lamp", "1.1.0");

        ManifestReader.ReadAll(shelf.Directory).Select(m => (m.Version, m.Readme)).ShouldBe([("1.1.0", "What lamp is for."), ("1.0.0", "What lamp is for.")], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{", "lamp/package.json is not JSON: line 1, 2.")]
    [InlineData("[]", "lamp/package.json: the manifest must be an object.")]
    [InlineData("""{"slug":"lamp","slug":"lamp"}""", "lamp/package.json is not good JSON: ")]
    public void A_file_that_is_no_manifest_is_named(string text, string problem) => Problems(shelf.Write("lamp", text)).ShouldHaveSingleItem().ShouldStartWith(problem);

    /// <summary>Where in the manifest, what is put there (nothing: it is taken away), and what is said of it.</summary>
    [Theory]
    [InlineData("name", null, "/name is missing.")]
    [InlineData("name", "\"\"", "/name must not be empty.")]
    [InlineData("nam", "\"Lamp\"", "/nam is not known here.")]
    [InlineData("slug", "\"Lamp\"", "/slug must match ")]
    [InlineData("slug", "\"lantern\"", "/slug is lantern, and the folder is called lamp.")]
    [InlineData("version", "\"1.0\"", "/version must match ")]
    [InlineData("version", "\"1.0.0-..\"", "/version: 1.0.0-.. is not a semantic version.")]
    [InlineData("version", "\"2.0.0\"", "/changelog has no entry for version 2.0.0.")]
    [InlineData("version", "\"1.0.0\\n\"", "/version must match ")]
    [InlineData("category", "\"gardening\"", "/category must be one of operations, ")]
    [InlineData("changelog/0/date", "\"2026-02-30\"", "/changelog/0/date cannot be read")]
    [InlineData("contract/permissions", """[{"key":"a","title":"A"}]""", "/contract/permissions/0/reason is missing.")]
    [InlineData("contract/permissions", """[{"key":"a","title":"A","reason":"b"},{"key":"a","title":"A","reason":"b"}]""", "/contract/permissions has the key a twice.")]
    [InlineData("contract/rate_limits", """[{"what":"a","limit":99999999999,"per":"day"}]""", "/contract/rate_limits/0/limit cannot be read")]
    [InlineData("includes/agents", """[{"key":"a","name":"A","description":"b","instructions":"c"},{"key":"a","name":"A","description":"b","instructions":"c"}]""", "/includes/agents has the key a twice.")]
    [InlineData("includes/agents", """[{"key":"a","name":"A","description":"b","instructions":"c","skills":["flying"]}]""", "the agent a has the skill flying, which no package brings.")]
    [InlineData("dependencies", """[{"slug":"sun","version":"1.0.0"}]""", "/dependencies names sun, which is no package.")]
    [InlineData("dependencies", """[{"slug":"lamp","version":"newest"}]""", "/dependencies: newest is neither a version nor a range of versions.")]
    [InlineData("configuration", """{"type":"array"}""", "/configuration: must be of type object.")]
    [InlineData("configuration/properties", """{"a":{"anyOf":[]}}""", "/configuration: #/properties/a uses \"anyOf\", which is not understood here.")]
    public void What_is_wrong_is_told_with_its_file_and_field(string at, string? value, string problem)
    {
        shelf.Put("lamp", "1.0.0", lamp => Set(lamp, at.Split('/'), value));

        var told = Problems(shelf);
        told.ShouldContain(p => p.Contains(problem, StringComparison.Ordinal), string.Join(' ', told));
        told.ShouldAllBe(p => p.StartsWith("lamp", StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once()
    {
        shelf.Put("lamp", "1.0.0", lamp => lamp.Remove("name")).Put("bell", "1.0.0", bell => bell["icon"] = "NO").Write("horn", "not yet");
        File.Delete(shelf["bell/README.md"]);
        System.IO.Directory.CreateDirectory(shelf["empty"]);

        var fault = Should.Throw<PackageManifestException>(() => ManifestReader.ReadAll(shelf.Directory));

        fault.Problems.Select(p => p.Split(' ')[0]).ShouldBe(["bell/README.md", "bell/package.json:", "empty/README.md", "empty/package.json", "horn/package.json", "lamp/package.json:"]);
        fault.Problems.ShouldAllBe(p => fault.Message.Contains(p));
    }

    [Fact]
    public void A_version_and_a_skill_are_brought_once()
    {
        shelf.Put("lamp", "1.0.0", lamp => lamp.Teaches("trimming")).Put("bell", "1.0.0", bell => bell.Teaches("trimming"));
        File.Copy(shelf["lamp/package.json"], shelf["lamp/versions/1.0.0.json"]);

        Problems(shelf).ShouldBe(["lamp has version 1.0.0 twice.", "The skill trimming is brought by more than one package: bell, lamp."]);
    }

    [Fact]
    public void An_earlier_versions_file_is_called_as_its_version()
    {
        shelf.Put("lamp", "1.0.0").Put("lamp", "1.1.0");
        File.Move(shelf["lamp/versions/1.0.0.json"], shelf["lamp/versions/0.9.0.json"]);

        Problems(shelf).ShouldBe(["lamp/versions/0.9.0.json: /version is 1.0.0, and the file is called 0.9.0.json."]);
    }

    [Fact]
    public void A_directory_without_the_schema_is_no_place_for_packages()
    {
        File.Delete(shelf["package.schema.json"]);

        Problems(shelf).ShouldHaveSingleItem().ShouldContain("package.schema.json is missing");
    }

    [Fact]
    public void A_manifest_is_kept_as_it_was_read()
    {
        var manifest = ManifestReader.ReadAll(Shelf.Seeds).Single(m => m is { Slug: "sales-automation", Version: "1.1.0" });

        var kept = ManifestReader.ReadStored(ManifestReader.Write(manifest));

        ManifestReader.Write(kept).ShouldBe(ManifestReader.Write(manifest));
        ManifestReader.Checksum(kept).ShouldBe(ManifestReader.Checksum(manifest));
    }

    [Fact]
    public void What_a_version_stands_for_is_in_its_checksum_and_how_it_is_told_is_not()
    {
        var lamp = Shelf.Manifest("lamp", "1.0.0").Read();
        var same = ManifestReader.Checksum(lamp);

        ManifestReader.Checksum(lamp with { Description = "Another sentence.", Readme = "More.", Featured = true, Published = false }).ShouldBe(same);
        ManifestReader.Checksum(Shelf.Manifest("lamp", "1.0.0").Brings("keeper").Read()).ShouldNotBe(same);
        ManifestReader.Checksum(Shelf.Manifest("lamp", "1.0.0").AsksFor("light").Read()).ShouldNotBe(same);
        ManifestReader.Checksum(Shelf.Manifest("lamp", "1.0.0").Asks("""{"a":{"type":"string"}}""").Read()).ShouldNotBe(same);
        ManifestReader.Checksum(Shelf.Manifest("lamp", "1.0.0").Needs("bell", "1.0.0").Read()).ShouldNotBe(same);
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0", true)]
    [InlineData("1.0.0", "2.5.0", true)]
    [InlineData("1.0.0", "0.9.9", false)]
    [InlineData("[1.0.0,2.0.0)", "1.9.9", true)]
    [InlineData("[1.0.0,2.0.0)", "2.0.0", false)]
    [InlineData("[1.2.0]", "1.2.1", false)]
    [InlineData("1.0.0", "1.0.0-beta", false)]
    public void A_dependency_is_met_by_its_version_and_later_ones_or_by_its_range(string asked, string installed, bool met) =>
        new PackageDependency("lamp", asked).IsMetBy(installed).ShouldBe(met);

    [Theory]
    [InlineData(null, true)]
    [InlineData("  ", true)]
    [InlineData("lamp", true)]
    [InlineData("LAM", true)]
    [InlineData("ＬＡＭＰ", true)]
    [InlineData("harbour light", true)]
    [InlineData("arbour", false)]
    [InlineData("harbour; 'drop", false)]
    [InlineData("keeper", true)]
    [InlineData("operations", true)]
    [InlineData("works-lamp", true)]
    public void A_search_finds_the_beginnings_of_words(string? text, bool found) =>
        PackageReading.Matches(Shelf.Manifest("lamp", "1.0.0").Brings("keeper").Read(), text).ShouldBe(found);

    [Fact]
    public void Versions_are_ordered_as_versions()
    {
        string[] versions = ["1.10.0", "1.9.0", "2.0.0-rc.1", "2.0.0"];

        versions.Select(v => Shelf.Manifest("lamp", v).Read()).OrderBy(m => m.Semantic, VersionComparer.VersionRelease).Select(m => m.Version).ShouldBe(["1.9.0", "1.10.0", "2.0.0-rc.1", "2.0.0"]);
    }

    private static IReadOnlyList<string> Problems(Shelf shelf) => Should.Throw<PackageManifestException>(() => ManifestReader.ReadAll(shelf.Directory)).Problems;

    private static void Set(JsonNode node, string[] path, string? value)
    {
        foreach (var step in path[..^1]) node = int.TryParse(step, out var at) ? node[at]! : node[step]!;
        if (value is null) node.AsObject().Remove(path[^1]);
        else node[path[^1]] = JsonNode.Parse(value);
    }
}
