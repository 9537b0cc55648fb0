using System.Text.Json;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Web.Packages;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

public sealed class ConfigFieldTests
{
    private static readonly PackageManifest Lamp = Shelf.Manifest("lamp", "1.0.0").Asks(
        """
        {
          "colour": { "type": "string", "title": "Colour", "description": "Of the light.", "enum": ["red", "green"], "default": "red" },
          "watts": { "type": "integer", "minimum": 1, "maximum": 100, "default": 40 },
          "range": { "type": "number" },
          "lit": { "type": "boolean", "default": true },
          "zone": { "type": "string", "format": "iana-time-zone", "maxLength": 64 }
        }
        """,
        "zone").Read();

    private static readonly IReadOnlyList<ConfigField> Fields = ConfigField.Of(Lamp);

    [Fact]
    public void A_schema_describes_the_fields_of_a_form_in_its_order()
    {
        Fields.Select(f => (f.Key, f.Title, f.Type, f.Default, f.Required)).ShouldBe(
        [
            ("c.colour", "Colour", "string", "red", false),
            ("c.watts", "watts", "integer", "40", false),
            ("c.range", "range", "number", null, false),
            ("c.lit", "lit", "boolean", "true", false),
            ("c.zone", "zone", "string", null, true),
        ]);
        (Fields[0].Hint, string.Join(',', Fields[0].Choices)).ShouldBe(("Of the light.", "red,green"));
        (Fields[1].Minimum, Fields[1].Maximum, Fields[4].MaxLength, Fields[4].Format).ShouldBe((1, 100, 64, "iana-time-zone"));
    }

    [Theory]
    [InlineData("", """{"colour":"red","watts":40,"lit":true}""")]
    [InlineData("c.lit=false", """{"colour":"red","watts":40,"lit":false}""")]
    [InlineData("c.lit=true&c.watts=7&c.range=1.5&c.colour=green&c.zone= Europe/Berlin ", """{"colour":"green","watts":7,"range":1.5,"lit":true,"zone":"Europe/Berlin"}""")]
    [InlineData("c.watts=&c.colour=", """{"lit":true}""")]
    public void What_is_not_written_has_its_default_and_what_is_emptied_has_none(string form, string config) => Json(form, defaults: true).ShouldBe(config);

    [Theory]
    [InlineData("", "{}")]
    [InlineData("c.lit=false&c.zone=UTC", """{"lit":false,"zone":"UTC"}""")]
    public void A_form_that_was_sent_has_no_defaults(string form, string config) => Json(form, defaults: false).ShouldBe(config);

    /// <summary>It stays what it was, for the schema to say what is wrong with it.</summary>
    [Theory]
    [InlineData("c.watts=many", """{"watts":"many"}""")]
    [InlineData("c.watts=1,5", """{"watts":"1,5"}""")]
    [InlineData("c.range=-2.5", """{"range":-2.5}""")]
    [InlineData("c.watts=1e3", """{"watts":"1e3"}""")]
    [InlineData("c.unknown=1", "{}")]
    public void A_number_is_read_as_browsers_send_it(string form, string config) => Json(form, defaults: false).ShouldBe(config);

    [Fact]
    public void A_configuration_comes_back_as_the_form_it_was()
    {
        const string Form = "c.colour=green&c.watts=7&c.range=1.5&c.lit=false&c.zone=UTC";
        using var config = JsonDocument.Parse(Json(Form, defaults: false));

        string.Join('&', Fields.Select(f => $"{f.Key}={ConfigField.TextOf(config.RootElement, f)}")).ShouldBe(Form);
        ConfigField.TextOf(JsonDocument.Parse("{}").RootElement, Fields[0]).ShouldBeNull();
    }

    [Fact]
    public void A_package_without_fields_has_an_empty_configuration()
    {
        ConfigField.Of(Shelf.Manifest("lamp", "1.0.0").Read()).ShouldBeEmpty();
        ConfigField.ToJson([], _ => "x", defaults: true).GetRawText().ShouldBe("{}");
    }

    private static string Json(string form, bool defaults)
    {
        var written = form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        return ConfigField.ToJson(Fields, key => written.GetValueOrDefault(key), defaults).GetRawText();
    }
}
