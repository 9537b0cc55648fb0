using FleetPrompt.Core.Live;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Forums;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace FleetPrompt.Web.Notifications;

/// <summary>What the bell listens to, and the forms of the page of notifications.</summary>
internal static class NotificationsWeb
{
    /// <summary>A browser asks again after this, and so do its rights.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(55);

    public static void MapNotifications(this IEndpointRouteBuilder app)
    {
        app.MapGet(AppUrls.Bell, BellAsync);

        // The sealed link is the right to do this, and to nothing else: mail programs post it without a page.
        app.MapPost("/unsubscribe/confirm", async (string? t, UnsubscribeToken tokens, ITenantDirectory tenants, Notices notices, CancellationToken cancel) =>
        {
            if (tokens.Open(t) is not var (organization, user) || (await tenants.AllAsync(cancel)).FirstOrDefault(x => x.OrganizationId == organization) is not { } tenant) return Results.BadRequest("This link does not work any more.");
            await notices.UnsubscribeAsync(OperationContext.New(tenant, Actor.User(user), Sources.Web), cancel);
            return Results.LocalRedirect("/unsubscribe?done=1");
        }).AllowAnonymous().DisableAntiforgery();
        app.MapPost(AppUrls.ReadNotifications, async (HttpContext http, IAntiforgery antiforgery, RenderedFor renderedFor, SessionOf session, Notices notices, [FromForm] Guid[]? id, [FromForm] string? returnUrl) =>
            await TrackingForms.DoAsync(http, antiforgery, renderedFor, session, returnUrl, "Marked as read.", async () => await notices.ReadAllAsync(await session.ActAsync(), id is { Length: > 0 } ? id : null))).DisableAntiforgery();
    }

    /// <summary>The number of unread notifications, now and whenever it changes, as server-sent events. No circuit stands behind it, and a page that nobody looks at closes it.</summary>
    private static async Task BellAsync(HttpContext http, SessionOf session, Notices notices, LiveFeed feed, IHostApplicationLifetime application, TimeProvider time)
    {
        var me = await session.GetAsync(http.RequestAborted);
        using var enough = new CancellationTokenSource(Longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, application.ApplicationStopping, enough.Token);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            using var subscription = await feed.WatchAsync(me.Tenant, new LiveFilter(Visibility.Admins, NotificationSignals.Stream), stop.Token);
            await TellAsync();
            while (await subscription.NextAsync(stop.Token) is { } batch) if (batch.Incomplete || batch.Signals.Any(s => IsFor(s, me.UserId))) await TellAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Left, stopping, or time to ask again.
        }

        async Task TellAsync()
        {
            await http.Response.WriteAsync($"retry: 2000\ndata: {await notices.CountAsync(me.Act(http.TraceIdentifier), stop.Token)}\n\n", stop.Token);
            await http.Response.Body.FlushAsync(stop.Token);
        }
    }

    private static bool IsFor(Signal signal, Guid person) =>
        signal.Payload.RootElement.TryGetProperty("user_ids", out var ids) && ids.EnumerateArray().Any(id => id.TryGetGuid(out var user) && user == person);
}
