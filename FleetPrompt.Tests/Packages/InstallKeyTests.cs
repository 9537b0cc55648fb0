using System.Text.Json;
using FleetPrompt.Core.Packages;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

/// <summary>What makes two requests for a package the same.</summary>
public sealed class InstallKeyTests
{
    private const string Config = """{"zone":"UTC","more":{"a":1,"b":[1,2]}}""";

    [Fact]
    public void A_key_names_tenant_package_version_and_the_checksum_of_the_configuration()
    {
        Key(Config).ShouldMatch("^dir:pkg_install:demo:lamp:1\\.0\\.0:[0-9a-f]{16}$");
        Key(Config).ShouldBe(Key(Config));
    }

    [Theory]
    [InlineData("""{ "zone" : "UTC", "more": { "a": 1, "b": [1, 2] } }""")]
    [InlineData("""{"more":{"b":[1,2],"a":1},"zone":"UTC"}""")]
    public void Spaces_and_the_order_of_members_make_no_difference(string same) => Key(same).ShouldBe(Key(Config));

    [Theory]
    [InlineData("""{"zone":"UTC","more":{"a":1,"b":[2,1]}}""")]
    [InlineData("""{"zone":"UTC"}""")]
    [InlineData("""{"zone":"UTC","more":{"a":1,"b":[1,2]},"reason":"another"}""")]
    public void Another_configuration_has_another_key(string other) => Key(other).ShouldNotBe(Key(Config));

    [Fact]
    public void Each_part_of_the_key_matters() =>
        new[]
        {
            Key(Config), Key(Config, "bell"), Key(Config, version: "1.0.1"), Key(Config, generation: 2), Key(Config, generation: 3),
            Installations.InstallKey(Rooms.Acme, Shelf.Manifest("lamp", "1.0.0").Read(), JsonDocument.Parse(Config).RootElement, 1),
        }.ShouldBeUnique();

    private static string Key(string config, string slug = "lamp", string version = "1.0.0", int generation = 1) =>
        Installations.InstallKey(Rooms.Demo, Shelf.Manifest(slug, version).Read(), JsonDocument.Parse(config).RootElement, generation);
}
