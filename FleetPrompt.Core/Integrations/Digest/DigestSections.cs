using System.Globalization;
using FleetPrompt.Core.Integrations.Mattermost;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>A part of a digest: a line, and what may stand below it.</summary>
internal sealed record DigestSection(string Title, string Headline, IReadOnlyList<string> Details);

/// <summary>The parts of which there is something to say, the most important first.</summary>
internal static class DigestSections
{
    /// <summary>Names in one line; the others are counted.</summary>
    private const int NamesInLine = 5;

    /// <summary>What a verb has done when it is done.</summary>
    private static readonly (string Verb, string Done)[] Verbs =
        [("install", "installed"), ("upgrade", "upgraded"), ("configure", "configured"), ("enable", "enabled"), ("disable", "disabled"), ("uninstall", "uninstalled")];

    public static IReadOnlyList<DigestSection> Of(DigestFacts facts, bool costs)
    {
        DigestSection?[] all = [Packages(facts), Executions(facts), Directives(facts), Messages(facts), Errors(facts), Forum(facts), costs ? Cost(facts) : null];
        return [.. all.OfType<DigestSection>()];
    }

    private static DigestSection? Packages(DigestFacts facts)
    {
        var done = Verbs.Select(v => (Count: facts.Packages.Where(p => p.Verb == v.Verb).Sum(p => p.Completed), v.Done));
        var failed = facts.Packages.Sum(p => p.Failed);
        var open = facts.Packages.Sum(UnderWay);
        var details =
            from package in facts.Packages.GroupBy(p => p.Package)
            let states = Verbs.SelectMany(v => States(v.Verb, v.Done, [.. package.Where(p => p.Verb == v.Verb)])).ToList()
            where states.Count > 0
            select ((long)package.Sum(p => p.Failed), $"{Name(package.Key)}: {string.Join(", ", states)}");
        return Section("Packages", [.. done, (failed, "failed"), (open, "under way")], details);
    }

    private static IEnumerable<string> States(string verb, string done, IReadOnlyList<PackageCount> counts)
    {
        var (completed, failed, open) = (counts.Sum(c => c.Completed), counts.Sum(c => c.Failed), counts.Sum(UnderWay));
        if (completed > 0) yield return Times(done, completed);
        if (failed > 0) yield return $"**{Times($"{verb} failed", failed)}**";
        if (open > 0) yield return Times($"{verb} under way", open);
    }

    /// <summary>Asked for, and not heard of since.</summary>
    private static int UnderWay(PackageCount count) => Math.Max(0, count.Requested - count.Completed - count.Failed);

    private static DigestSection? Executions(DigestFacts facts) =>
        Section(
            "Executions",
            [(facts.Executions.Sum(e => e.Completed), "completed"), (facts.Executions.Sum(e => e.Failed), "failed"), (facts.Executions.Sum(e => e.Uncertain), "uncertain")],
            facts.Executions.Where(e => e.Completed + e.Failed + e.Uncertain > 0)
                .Select(e => (Weight(e), $"{Name(e.Name)}: {Counts([(e.Completed, "completed"), (e.Failed, "failed"), (e.Uncertain, "uncertain")])}")));

    /// <summary>What went wrong before what only happened.</summary>
    private static long Weight(ExecutionCount count) => ((long)count.Failed + count.Uncertain) * int.MaxValue + count.Completed;

    private static DigestSection? Directives(DigestFacts facts) =>
        Section(
            "Directives",
            [(facts.Directives.Succeeded, "succeeded"), (facts.Directives.Failed, "failed"), (facts.Directives.Canceled, "canceled"), (facts.Directives.Waiting, "waiting")],
            facts.DirectiveFailures.Select(f => ((long)f.Count, $"failed ({Name(f.ErrorKind)}): {Number(f.Count)}{In(f.Directives)}")));

    private static DigestSection? Messages(DigestFacts facts) =>
        Section("Messages", [(facts.Messages.Sent, "sent"), (facts.Messages.Failed, "failed"), (facts.Messages.Uncertain, "uncertain")], []);

    private static DigestSection? Errors(DigestFacts facts)
    {
        var errors = facts.Errors.Where(e => e.Count > 0).ToList();
        if (errors.Count == 0) return null;
        var kinds = Ranked(errors.GroupBy(e => e.ErrorKind).Select(g => g.Sum(e => (long)e.Count) is var count ? (count, $"{Name(g.Key)} {Number(count)}") : default));
        return new DigestSection("Top errors", Listed(kinds), Ranked(errors.Select(e => ((long)e.Count, $"{Name(e.Where)}: {Times(Name(e.ErrorKind), e.Count)}"))));
    }

    private static DigestSection? Forum(DigestFacts facts) =>
        Section("Forum", [(facts.Forum.Threads, facts.Forum.Threads == 1 ? "new thread" : "new threads"), (facts.Forum.Posts, facts.Forum.Posts == 1 ? "new post" : "new posts")], []);

    private static DigestSection? Cost(DigestFacts facts)
    {
        var usage = facts.Usage;
        if (usage.CostMicros <= 0 && usage.InputTokens <= 0 && usage.OutputTokens <= 0) return null;
        return new DigestSection("Cost", $"about {(usage.CostMicros / 1_000_000m).ToString("0.00##", CultureInfo.InvariantCulture)} USD for {Number(usage.InputTokens)} tokens read and {Number(usage.OutputTokens)} written", []);
    }

    private static DigestSection? Section(string title, (int Count, string What)[] counts, IEnumerable<(long Weight, string Text)> details) =>
        counts.Any(c => c.Count > 0) ? new DigestSection(title, Counts(counts), Ranked(details)) : null;

    /// <summary>The weightiest first, and always in the same order.</summary>
    private static IReadOnlyList<string> Ranked(IEnumerable<(long Weight, string Text)> lines) => [.. lines.OrderByDescending(l => l.Weight).ThenBy(l => l.Text, StringComparer.Ordinal).Select(l => l.Text)];

    private static string Counts((int Count, string What)[] counts) => string.Join(", ", counts.Where(c => c.Count > 0).Select(c => $"{Number(c.Count)} {c.What}"));

    private static string In(IReadOnlyList<string> names) => names.Count == 0 ? "" : $", in {Listed([.. names.Distinct().Order(StringComparer.Ordinal).Select(Name)])}";

    private static string Listed(IReadOnlyList<string> parts) =>
        parts.Count <= NamesInLine ? string.Join(", ", parts) : $"{string.Join(", ", parts.Take(NamesInLine))} and {Number(parts.Count - NamesInLine)} more";

    private static string Times(string what, int count) => count == 1 ? what : $"{what} ×{Number(count)}";

    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Name(string name) => MattermostText.Name(name);
}
