using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Components.Authorization;

namespace FleetPrompt.Web.Tenancy;

/// <summary>
/// The session of this request or circuit. A circuit keeps the organisation it was opened with, but its membership is read again at least every minute;
/// every command checks it once more in the database.
/// </summary>
public sealed class SessionOf(AuthenticationStateProvider authentication, IHttpContextAccessor http, Sessions sessions, ThrottleKey key, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim gate = new(1, 1);
    private OrgSession? session;
    private long readAt;

    /// <summary>Null when the person may not be here (any more).</summary>
    public async Task<OrgSession?> FindAsync(CancellationToken cancel = default)
    {
        if (OfRequest is { } ofRequest) return ofRequest;
        await gate.WaitAsync(cancel);
        try
        {
            return session is not null && time.GetElapsedTime(readAt) < GoodFor ? session : await ReadAsync(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The same as the database has it this moment: asked before a circuit acts.</summary>
    public async Task<OrgSession?> FindAnewAsync(CancellationToken cancel = default)
    {
        if (OfRequest is { } ofRequest) return ofRequest;
        await gate.WaitAsync(cancel);
        try
        {
            return await ReadAsync(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<OrgSession?> ReadAsync(CancellationToken cancel)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        session = await sessions.ReadAsync(state.User, cancel);
        readAt = time.GetTimestamp();
        return session;
    }

    /// <summary>What the authorization of this request found. A circuit's own connection is a request that lasts: what it found at its start proves nothing later.</summary>
    private OrgSession? OfRequest =>
        http.HttpContext is { } context && !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) ? context.Items[typeof(OrgSession)] as OrgSession : null;

    /// <exception cref="InvalidOperationException">Nobody is signed in: the page should have been refused.</exception>
    public async Task<OrgSession> GetAsync(CancellationToken cancel = default) =>
        await FindAsync(cancel) ?? throw new InvalidOperationException("No membership stands behind this session.");

    /// <summary>A new act of the person, with the id and the origin of its request where there is one.</summary>
    public async Task<OperationContext> ActAsync(CancellationToken cancel = default)
    {
        var act = (await GetAsync(cancel)).Act(http.HttpContext?.TraceIdentifier);
        return http.HttpContext is { } context ? act with { Origin = key.HashAddress(context.Connection.RemoteIpAddress) } : act;
    }
}
