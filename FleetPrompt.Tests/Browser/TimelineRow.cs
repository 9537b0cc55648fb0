using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;

namespace FleetPrompt.Tests.Browser;

/// <summary>A row of a timeline as it stands on the screen.</summary>
internal sealed record TimelineRow(string Kind, string Name, string Id, string Status, string Correlation, string Actor, DateTimeOffset At, int Depth)
{
    private const string Script = """
        rows => JSON.stringify(rows.map(r => ({
          ...r.dataset, actor: r.querySelector('.fp-person-name').textContent, at: r.querySelector('time').dateTime, depth: Number(r.style.getPropertyValue('--depth'))
        })))
        """;

    /// <summary>The key that no two rows share.</summary>
    public string Key => $"{Kind} {Id}";

    /// <summary>All rows, each there once.</summary>
    public static async Task<IReadOnlyList<TimelineRow>> AllAsync(IPage page)
    {
        var rows = JsonSerializer.Deserialize<TimelineRow[]>(await page.Mark("audit-item").EvaluateAllAsync<string>(Script), JsonSerializerOptions.Web)!;
        rows.Select(r => r.Key).ShouldBeUnique();
        return rows;
    }

    /// <summary>Notes, from when the page opens, the moment at which each row first stands on the screen.</summary>
    public static Task NoteArrivalsAsync(IPage page) =>
        page.AddInitScriptAsync(
            """
            window.arrivals = {};
            new MutationObserver(() => {
              for (const row of document.querySelectorAll('[data-testid=audit-item]')) window.arrivals[row.dataset.kind + ' ' + row.dataset.id] ??= Date.now();
            }).observe(document, { childList: true, subtree: true });
            """);

    /// <summary>From the time of each signal to its row on the screen, shortest first.</summary>
    public static async Task<IReadOnlyList<double>> WaitsAsync(IPage page, IEnumerable<TimelineRow> rows)
    {
        var arrivals = JsonSerializer.Deserialize<Dictionary<string, double>>(await page.EvaluateAsync<string>("JSON.stringify(window.arrivals)"))!;
        return [.. rows.Where(r => r.Kind == "signal").Select(r => arrivals[r.Key] - (r.At - DateTimeOffset.UnixEpoch).TotalMilliseconds).Order()];
    }

    public static string Say(IReadOnlyList<double> waits) =>
        string.Create(CultureInfo.InvariantCulture, $"From a signal's time to the screen of another person: median {waits[waits.Count / 2]:0} ms, longest {waits[^1]:0} ms, of {waits.Count}.");
}
