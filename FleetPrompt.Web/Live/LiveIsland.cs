using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Live;

/// <summary>
/// An island that shows what is and follows what happens: it subscribes, then loads, and only then renders, so that nothing falls between and the
/// prerendered page stands until the live one replaces it. Put a <see cref="LiveSignals"/> with <see cref="Subscription"/> into its markup.
/// </summary>
public abstract class LiveIsland : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private bool loaded;

    [Inject] protected SessionOf Session { get; set; } = null!;

    [Inject] private LiveFeed Feed { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Null while prerendered.</summary>
    protected LiveSubscription? Subscription { get; private set; }

    protected OrgSession Viewer { get; private set; } = null!;

    /// <summary>The mark that tests and styles wait for.</summary>
    protected string Interactive => Subscription is null ? "false" : "true";

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        if (!loaded)
        {
            Viewer = await Session.GetAsync();
            if (RendererInfo.IsInteractive && !await WatchAsync()) return;
            await LoadAsync();
            loaded = true;
        }

        await base.SetParametersAsync(ParameterView.Empty);
    }

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
        Subscription?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>False when the page was left meanwhile.</summary>
    private async Task<bool> WatchAsync()
    {
        var left = gone.Token;
        try
        {
            Subscription = await Feed.WatchAsync(Viewer.Tenant, Follows(OrgRole.Sees(Viewer.Role)!.Value), left);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return false;
        }

        if (left.IsCancellationRequested) Subscription.Dispose();
        return !left.IsCancellationRequested;
    }

    /// <summary>A new act of the viewer, with an id of its own to find it by.</summary>
    protected OperationContext Act() => Viewer.Act($"circuit-{Guid.NewGuid().ToString("N")[..12]}");

    /// <summary>The same, if the person may still act here as the database has it this moment; null after having left.</summary>
    protected async Task<OperationContext?> ActIfHereAsync() => await IsStillHereAsync() ? Act() : null;

    /// <summary>What this island follows.</summary>
    protected abstract LiveFilter Follows(Visibility widest);

    protected abstract Task LoadAsync();

    /// <summary>Leaves when the person may not be here any more, or not in the same role: a full load asks to sign in, says who can help, or shows what is left.</summary>
    protected void Leave() => Navigation.NavigateTo(Navigation.Uri, forceLoad: true);

    /// <summary>Whether the person may still act here, as the database has it this moment; leaves if not.</summary>
    protected async Task<bool> IsStillHereAsync()
    {
        if (await Session.FindAnewAsync() is { } now && now.Role == Viewer.Role) return true;
        Leave();
        return false;
    }
}
