using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Work;

/// <summary>Something to be done once on each local date.</summary>
/// <param name="Kind">Who is told, see <see cref="WorkRoom.AddDailyFiring"/>.</param>
/// <param name="Subject">What it is about, for example an installation.</param>
/// <param name="At">The time of day, in whole minutes.</param>
/// <param name="Zone">The IANA's name of the zone whose clocks count.</param>
public sealed record DailyFiring(string Kind, TenantRef Tenant, Guid Subject, TimeOnly At, string Zone)
{
    public TimeOnly At { get; } = At.Ticks % TimeSpan.TicksPerMinute == 0 ? At : throw new ArgumentException("A time of day has whole minutes.", nameof(At));

    public string Key => KeyOf(Kind, Tenant, Subject);

    public static string KeyOf(string kind, TenantRef tenant, Guid subject) => $"{kind}:{tenant.TenantId}:{subject}";
}

/// <summary>
/// The calendar of all nodes together, for what happens daily. Each firing happens on one node. One that was missed while no node ran happens once when one starts, if its local date is not over
/// by then, or its time not more than an hour ago.
/// </summary>
public interface IDailyCalendar
{
    /// <summary>From now on it fires so. Nothing changes where it does already: what has been missed is then still made up for.</summary>
    Task SetAsync(DailyFiring firing, CancellationToken cancel);

    /// <summary>It fires no more; nothing happens where it did not.</summary>
    Task RemoveAsync(string key, CancellationToken cancel);

    Task<IReadOnlyList<DailyFiring>> AllAsync(CancellationToken cancel);

    /// <summary>When a firing would come next; for showing.</summary>
    /// <exception cref="InvalidOperationException">There is no such zone: see <see cref="IanaZone.Find"/>.</exception>
    IReadOnlyList<DateTimeOffset> Next(TimeOnly at, string zone, DateTimeOffset after, int count);
}

/// <summary>Is told when a firing comes.</summary>
public interface IDailyFiringHandler
{
    /// <summary>
    /// Called once for each local date, and again where a node died or where this threw (for about half an hour): what it does, it does under a key with the date. It only asks for a directive.
    /// </summary>
    /// <param name="localDate">The date whose firing it is, in the firing's zone.</param>
    Task FiredAsync(DailyFiring firing, DateOnly localDate, DateTimeOffset firedAt, CancellationToken cancel);
}

/// <summary>Who is told of firings of a kind.</summary>
public sealed record DailyFiringBinding(string Kind, Func<IServiceProvider, IDailyFiringHandler> Resolve);
