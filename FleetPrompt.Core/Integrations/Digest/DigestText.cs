using System.Globalization;
using FleetPrompt.Core.Integrations.Mattermost;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Writes a digest: the same facts are the same text, in Markdown as Mattermost shows it, within one post, and nobody is notified by it.</summary>
public static class DigestText
{
    /// <summary>Well below what one post may hold, so that a summary fits above it.</summary>
    public const int MaxLength = 12_000;

    /// <param name="maxLines">As many lines as there may be.</param>
    /// <param name="site">Where FleetPrompt is reached, for links; null for none.</param>
    /// <param name="summary">Sentences by a model, cleaned; null for none. They are labelled.</param>
    public static string Compose(DigestFacts facts, int maxLines, bool withCost, Uri? site, string? summary = null)
    {
        List<string> head = [$"#### {MattermostText.Name(facts.Organization)}: daily ops digest", $"_{Span(facts)}_", .. summary is null ? [] : (string[])["", $"> {summary} _(Agent: written by a language model. The figures below are counted.)_"]];
        var next = NextAction(facts, site);
        var body = facts.IsEmpty ? ["Nothing happened: no installs, no executions, no directives."] : Body(facts, withCost).ToList();
        List<string> foot = ["", $"**Next:** {next}"];
        return Fit(head, body, foot, Math.Max(maxLines, DigestConfiguration.FewestLines));
    }

    /// <summary>The one thing to do, by the first rule that holds.</summary>
    internal static string NextAction(DigestFacts facts, Uri? site) =>
        facts switch
        {
            { Undecided: > 0 } => $"say whether {Count(facts.Undecided, "message", "messages")} arrived that nobody knows of ({Link("executions", "/executions", site)}).",
            { RefusedConnections: > 0 } => $"connect again: {Count(facts.RefusedConnections, "connection was", "connections were")} refused ({Link("integrations", "/settings/integrations", site)}).",
            _ when facts.Packages.FirstOrDefault(p => p.Failed > 0) is { } package => $"look why {MattermostText.Name(package.Package)} could not be {Done(package.Act)}, then rerun it ({Link("failed directives", "/directives?status=failed", site)}).",
            _ when facts.Failures.FirstOrDefault() is { } failure => $"look at `{failure.Directive}`, which failed {Times(failure.Count)} with {MattermostText.Name(failure.Kind)} ({Link("failed directives", "/directives?status=failed", site)}).",
            { IsEmpty: true } => $"nothing to do. {Link("Marketplace", "/marketplace", site)} has agents and workflows to begin with.",
            _ => "nothing: all that was asked for was done.",
        };

    private static IEnumerable<string> Body(DigestFacts facts, bool withCost)
    {
        if (facts.Packages.Count > 0)
        {
            yield return "";
            yield return "**Packages**";
            foreach (var p in facts.Packages) yield return $"- {MattermostText.Name(p.Package)}: {p.Act} {Outcomes((p.Completed, "completed"), (p.Failed, "failed"))}";
        }

        if (facts.Executions.Count > 0)
        {
            yield return "";
            yield return "**Executions**";
            foreach (var e in facts.Executions) yield return $"- {MattermostText.Name(e.Name)}: {Outcomes((e.Completed, "completed"), (e.Failed, "failed"), (e.Uncertain, "uncertain"))}";
        }

        if (facts.Directives.Count > 0)
        {
            yield return "";
            yield return $"**Directives:** {string.Join(", ", facts.Directives.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{Number(d.Value)} {d.Key}"))}";
        }

        if (facts.Failures.Count > 0)
        {
            yield return "";
            yield return "**Failures by kind**";
            foreach (var f in facts.Failures) yield return $"- {MattermostText.Name(f.Kind)}: {MattermostText.Name(f.Directive)}, {Times(f.Count)}";
        }

        if (facts.Threads + facts.Posts > 0)
        {
            yield return "";
            yield return $"**Forum:** {Count(facts.Threads, "new thread", "new threads")}, {Count(facts.Posts, "post", "posts")}";
        }

        if (withCost && (facts.CostMicros > 0 || facts.Tokens > 0))
        {
            yield return "";
            yield return string.Create(CultureInfo.InvariantCulture, $"**Cost:** about {facts.CostMicros / 1_000_000m:0.0000} USD, {facts.Tokens:N0} tokens");
        }
    }

    /// <summary>Takes lines from the end of the body until the whole is short enough, and says how many.</summary>
    private static string Fit(List<string> head, List<string> body, List<string> foot, int maxLines)
    {
        var room = maxLines - head.Count - foot.Count;
        for (var taken = Math.Min(body.Count, room); ; taken--)
        {
            List<string> shown = taken == body.Count ? body : [.. body.Take(Math.Max(0, taken - 1)), $"… and {Count(body.Count - Math.Max(0, taken - 1), "more line", "more lines")}"];
            var text = string.Join('\n', [.. head, .. shown, .. foot]);
            if (text.Length <= MaxLength || taken <= 1) return text;
        }
    }

    private static string Span(DigestFacts facts) =>
        string.Create(CultureInfo.InvariantCulture, $"{Local(facts.Window.From, facts.Zone):ddd d MMM HH:mm} to {Local(facts.Window.To, facts.Zone):ddd d MMM HH:mm} ({facts.Zone.Id})");

    private static DateTimeOffset Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone);

    private static string Outcomes(params (int Count, string Word)[] outcomes) => string.Join(", ", outcomes.Where(o => o.Count > 0).Select(o => $"{Number(o.Count)} {o.Word}"));

    private static string Link(string text, string path, Uri? site) => site is null ? text : $"[{text}]({new Uri(site, path).AbsoluteUri})";

    private static string Done(string act) => act switch { "install" => "installed", "upgrade" => "upgraded", "uninstall" => "uninstalled", _ => $"{act}d" };

    private static string Times(int count) => count == 1 ? "once" : $"{Number(count)} times";

    private static string Count(int count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
