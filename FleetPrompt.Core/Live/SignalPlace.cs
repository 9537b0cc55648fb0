using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Live;

/// <summary>How far a follower has come in its organisation's history: what it keeps between two visits.</summary>
/// <param name="AsOf">Whoever stands here had been given everything that was committed by then, so everything it lacks was recorded later.</param>
public sealed record SignalPlace(SignalCursor Cursor, DateTimeOffset AsOf)
{
    /// <summary>
    /// How long one may come back to a place and find what followed still there: the shortest time for which an organisation may keep its signals (seven days),
    /// less an hour for clocks that differ.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7) - TimeSpan.FromHours(1);

    /// <summary>Of somebody who says to have been here before, but not where.</summary>
    public static readonly SignalPlace Lost = new(new SignalCursor("", ""), DateTimeOffset.MinValue);

    public bool IsGone(DateTimeOffset now) => now - AsOf >= Lifetime;

    /// <summary>
    /// Where a read from here led that was asked for at <paramref name="asked"/>. As long as one read is split into pages its place stays as old as it was at the
    /// beginning: of what it has not handed out yet, any part may be that old.
    /// </summary>
    internal static SignalPlace After(SignalPlace? from, SignalPage page, DateTimeOffset asked) =>
        new(page.Next, from is null || page.Reset || (from.Cursor.Snap is null && page.Next.Snap is null) ? asked : from.AsOf);
}
