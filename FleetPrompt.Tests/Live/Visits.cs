using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

/// <summary>Somebody who follows, leaves and comes back, and remembers only how far they had come.</summary>
internal sealed class Visits(SignalFollowing following, Org org, string person = Org.OwnerName, string role = OrgRole.Owner, LiveFilter? filter = null) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private IAsyncEnumerator<FollowedPage>? visit;

    public SignalPlace? Place { get; set; }

    /// <summary>All that was ever given, as texts.</summary>
    public List<string> Seen { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The next page; joins first if need be.</summary>
    public async Task<FollowedPage> NextAsync() => (await NextOrEndAsync()).ShouldNotBeNull("the stream has ended");

    /// <summary>Null where the stream ends.</summary>
    public async Task<FollowedPage?> NextOrEndAsync()
    {
        var follower = new Follower(org.Tenant, org[person], role, filter ?? new(OrgRole.Sees(role)!.Value));
        visit ??= following.FollowAsync(follower, Place, Cancel).GetAsyncEnumerator(Cancel);
        if (!await visit.MoveNextAsync().AsTask().WaitAsync(Patience, Cancel)) return null;
        Place = visit.Current.Place;
        Seen.AddRange(Texts(visit.Current));
        return visit.Current;
    }

    public async Task UntilSeenAsync(string text)
    {
        while (!Seen.Contains(text)) await NextAsync();
    }

    public async Task LeaveAsync()
    {
        if (visit is not null) await visit.DisposeAsync();
        visit = null;
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();

    public static IEnumerable<string> Texts(FollowedPage page) =>
        page.Signals.Where(s => TestSignals.All.Any(t => t.Name == s.Name)).Select(s => s.Payload.RootElement.GetProperty("text").GetString()!);
}
