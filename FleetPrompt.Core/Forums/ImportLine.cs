using System.Globalization;
using System.Text.Json;
using FleetPrompt.Core.Content;

namespace FleetPrompt.Core.Forums;

/// <summary>A thread with its replies, as one line of an import file holds it.</summary>
public sealed record ImportLine(string Id, string Title, string Text, ContentFormat Format, IReadOnlyList<string> Tags, DateTimeOffset Created, string Author, IReadOnlyList<ImportReply> Replies)
{
    public const int MaxLineLength = 4_000_000;
    private const int MaxTags = 10;

    /// <summary>The line as a thread, or everything that is wrong with it.</summary>
    public static Result<ImportLine> Parse(string line)
    {
        if (line.Length > MaxLineLength) return new Invalid("line", $"the line has {line.Length:N0} characters; at most {MaxLineLength:N0} are read");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException fault)
        {
            return new Invalid("line", $"not JSON (at byte {fault.BytePositionInLine + 1})");
        }
        catch (ArgumentException)
        {
            return new Invalid("line", "not Unicode text");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) return new Invalid("line", "not a JSON object");
            var read = new LineReader(document.RootElement, "");
            var format = FormatOf(read);
            var replies = read.Items("replies").Select((item, i) => ReplyOf(new LineReader(item, $"replies[{i}]."), read)).ToList();
            var thread = new ImportLine(
                read.Text("id", 200),
                read.Text("title", ContentLimits.Default.MaxTitleLength),
                read.Text("text", ContentLimits.Default.MaxPostLength),
                format,
                [.. read.Items("tags").Select(t => LineReader.Whole(t)?.Trim() ?? "").Where(t => t.Length is > 0 and <= 40).Distinct().Take(MaxTags)],
                read.Time("created"),
                read.Text("author", 80),
                replies);
            return read.Problems.Count == 0 ? thread : new Invalid(read.Problems);
        }
    }

    private static ImportReply ReplyOf(LineReader read, LineReader report)
    {
        var reply = new ImportReply(
            read.Text("id", 200),
            read.Text("text", ContentLimits.Default.MaxPostLength),
            read.Time("created"),
            read.Text("author", 80),
            read.Flag("accepted"));
        report.Problems.AddRange(read.Problems);
        return reply;
    }

    private static ContentFormat FormatOf(LineReader read)
    {
        switch (read.Optional("format"))
        {
            case null or "markdown":
                return ContentFormat.Markdown;
            case "html":
                return ContentFormat.Html;
            default:
                read.Problems.Add(new("format", "\"format\" is neither \"markdown\" nor \"html\""));
                return ContentFormat.Markdown;
        }
    }

    /// <summary>Reads members and collects what is wrong with them.</summary>
    private sealed class LineReader(JsonElement element, string prefix)
    {
        public List<FieldProblem> Problems { get; } = [];

        public string? Optional(string name) =>
            Member(name) is { ValueKind: not JsonValueKind.Null } value ? Whole(value) ?? value.GetRawText() : null;

        public bool Flag(string name) => Member(name) is { ValueKind: JsonValueKind.True };

        public IEnumerable<JsonElement> Items(string name)
        {
            var value = Member(name);
            if (value is null or { ValueKind: JsonValueKind.Null }) return [];
            if (value is { ValueKind: JsonValueKind.Array } array) return array.EnumerateArray();
            Problem(name, "is not a list");
            return [];
        }

        public string Text(string name, int longest)
        {
            var text = Member(name) switch
            {
                { ValueKind: JsonValueKind.String } value => Whole(value)?.Replace("\0", "", StringComparison.Ordinal).Trim(),
                { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
                _ => "",
            };
            if (text is null) Problem(name, "holds half a character");
            else if (text.Length == 0) Problem(name, "is missing or empty");
            else if (text.Length > longest) Problem(name, $"has {text.Length:N0} characters; at most {longest:N0} fit");
            return text ?? "";
        }

        /// <summary>The text of a JSON string; null for anything else, and where an escape stands for one half of a surrogate pair.</summary>
        public static string? Whole(JsonElement value)
        {
            try
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }

        public DateTimeOffset Time(string name)
        {
            var value = Member(name);
            if (value is { ValueKind: JsonValueKind.String } text
                && DateTimeOffset.TryParse(Whole(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
            if (value is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is > -62_135_596_800 and < 253_402_300_800)
                return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            Problem(name, "is neither an ISO 8601 time nor Unix seconds");
            return default;
        }

        private void Problem(string name, string what) => Problems.Add(new(prefix + name, $"\"{prefix}{name}\" {what}"));

        private JsonElement? Member(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
    }
}

public sealed record ImportReply(string Id, string Text, DateTimeOffset Created, string Author, bool Accepted);
