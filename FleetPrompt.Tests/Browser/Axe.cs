using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace FleetPrompt.Tests.Browser;

/// <summary>What axe finds serious on a page.</summary>
internal static class Axe
{
    public static async Task<IEnumerable<string>> FaultsAsync(this IPage page, AxeRunOptions? rules = null)
    {
        var found = await page.RunAxe(rules);
        return found.Violations
            .Where(v => v.Impact is "serious" or "critical")
            .SelectMany(v => (v.Nodes ?? []).Select(n => $"{new Uri(page.Url).PathAndQuery}: {v.Id} ({v.Impact}) {n.Html} {string.Join("; ", (n.Any ?? []).Concat(n.All ?? []).Select(c => c.Message))}"));
    }
}
