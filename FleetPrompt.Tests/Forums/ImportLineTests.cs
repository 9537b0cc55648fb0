using System.Text.Json.Nodes;
using FleetPrompt.Core;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ImportLineTests
{
    private const string Good = """
        {"id":"q1","title":"How?","text":"Like so.","created":"2024-03-01T12:00:00Z","author":"ana","tags":["a","b"],
         "replies":[{"id":"r1","text":"Yes.","created":1709294400,"author":"ben","accepted":true}]}
        """;

    [Fact]
    public void A_line_is_a_thread_with_its_replies()
    {
        var line = ImportLine.Parse(Good).Value;

        line.Id.ShouldBe("q1");
        line.Title.ShouldBe("How?");
        line.Format.ShouldBe(ContentFormat.Markdown);
        line.Tags.ShouldBe(["a", "b"]);
        line.Created.ShouldBe(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));
        line.Replies.ShouldBe([new ImportReply("r1", "Yes.", new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero), "ben", true)]);
    }

    [Theory]
    [InlineData("1709294400", "2024-03-01T12:00:00")]
    [InlineData("1709294400.5", "2024-03-01T12:00:00.5")]
    [InlineData("0", "1970-01-01T00:00:00")]
    [InlineData("-1", "1969-12-31T23:59:59")]
    [InlineData("\"2024-03-01T14:00:00+02:00\"", "2024-03-01T12:00:00")]
    [InlineData("\"2024-03-01T12:00:00\"", "2024-03-01T12:00:00")]
    [InlineData("\"2024-03-01\"", "2024-03-01T00:00:00")]
    public void Time_is_ISO_8601_or_Unix_seconds_and_without_a_zone_it_is_UTC(string json, string utc) =>
        ImportLine.Parse(With("created", json)).Value.Created.ShouldBe(new DateTimeOffset(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero));

    [Theory]
    [InlineData("\"html\"", ContentFormat.Html)]
    [InlineData("\"markdown\"", ContentFormat.Markdown)]
    [InlineData("null", ContentFormat.Markdown)]
    public void The_format_is_html_or_markdown(string json, ContentFormat format) => ImportLine.Parse(With("format", json)).Value.Format.ShouldBe(format);

    [Theory]
    [InlineData("\"HTML\"")]
    [InlineData("\"bbcode\"")]
    [InlineData("\"\"")]
    [InlineData("5")]
    [InlineData("[\"html\"]")]
    public void Another_format_is_refused(string json) => Problem(With("format", json)).ShouldBe("\"format\" is neither \"markdown\" nor \"html\"");

    [Theory]
    [InlineData("", "not JSON (at byte 1)")]
    [InlineData("{", "not JSON (at byte 2)")]
    [InlineData("{\"id\":}", "not JSON (at byte 7)")]
    [InlineData("{} {}", "not JSON (at byte 4)")]
    [InlineData("[1,2]", "not a JSON object")]
    [InlineData("\"text\"", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    public void What_is_not_an_object_is_refused_whole(string line, string problem) => Problem(line).ShouldBe(problem);

    [Fact]
    public void Half_a_character_is_no_text() => Problem($$"""{"id":"{{(char)0xD800}}"}""").ShouldBe("not Unicode text");

    [Fact]
    public void Json_that_is_nested_without_end_is_refused() =>
        Problem(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1").ShouldStartWith("not JSON (at byte ");

    [Fact]
    public void A_line_beyond_the_limit_is_not_read() =>
        Problem("\"" + new string('x', ImportLine.MaxLineLength)).ShouldStartWith("the line has 4");

    [Theory]
    [InlineData("id", "\"\"", "\"id\" is missing or empty")]
    [InlineData("title", "null", "\"title\" is missing or empty")]
    [InlineData("title", "\"  \\u0000 \"", "\"title\" is missing or empty")]
    [InlineData("text", "{}", "\"text\" is missing or empty")]
    [InlineData("author", "false", "\"author\" is missing or empty")]
    [InlineData("author", "\"\\ud800\"", "\"author\" holds half a character")]
    [InlineData("created", "null", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("created", "\"yesterday\"", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("created", "\"\\udc00\"", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("created", "1e300", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("created", "253402300800", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("created", "-99999999999999", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("created", "\"0001-01-01T00:00:00+14:00\"", "\"created\" is neither an ISO 8601 time nor Unix seconds")]
    [InlineData("replies", "{}", "\"replies\" is not a list")]
    [InlineData("tags", "\"a\"", "\"tags\" is not a list")]
    public void A_bad_member_is_named(string member, string json, string problem) => Problem(With(member, json)).ShouldBe(problem);

    [Theory]
    [InlineData("id", 201)]
    [InlineData("title", 201)]
    [InlineData("text", 32_001)]
    [InlineData("author", 81)]
    public void A_member_that_is_too_long_is_named_with_its_limit(string member, int length) =>
        Problem(With(member, $"\"{new string('x', length)}\"")).ShouldMatch($"^\"{member}\" has .+ characters; at most .+ fit$");

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var problems = ((Invalid)ImportLine.Parse("""{"replies":[{"id":"r1"},5]}""").Error!).Problems.Select(p => p.Field);

        problems.ShouldBe(
            [
                "id", "title", "text", "created", "author",
                "replies[0].text", "replies[0].created", "replies[0].author",
                "replies[1].id", "replies[1].text", "replies[1].created", "replies[1].author",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void A_number_may_be_an_id() => ImportLine.Parse(With("id", "42")).Value.Id.ShouldBe("42");

    [Fact]
    public void Tags_that_do_not_fit_are_left_out()
    {
        var tags = $"""["a"," a ","",5,null,"\ud800","{new string('x', 41)}",{string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"t{i}\""))}]""";

        ImportLine.Parse(With("tags", tags)).Value.Tags.ShouldBe(["a", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8"]);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", false)]
    [InlineData("1", false)]
    public void Only_true_accepts_a_reply(string json, bool accepted) =>
        ImportLine.Parse(With("replies", $$"""[{"id":"r","text":"t","created":1,"author":"b","accepted":{{json}}}]""")).Value.Replies[0].Accepted.ShouldBe(accepted);

    private static string Problem(string line) => ImportLine.Parse(line).Error.ShouldNotBeNull().Message;

    /// <summary>The good line with one member replaced, as JSON text so that anything can stand there.</summary>
    private static string With(string member, string json)
    {
        var line = JsonNode.Parse(Good)!.AsObject();
        line.Remove(member);
        return line.ToJsonString()[..^1] + $",\"{member}\":{json}}}";
    }
}
