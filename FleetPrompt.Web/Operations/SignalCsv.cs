using System.Globalization;
using System.Text;
using FleetPrompt.Web.Live;

namespace FleetPrompt.Web.Operations;

/// <summary>Signals as CSV (RFC 4180). Every cell is quoted, and one that a spreadsheet would take for a formula begins with an apostrophe.</summary>
internal static class SignalCsv
{
    public static readonly string Header = Line(
        "id", "name", "stream", "occurred_at", "recorded_at", "source", "actor_type", "actor_id", "subject_type", "subject_id", "correlation_id", "causation_id", "dedupe_key", "visibility", "payload", "metadata");

    public static string Of(SignalMessage s) =>
        Line(
            $"{s.Id}", s.Name, s.Stream, Time(s.OccurredAt), Time(s.RecordedAt), s.Source, s.ActorType, $"{s.ActorId}", s.SubjectType, $"{s.SubjectId}", $"{s.CorrelationId}", $"{s.CausationId}",
            s.DedupeKey ?? "", s.Visibility, s.Payload.GetRawText(), s.Metadata.GetRawText());

    /// <summary>One cell.</summary>
    public static string Cell(string text) => $"\"{(text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Line(params IEnumerable<string> cells) => new StringBuilder().AppendJoin(',', cells.Select(Cell)).Append("\r\n").ToString();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
