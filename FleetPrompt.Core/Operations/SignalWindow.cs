namespace FleetPrompt.Core.Operations;

/// <summary>
/// The signals of a query as a list with places, 0 the newest, of which only the neighbourhood of what is looked at is held. Pages are found one after the other by <c>seq</c>, and
/// a page that was let go is read again between its own two ends: what is recorded meanwhile neither shifts nor doubles a row. What is newer than the first row is not in it.
/// </summary>
public sealed class SignalWindow(SignalQuery query, Func<SignalQuery, Task<SignalList>> read)
{
    /// <summary>Pages held on either side of those that were asked for last.</summary>
    private const int Margin = 2;

    /// <summary>Of a page that is read again; only what was being committed when it was read first can have made it longer.</summary>
    private const int MostAgain = 1_000;

    private readonly List<Page> pages = [];
    private Task turn = Task.CompletedTask;
    private bool ended;

    /// <summary>The <c>seq</c> of the first row; null when there is none.</summary>
    public long? Newest { get; private set; }

    /// <summary>Rows that are held at the moment.</summary>
    public int Held => pages.Sum(p => p.Entries?.Count ?? 0);

    /// <summary>The rows from a place on, and how many rows are known of. One read after the other, whoever asks.</summary>
    public Task<SignalStretch> ReadAsync(int start, int count)
    {
        var mine = AfterAsync(turn);
        turn = mine;
        return mine;

        async Task<SignalStretch> AfterAsync(Task earlier)
        {
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            while (!ended && pages.Sum(p => p.Count) < start + count) await AddAsync();
            return await RowsAsync(start, count);
        }
    }

    /// <summary>Rows are read again when they are looked at: some have been recorded among them.</summary>
    public void Forget()
    {
        for (var i = 0; i < pages.Count; i++) pages[i] = pages[i] with { Entries = null };
    }

    private async Task<SignalStretch> RowsAsync(int start, int count)
    {
        var rows = new List<TimelineEntry>();
        var (offset, from, to) = (0, -1, -1);
        for (var i = 0; i < pages.Count && offset < start + count; i++)
        {
            if (offset + pages[i].Count > start)
            {
                var entries = pages[i].Entries ?? await AgainAsync(i);
                rows.AddRange(entries.Skip(start - offset).Take(start + count - Math.Max(start, offset)));
                (from, to) = (from < 0 ? i : from, i);
            }

            offset += pages[i].Count;
        }

        for (var i = 0; i < pages.Count; i++)
            if (i < from - Margin || i > to + Margin) pages[i] = pages[i] with { Entries = null };
        return new SignalStretch(rows, pages.Sum(p => p.Count), !ended);
    }

    private async Task AddAsync()
    {
        var before = pages.Count == 0 ? query.Before : pages[^1].Last;
        var list = await read(query with { Before = before });
        ended = list.Older is null;
        if (list.Entries.Count == 0) return;
        Newest ??= list.Entries[0].Seq;
        pages.Add(new Page(before ?? Newest.Value + 1, list.Entries[^1].Seq, list.Entries.Count, list.Entries));
    }

    private async Task<IReadOnlyList<TimelineEntry>> AgainAsync(int place)
    {
        var page = pages[place];
        var list = await read(query with { Before = page.Before, After = page.Last - 1, Take = MostAgain });
        pages[place] = page with { Entries = list.Entries, Count = list.Entries.Count };
        return list.Entries;
    }

    /// <param name="Before">The rows stand before this <c>seq</c>.</param>
    /// <param name="Last">The <c>seq</c> of the last row.</param>
    private sealed record Page(long Before, long Last, int Count, IReadOnlyList<TimelineEntry>? Entries);
}

/// <param name="Known">Rows known of so far.</param>
/// <param name="More">There are others after them.</param>
public sealed record SignalStretch(IReadOnlyList<TimelineEntry> Entries, int Known, bool More);
