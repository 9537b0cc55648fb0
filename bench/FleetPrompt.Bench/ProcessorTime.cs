using System.Globalization;

namespace FleetPrompt.Bench;

/// <summary>Processor time of processes that are not ours, from Linux's <c>/proc</c> (proc(5)); in hundredths of a second, as it is counted there.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>All that a PostgreSQL server has spent, by those of its processes that live and those that have ended. Zero where there is no <c>/proc</c>.</summary>
    public static TimeSpan OfServer(int backend)
    {
        if (Read(backend) is not { } one || Read(one.Parent) is not { } postmaster) return TimeSpan.Zero;
        var ticks = postmaster.Own + postmaster.Ended;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && Read(id) is { } other && other.Parent == one.Parent) ticks += other.Own;
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static Counts? Read(int process)
    {
        try
        {
            // Behind the name, which may hold anything, in parentheses.
            var line = File.ReadAllText($"/proc/{process}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return new Counts(int.Parse(fields[1], CultureInfo.InvariantCulture), Of(11) + Of(12), Of(13) + Of(14));
            long Of(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // ended meanwhile
        }
    }

    private sealed record Counts(int Parent, long Own, long Ended);
}
