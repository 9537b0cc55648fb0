using System.Runtime.CompilerServices;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Live;

/// <summary>
/// Gives one follower what it missed since a place, then what happens, each signal that it may see exactly once, however commits are ordered.
/// <para>
/// Every page is read from the follower's own place; the <see cref="LiveFeed"/> only says when there is something to read for it. So there is no seam between catching up
/// and following, nothing to compare or drop, and a follower that is slow costs one page and no queue: what it has not taken stays in the log. The price is a read of
/// its own for each follower that a signal is for, at most ten a second, where pages of this process share one. In return the role is asked in the same unit:
/// nothing is handed over on a right that has just gone.
/// </para>
/// </summary>
public sealed class SignalFollowing(IUnits units, ISignalLog log, LiveFeed feed, TimeProvider time)
{
    /// <summary>Signals read at once; a page has at most so many.</summary>
    public const int PageSize = 200;

    /// <summary>A follower hears something at least so often: a page without signals, whose place is new.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The first page comes at once. From null it begins at now; from a place that is gone, or of another history of the database, too, and its page says
    /// <see cref="FollowedPage.Reset"/>. Ends when the person is not a member in that role any more.
    /// </summary>
    public async IAsyncEnumerable<FollowedPage> FollowAsync(Follower follower, SignalPlace? from, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var news = await feed.WatchAsync(follower.Tenant, follower.Filter, cancel);
        var reset = from?.IsGone(time.GetUtcNow()) is true;
        var place = reset ? null : from;
        long? told = null;
        while (true)
        {
            if (await ReadAsync(follower, place, cancel) is not { } page) yield break;
            place = page.Place;
            reset |= page.Reset;
            if (page.Signals.Count > 0 || reset || told is not { } last || time.GetElapsedTime(last) >= Heartbeat)
            {
                yield return page with { Reset = reset };
                (told, reset) = (time.GetTimestamp(), false);
            }

            if (page.More) continue;
            await Task.Delay(Pace, time, cancel);
            await NewsAsync(news, Heartbeat - time.GetElapsedTime(told.Value), cancel);
        }
    }

    /// <summary>Null when the person is not a member in that role any more.</summary>
    private Task<FollowedPage?> ReadAsync(Follower follower, SignalPlace? place, CancellationToken cancel)
    {
        var asked = time.GetUtcNow();
        return units.ReadAsync(
            OperationContext.New(follower.Tenant, Actor.User(follower.UserId), Sources.Api),
            async unit =>
            {
                if (await unit.RoleOfAsync(follower.UserId, cancel) != follower.Role) return null;
                var page = await log.ReadSinceAsync(unit, place?.Cursor, PageSize, cancel);
                // The last page of a read that was split ends where that read began: what has happened since may have been told before this visit.
                var more = page.More || place?.Cursor.Snap is not null;
                return new FollowedPage([.. page.Signals.Where(follower.Filter.Passes)], SignalPlace.After(place, page, asked), page.Reset, more);
            },
            cancel);
    }

    /// <summary>Until the feed has something for this follower, or <paramref name="atMost"/> has passed.</summary>
    private async Task NewsAsync(LiveSubscription news, TimeSpan atMost, CancellationToken cancel)
    {
        if (atMost <= TimeSpan.Zero) return;
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            await news.NextAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing: time for a page that says so.
        }
    }
}

/// <summary>A member who follows.</summary>
/// <param name="Role">In which it joined: what it may see depends on it.</param>
/// <param name="Filter">What it asked for, within what it may see.</param>
public sealed record Follower(TenantRef Tenant, Guid UserId, string Role, LiveFilter Filter);

/// <param name="Signals">In the order they were recorded, within this page.</param>
/// <param name="Place">Go on from here.</param>
/// <param name="Reset">Something between the place asked for and this page may be missing: what was made of it must be loaded anew.</param>
/// <param name="More">Another page is waiting now.</param>
public sealed record FollowedPage(IReadOnlyList<Signal> Signals, SignalPlace Place, bool Reset, bool More);
