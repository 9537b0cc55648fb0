using System.Data.Common;
using System.Runtime.CompilerServices;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.SignalR;

namespace FleetPrompt.Web.Live;

/// <summary>
/// An organisation's signals for other programs; docs/hub.md says what it promises. A stream belongs to the session that its connection was opened with: the role is read
/// with every page, the session itself again every half minute, and whichever has changed ends it.
/// </summary>
internal sealed class SignalsHub(SignalFollowing following, SignalCursors cursors, Sessions sessions, HubSeats seats, TimeProvider time) : Hub
{
    public const string Path = "/hubs/signals";

    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);
    private static readonly object Seat = new();

    public override async Task OnConnectedAsync()
    {
        var session = await SessionAsync(Context.ConnectionAborted);
        Context.Items[Seat] = seats.Connect(session.UserId) ?? throw HubError.TooManyConnections();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items.TryGetValue(Seat, out var seat)) (seat as IDisposable)?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A batch at once, then whenever something happens, and one at least every half minute. It ends only with an error, or when the client wants no more.</summary>
    public async IAsyncEnumerable<SignalBatch> Follow(FollowRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var session = await SessionAsync(cancel);
        var read = time.GetTimestamp();
        var follower = new Follower(session.Tenant, session.UserId, session.Role, (request ?? new()).Within(OrgRole.Sees(session.Role)!.Value));
        using var seat = seats.Follow(session.UserId) ?? throw HubError.TooManyStreams();
        await using var pages = following.FollowAsync(follower, cursors.Open(session.Tenant, request?.Cursor), cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(pages))
        {
            if (time.GetElapsedTime(read) >= Recheck)
            {
                if ((await SessionAsync(cancel)).Role != session.Role) break;
                read = time.GetTimestamp();
            }

            var page = pages.Current;
            yield return new SignalBatch([.. page.Signals.Select(SignalMessage.Of)], cursors.Seal(session.Tenant, page.Place), page.Reset);
        }

        await SessionAsync(cancel);
        throw HubError.RoleChanged();
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<FollowedPage> pages)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (DbException)
        {
            throw HubError.Unavailable();
        }
    }

    /// <summary>Of the connection, as the database has it now.</summary>
    /// <exception cref="HubException">There is none any more.</exception>
    private async Task<OrgSession> SessionAsync(CancellationToken cancel)
    {
        try
        {
            var (session, ended) = await sessions.LookAsync(Context.User ?? new(), cancel);
            return session ?? throw (ended ? HubError.SessionEnded() : HubError.NotAMember());
        }
        catch (DbException)
        {
            throw HubError.Unavailable();
        }
    }
}
