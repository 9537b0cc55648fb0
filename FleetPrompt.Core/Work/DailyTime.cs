namespace FleetPrompt.Core.Work;

/// <summary>
/// When a time of day comes in a zone: once on each local date. A time that the clock jumps over comes when it has jumped; a time that it shows twice comes the first time.
/// </summary>
/// <remarks>
/// Only offsets at given moments are asked of <see cref="TimeZoneInfo"/>. What it says of local times (<c>IsInvalidTime</c>, <c>IsAmbiguousTime</c>) is not so for some zones: it knows no gap in Europe/Dublin,
/// Africa/Casablanca and America/Nuuk. Triggers that rely on it fire there without end in spring, or not at all.
/// </remarks>
public static class DailyTime
{
    /// <summary>How late a firing may still be made up for when its local date is over.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>No clock is further from UTC.</summary>
    private static readonly TimeSpan Widest = TimeSpan.FromHours(15);

    /// <summary>Offsets are multiples of it.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>When <paramref name="at"/> (whole minutes) comes on that date; null where the zone left the date out.</summary>
    public static DateTimeOffset? On(DateOnly date, TimeOnly at, TimeZoneInfo zone)
    {
        var wanted = date.ToDateTime(at);
        var inUtc = new DateTimeOffset(wanted, TimeSpan.Zero);
        var (first, last) = (inUtc - Widest, inUtc + Widest);
        if (zone.GetUtcOffset(first) is var offset && offset == zone.GetUtcOffset(last)) return inUtc - offset;

        // The clock is changed around then: the first moment at which it shows that time or a later one.
        var moment = first;
        while (Reading(moment, zone) < wanted) moment += Step;
        while (Reading(moment - Minute, zone) >= wanted) moment -= Minute;
        var leftOut = Reading(moment, zone) >= date.AddDays(1).ToDateTime(TimeOnly.MinValue) && Reading(moment - Minute, zone) < date.ToDateTime(TimeOnly.MinValue);
        return leftOut ? null : moment;
    }

    /// <summary>The next times after a moment.</summary>
    public static IReadOnlyList<DateTimeOffset> Next(TimeOnly at, TimeZoneInfo zone, DateTimeOffset after, int count)
    {
        var next = new List<DateTimeOffset>(count);
        for (var date = DateOf(after, zone).AddDays(-1); next.Count < count; date = date.AddDays(1))
            if (On(date, at, zone) is { } moment && moment > after) next.Add(moment);
        return next;
    }

    /// <summary>The local date whose time has come and is to be acted on now; null where the last one is over.</summary>
    public static DateOnly? Due(TimeOnly at, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOf(now, zone);
        for (var date = today.AddDays(1); date > today.AddDays(-3); date = date.AddDays(-1))
            if (On(date, at, zone) is { } moment && moment <= now) return date == today || now - moment <= Grace ? date : null;
        return null;
    }

    /// <summary>What calendars of that zone show.</summary>
    public static DateOnly DateOf(DateTimeOffset moment, TimeZoneInfo zone) => DateOnly.FromDateTime(Reading(moment, zone));

    private static DateTime Reading(DateTimeOffset moment, TimeZoneInfo zone) => DateTime.SpecifyKind(moment.UtcDateTime + zone.GetUtcOffset(moment), DateTimeKind.Unspecified);
}
