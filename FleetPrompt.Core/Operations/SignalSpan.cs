namespace FleetPrompt.Core.Operations;

/// <summary>A stretch of time cut into bars of one width, on round times of UTC.</summary>
/// <param name="Start">The beginning of the first bar, at <paramref name="From"/> or a little earlier.</param>
/// <param name="Shortened">What was asked for was longer; this is its end.</param>
public sealed record SignalSpan(DateTimeOffset From, DateTimeOffset To, DateTimeOffset Start, TimeSpan Width, bool Shortened = false)
{
    public const int MostBars = 48;

    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly TimeSpan[] Widths =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(m => TimeSpan.FromMinutes(m)),
        .. new[] { 1, 2, 3, 4, 6, 12 }.Select(h => TimeSpan.FromHours(h)),
        Day,
    ];

    public int Bars => BarsOf(Start, To, Width);

    /// <summary>The span that the query names: at most 30 days, and the last day when it names none.</summary>
    public static SignalSpan Of(SignalQuery query, DateTimeOffset now)
    {
        var upTo = Sane(query.To) ?? Up(now, query.From is null ? Day / MostBars : Widths[0]);
        var from = Sane(query.From) ?? upTo - Day;
        var to = upTo > from ? upTo : from + Widths[0];
        var shortened = to - from > Longest;
        if (shortened) from = to - Longest;
        var width = Widths.First(w => w == Day || BarsOf(Down(from, w), to, w) <= MostBars);
        return new SignalSpan(from, to, Down(from, width), width, shortened);
    }

    /// <summary>All bars, also those with nothing in them, none beyond the span.</summary>
    public SignalHistogram Filled(IReadOnlyDictionary<DateTimeOffset, int> counts) =>
        new(this, [.. Enumerable.Range(0, Bars).Select(n => Start + (n * Width)).Select(at => new SignalBar(at < From ? From : at, at + Width > To ? To : at + Width, counts.GetValueOrDefault(at)))]);

    private static int BarsOf(DateTimeOffset start, DateTimeOffset to, TimeSpan width) => (int)(((to - start).Ticks + width.Ticks - 1) / width.Ticks);

    private static DateTimeOffset Down(DateTimeOffset time, TimeSpan width) => new(time.UtcTicks - (time.UtcTicks % width.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Up(DateTimeOffset time, TimeSpan width) => Down(time + width - TimeSpan.FromTicks(1), width);

    /// <summary>Nothing was recorded before there were computers, and a time that can still be added to is enough.</summary>
    private static DateTimeOffset? Sane(DateTimeOffset? time) =>
        time is not { } given ? null : given < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : given.Year > 9000 ? new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero) : given.ToUniversalTime();
}

public sealed record SignalBar(DateTimeOffset From, DateTimeOffset To, int Count);

public sealed record SignalHistogram(SignalSpan Span, IReadOnlyList<SignalBar> Bars)
{
    public int Total => Bars.Sum(b => b.Count);

    /// <summary>The fullest bar; the first of them when several are.</summary>
    public SignalBar Peak => Bars.MaxBy(b => b.Count)!;
}
