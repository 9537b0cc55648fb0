using System.Globalization;
using System.Text;
using FleetPrompt.Core.Integrations.Mattermost;

namespace FleetPrompt.Core.Integrations.Digest;

/// <param name="Site">Where people reach FleetPrompt, for links; none without it.</param>
/// <param name="Summary">A few sentences of a language model's, to stand on top.</param>
public sealed record DigestLayout(int MaxLines = DigestConfiguration.UsualLines, bool IncludeCost = true, Uri? Site = null, string? Summary = null);

/// <summary>
/// Writes a digest as Mattermost renders it. The same facts make the same text, in at most so many lines and in one post. Everything that has a name of people's stands in it as it is, and notifies nobody.
/// </summary>
public static class DigestText
{
    private const int LongestSummary = 800;

    public static string Compose(DigestFacts facts, DigestLayout layout)
    {
        var sections = DigestSections.Of(facts, layout.IncludeCost);
        var head = Head(facts, layout, sections.Count > 0);
        // The headlines come first; what room is left is shared by the details.
        var shown = sections.Take(Math.Max(1, layout.MaxLines - head.Count)).ToList();
        for (var lines = Math.Max(0, layout.MaxLines - head.Count - shown.Count); ; lines--)
        {
            var text = Write(head, shown, lines);
            if (lines == 0 || MattermostPost.LengthOf(text) <= MattermostPost.MaxLength) return text;
        }
    }

    private static List<string> Head(DigestFacts facts, DigestLayout layout, bool any)
    {
        var lines = new List<string> { $"#### Daily ops digest: {MattermostText.Name(facts.Organization)}", Span(facts) };
        if (!any) lines.Add("Nothing happened in this time.");
        lines.Add(DigestAction.Of(facts) is { } next ? $"**Next:** {Link(next, layout.Site)}: {next.Reason}." : any ? "**Next:** nothing needs you." : "Nothing needs you.");
        if (Summary(layout.Summary) is { } summary) lines.Add($"> {summary} _(Agent: written by a language model. The figures below are counted.)_");
        if (any) lines.Add("");
        return lines;
    }

    private static string Write(List<string> head, List<DigestSection> sections, int lines)
    {
        var text = new StringBuilder().AppendJoin('\n', head);
        var given = Share([.. sections.Select(s => s.Details.Count)], lines);
        foreach (var (section, room) in sections.Zip(given))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- **{section.Title}:** {section.Headline}");
            foreach (var detail in section.Details.Take(room)) text.Append(CultureInfo.InvariantCulture, $"\n    - {detail}");
            if (room > 0 && room < section.Details.Count) text.Append(CultureInfo.InvariantCulture, $" … and {DigestSections.Number(section.Details.Count - room)} more");
        }

        return text.ToString();
    }

    /// <summary>Lines for each, one after the other in turn, until there are no more.</summary>
    private static int[] Share(int[] wanted, int lines)
    {
        var given = new int[wanted.Length];
        for (var turn = true; turn && lines > 0;)
        {
            turn = false;
            for (var i = 0; i < wanted.Length && lines > 0; i++)
            {
                if (given[i] == wanted[i]) continue;
                given[i]++;
                lines--;
                turn = true;
            }
        }

        return given;
    }

    private static string Span(DigestFacts facts)
    {
        return $"{Local(facts.Window.From)} – {Local(facts.Window.To)} ({MattermostText.Name(facts.Zone.Id)})";

        string Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, facts.Zone).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Link(DigestAction next, Uri? site) => site is null ? next.Verb : $"[{next.Verb}]({new Uri(site, next.Path).AbsoluteUri})";

    /// <summary>On one line, shortened, and word for word without any markup: who wrote it may have been told to write anything.</summary>
    private static string? Summary(string? text)
    {
        var line = new StringBuilder();
        foreach (var word in (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(MattermostText.Name).Where(w => w.Length > 0))
        {
            if (line.Length + word.Length > LongestSummary) return line.Append(" …").ToString();
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        return line.Length > 0 ? line.ToString() : null;
    }
}
