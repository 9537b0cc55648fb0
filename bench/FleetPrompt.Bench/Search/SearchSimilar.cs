using System.Globalization;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Web.Operations;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Bench.Search;

/// <summary>
/// How well a thread is found by the title that somebody else would give it: recall@3 and the mean reciprocal rank over labelled titles. The floor is one who knows no language: the alikeness of
/// the letters alone.
/// </summary>
/// <remarks>
/// The labelled set over the demo's threads stands here. Another is measured with <c>FLEETPROMPT_BENCH_THREADS</c> (threads in the import format) and <c>FLEETPROMPT_BENCH_LABELS</c> (lines of a
/// thread's id or title, a tab, and a title that means the same).
/// </remarks>
internal sealed class SearchSimilar : Measure
{
    private const int Deepest = 10;

    public override string Name => "search.similar";

    public override string About => "recall@3 and MRR of the duplicate finder, on labelled titles";

    public override async IAsyncEnumerable<Line> RunAsync(BenchServer server, int repeats, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (tenant, labels, set) = await SetAsync(server, cancel);
        var work = server.Get<WorkRunner>();
        await work.HeartbeatAsync(cancel);
        await work.RunOutAsync(cancel);

        var operation = OperationContext.New(tenant, Actor.System, Sources.Job);
        var threads = await server.Get<IUnits>().ReadAsync(operation, unit => unit.Db.Set<ForumThread>().AsNoTracking().Select(t => new { t.Id, t.ImportId, t.Title }).ToListAsync(cancel), cancel);
        var (own, floor) = (new List<int?>(), new List<int?>());
        foreach (var (wanted, asked) in labels)
        {
            var title = threads.FirstOrDefault(t => t.ImportId == wanted)?.Title ?? wanted;
            var right = threads.Where(t => t.Title == title).Select(t => t.Id).ToHashSet();
            if (right.Count == 0) throw new InvalidOperationException($"The labelled thread '{wanted}' is not among the threads.");
            var found = await server.Get<IUnits>().ReadAsync(operation, unit => server.Get<IForumIndex>().SimilarAsync(unit, SearchLanguage.Default, asked, Deepest, cancel), cancel);
            own.Add(RankOf(found.Select(f => f.ThreadId), right));
            var letters = await server.AskAsync<Guid[]>(
                $"select array_agg(id order by alike desc, id) from (select id, ext.similarity(title, '{asked.Replace("'", "''", StringComparison.Ordinal)}') as alike from {tenant.Schema}.forum_threads order by 2 desc, 1 limit {Deepest}) t",
                cancel);
            floor.Add(RankOf(letters, right));
        }

        var conditions = string.Create(CultureInfo.InvariantCulture, $"set={set} threads={threads.Count} labels={labels.Count}");
        yield return Of("recall_at_3", own, floor, r => r <= 3 ? 1 : 0, conditions);
        yield return Of("mrr", own, floor, r => r is { } rank ? 1d / rank : 0, conditions);
    }

    private Line Of(string unit, List<int?> own, List<int?> floor, Func<int?, double> worth, string conditions)
    {
        var (mine, least) = (own.Average(worth), floor.Average(worth));
        return new Line(Name, Figures.Round(mine), unit, null, null, Figures.Round(least), Figures.Round(mine / least), own.Count, conditions);
    }

    private static int? RankOf(IEnumerable<Guid> found, HashSet<Guid> right) => found.Select((id, i) => (id, Rank: i + 1)).Where(f => right.Contains(f.id)).Select(f => (int?)f.Rank).FirstOrDefault();

    private static async Task<(TenantRef Tenant, IReadOnlyList<(string Wanted, string Asked)> Labels, string Set)> SetAsync(BenchServer server, CancellationToken cancel)
    {
        if (Environment.GetEnvironmentVariable("FLEETPROMPT_BENCH_THREADS") is { } threads && Environment.GetEnvironmentVariable("FLEETPROMPT_BENCH_LABELS") is { } labels)
        {
            var tenant = (await server.TenantsAsync(1, cancel))[0];
            using var lines = new StreamReader(threads);
            await server.Get<ForumImport>().RunAsync(tenant, lines, new ImportSettings("bench", "Bench"), cancel: cancel);
            return (tenant, Labels(await File.ReadAllTextAsync(labels, cancel)), Path.GetFileNameWithoutExtension(labels));
        }

        await server.Get<Demo>().SeedAsync(cancel);
        return ((await server.Get<ITenantDirectory>().FindAsync("demo", cancel))!, Labels(Resource("similar-demo.tsv")), "demo");
    }

    private static IReadOnlyList<(string, string)> Labels(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => l.Split('\t')).Select(l => (l[0], l[1]))];

    private static string Resource(string name)
    {
        using var stream = typeof(SearchSimilar).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
