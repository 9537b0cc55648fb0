using System.Text.Json;
using FleetPrompt.Core.Packages.Schema;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

public sealed class JsonSchemaTests
{
    /// <summary>A schema, a value, and what is wrong with it: places and messages; empty where it fits.</summary>
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "")]
    [InlineData("""{"type":"string"}""", "1", " must be a text")]
    [InlineData("""{"type":"boolean"}""", "true", "")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", " must be true or false")]
    [InlineData("""{"type":"integer"}""", "3.0", "")]
    [InlineData("""{"type":"integer"}""", "3.5", " must be a whole number")]
    [InlineData("""{"type":"number"}""", "1e400", " must be a number")]
    [InlineData("""{"type":"null"}""", "null", "")]
    [InlineData("""{"type":"array"}""", "{}", " must be a list")]
    [InlineData("""{"type":"object"}""", "[]", " must be an object")]
    [InlineData("""{"type":["string","null"]}""", "null", "")]
    [InlineData("""{"type":["string","integer"]}""", "true", " must be a text or a whole number")]
    [InlineData("""{"enum":["a",1,{"x":[1,2]}]}""", """{"x":[1.0,2]}""", "")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", " must be one of a, b")]
    [InlineData("""{"const":7}""", "7.0", "")]
    [InlineData("""{"const":7}""", "8", " must be 7")]
    [InlineData("""{"required":["a","b"]}""", """{"a":null}""", "/b is missing")]
    [InlineData("""{"required":["a"]}""", "3", "")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1,"b":2}""", "/a must be a text")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1,"b":2}""", "/b is not known here")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":1,"b":"2"}""", "/b must be a whole number")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$"}}""", """{"a":1,"B":2}""", "/B must match ^[a-z]+$")]
    [InlineData("""{"propertyNames":{"enum":["a"]}}""", """{"a":1,"b":2}""", "/b must be one of a")]
    [InlineData("""{"items":{"type":"integer"}}""", """[1,"2",3]""", "/1 must be a whole number")]
    [InlineData("""{"minItems":1}""", "[]", " must have at least 1")]
    [InlineData("""{"maxItems":1}""", "[1,2]", " must have at most 1")]
    [InlineData("""{"uniqueItems":true}""", """[1,"1",true,null,[1],{"a":1}]""", "")]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1.0]", " has the same entry twice")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2,"a":1}]""", " has the same entry twice")]
    [InlineData("""{"uniqueItems":false}""", "[1,1]", "")]
    [InlineData("""{"minLength":1}""", "\"\"", " must not be empty")]
    [InlineData("""{"minLength":3}""", "\"ab\"", " must have at least 3 characters")]
    [InlineData("""{"maxLength":2}""", "\"abc\"", " must have at most 2 characters")]
    [InlineData("""{"maxLength":1}""", "\"\\ud83d\\ude00\"", "")]
    [InlineData("""{"maxLength":2}""", "\"e\\u0301\\u0301\"", " must have at most 2 characters")]
    [InlineData("""{"pattern":"b"}""", "\"abc\"", "")]
    [InlineData("""{"pattern":"^a$"}""", "\"ab\"", " must match ^a$")]
    [InlineData("""{"pattern":"^\\d$"}""", "\"\\u0663\"", " must match ^\\d$")]
    [InlineData("""{"pattern":"^a$"}""", "\"a\\n\"", " must match ^a$")]
    [InlineData("""{"pattern":"^[$]\\$$"}""", "\"$$\"", "")]
    [InlineData("""{"minimum":1}""", "0.99", " must be at least 1")]
    [InlineData("""{"maximum":1.5}""", "1.6", " must be at most 1.5")]
    [InlineData("""{"minimum":1}""", "1e400", " is too large a number")]
    [InlineData("true", "1", "")]
    [InlineData("false", "1", " is not known here")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", "1", " must be a text")]
    [InlineData("""{"$ref":"#/$defs/a","maxLength":1,"$defs":{"a":{"minLength":5}}}""", "\"ab\"", " must have at least 5 characters;  must have at most 1 characters")]
    public void A_value_fits_or_is_told_what_is_wrong_where(string schema, string value, string problems) => Problems(schema, value).ShouldBe(problems);

    [Fact]
    public void Everything_wrong_is_told_each_thing_once() =>
        Problems("""{"required":["a","b"],"properties":{"c":{"type":"string"}},"additionalProperties":false}""", """{"c":1,"d":2}""")
            .ShouldBe("/a is missing; /b is missing; /c must be a text; /d is not known here");

    [Theory]
    [InlineData("a/b", "/a~1b")]
    [InlineData("m~n", "/m~0n")]
    [InlineData("~1", "/~01")]
    [InlineData("", "/")]
    public void A_place_is_a_JSON_pointer(string name, string pointer) =>
        Problems("""{"additionalProperties":{"type":"string"}}""", JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 })).ShouldBe($"{pointer} must be a text");

    [Theory]
    [InlineData("""{"allOf":[]}""", "# uses \"allOf\"")]
    [InlineData("""{"properties":{"a":{"oneOf":[]}}}""", "#/properties/a uses \"oneOf\"")]
    [InlineData("""{"$defs":{"a/b":{"if":true}}}""", "#/$defs/a~1b uses \"if\"")]
    [InlineData("""{"items":{"multipleOf":2}}""", "#/items uses \"multipleOf\"")]
    [InlineData("[]", "# must be a schema")]
    [InlineData("""{"items":3}""", "#/items must be a schema")]
    [InlineData("""{"type":"text"}""", "#/type must be one of")]
    [InlineData("""{"type":[]}""", "#/type must be one of")]
    [InlineData("""{"type":3}""", "#/type must be one of")]
    [InlineData("""{"enum":"a"}""", "#/enum must be a list")]
    [InlineData("""{"required":[1]}""", "#/required must be a list of names")]
    [InlineData("""{"properties":[]}""", "#/properties must be an object")]
    [InlineData("""{"maxLength":"3"}""", "#/maxLength must be a number")]
    [InlineData("""{"minimum":1e400}""", "#/minimum must be a number")]
    [InlineData("""{"uniqueItems":1}""", "#/uniqueItems must be true or false")]
    [InlineData("""{"title":1}""", "#/title must be a text")]
    [InlineData("""{"pattern":"("}""", "#/pattern is not a regular expression")]
    [InlineData("""{"$ref":"#/$defs/a"}""", "#/$ref is #/$defs/a, which the schema does not define")]
    [InlineData("""{"items":{"$ref":"https://example.com/a"},"$defs":{}}""", "#/items/$ref is https://example.com/a")]
    public void What_is_not_understood_is_refused_and_not_passed_over(string schema, string problem) => Should.Throw<FormatException>(() => Schema(schema)).Message.ShouldContain(problem);

    [Fact]
    public void A_schema_may_nest_in_itself_and_a_value_only_so_deep()
    {
        const string Tree = """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","additionalProperties":false,"properties":{"next":{"$ref":"#/$defs/node"}}}}}""";

        Problems(Tree, Nested(10)).ShouldBe("");
        Problems(Tree, Nested(40)).ShouldEndWith(" is nested too deeply");
        Problems("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}""", "1").ShouldBe(" is nested too deeply");

        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"next\":", levels)) + "{}" + new string('}', levels);
    }

    [Fact]
    public void A_pattern_that_takes_too_long_does_not_match() =>
        Problems("""{"pattern":"^(a+)+$"}""", JsonSerializer.Serialize(new string('a', 5_000) + "!")).ShouldBe(" must match ^(a+)+$");

    private static string Problems(string schema, string value) => string.Join("; ", Schema(schema).Evaluate(Json(value)).Select(p => $"{p.At} {p.Message}"));

    private static JsonSchema Schema(string schema) => JsonSchema.From(Json(schema));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
