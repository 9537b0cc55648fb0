using System.Security.Claims;
using System.Text.Json;
using System.Threading.Channels;
using Bunit;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Live;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

public sealed class LiveSignalsTests : BunitContext
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);
    private static readonly Guid Ana = Guid.NewGuid();
    private const string FirstStamp = "first stamp";
    private readonly ManualTime time = new();
    private readonly Directory directory = new();
    private readonly Channel<LiveBatch> batches = Channel.CreateUnbounded<LiveBatch>();
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LiveSubscription subscription;
    private int left;

    public LiveSignalsTests()
    {
        subscription = new LiveSubscription(new LiveFilter(Visibility.Admins), _ => left++);
        Services.AddSingleton<TimeProvider>(time);
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn());
        Services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        Services.AddSingleton<ITenantDirectory>(directory).AddSingleton<Sessions>().AddSingleton(Given.Keys.Throttle(time)).AddScoped<SessionOf>();
    }

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disposing_the_page_ends_its_subscription()
    {
        RenderSignals();
        await time.UntilWaitingAsync(Recheck, Cancel);

        await DisposeComponentsAsync();

        left.ShouldBe(1);
        (await subscription.NextAsync(Cancel)).ShouldBeNull();
        time.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task Disposing_the_page_while_it_paces_itself_hands_nothing_over_any_more()
    {
        RenderSignals();
        subscription.Offer([Signal()]);
        await batches.Reader.ReadAsync(Cancel);
        await time.UntilWaitingAsync(Pace, Cancel);
        subscription.Offer([Signal()]);

        await DisposeComponentsAsync();
        time.Advance(Pace);

        left.ShouldBe(1);
        batches.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_burst_gives_few_callbacks_and_always_the_last()
    {
        RenderSignals();
        subscription.Offer([Signal()]);
        (await batches.Reader.ReadAsync(Cancel)).Signals.Count.ShouldBe(1);
        await time.UntilWaitingAsync(Pace, Cancel);
        var burst = Enumerable.Range(0, 500).Select(_ => Signal()).ToList();
        foreach (var signal in burst) subscription.Offer([signal]);
        batches.Reader.Count.ShouldBe(0);

        time.Advance(Pace);
        var batch = await batches.Reader.ReadAsync(Cancel);

        batch.Signals.ShouldBe(burst);
        batch.Incomplete.ShouldBeFalse();
        await time.UntilWaitingAsync(Pace, Cancel);
        time.Advance(Pace);
        await time.UntilWaitingAsync(Recheck, Cancel);
        batches.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Who_fell_behind_is_told_to_load_anew()
    {
        subscription.Offer([.. Enumerable.Range(0, LiveFeed.Backlog + 1).Select(_ => Signal())]);
        RenderSignals();

        (await batches.Reader.ReadAsync(Cancel)).Incomplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_reset_is_handed_over_though_no_signal_came()
    {
        RenderSignals();
        subscription.Reset();

        var batch = await batches.Reader.ReadAsync(Cancel);

        batch.Signals.ShouldBeEmpty();
        batch.Incomplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Quiet_half_minutes_look_at_the_membership_and_hand_nothing_over()
    {
        RenderSignals();
        for (var i = 1; i <= 3; i++)
        {
            await time.UntilWaitingAsync(Recheck, Cancel);
            time.Advance(Recheck);
            await time.UntilWaitingAsync(Pace, Cancel);
            directory.Reads.ShouldBe(i);
            time.Advance(Pace);
        }

        batches.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Who_lost_the_membership_sees_nothing_more()
    {
        RenderSignals();
        subscription.Offer([Signal()]);
        await batches.Reader.ReadAsync(Cancel);
        await time.UntilWaitingAsync(Pace, Cancel);
        directory.Removed = true;
        time.Advance(Recheck);
        subscription.Offer([Signal()]);
        time.Advance(Recheck);

        await lost.Task.WaitAsync(Cancel);

        batches.Reader.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(OrgRole.Admin, "second stamp")]
    [InlineData(OrgRole.Member, FirstStamp)]
    public async Task Who_changed_the_password_or_was_demoted_sees_nothing_more_within_a_minute(string role, string stamp)
    {
        RenderSignals();
        await time.UntilWaitingAsync(Recheck, Cancel);
        time.Advance(Recheck);
        await time.UntilWaitingAsync(Pace, Cancel);
        (directory.Role, directory.Stamp) = (role, stamp);
        time.Advance(Pace);
        await time.UntilWaitingAsync(Recheck, Cancel);

        time.Advance(Recheck);

        await lost.Task.WaitAsync(Cancel);
        batches.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Who_was_promoted_goes_on()
    {
        directory.Role = OrgRole.Owner;
        subscription.Offer([Signal()]);
        RenderSignals();

        (await batches.Reader.ReadAsync(Cancel)).Signals.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stranger_is_told_before_anything_is_handed_over()
    {
        directory.Removed = true;
        subscription.Offer([Signal()]);
        RenderSignals();

        await lost.Task.WaitAsync(Cancel);

        batches.Reader.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("members", null, true)]
    [InlineData("moderators", null, false)]
    [InlineData("admins", null, false)]
    [InlineData("members", "forum.thread:1", true)]
    [InlineData("members", "forum.thread:2", false)]
    public void A_watcher_gets_what_it_may_see_and_follows(string visibility, string? stream, bool passes) =>
        new LiveFilter(Visibility.Members, stream).Passes(Signal(visibility)).ShouldBe(passes);

    private void RenderSignals() =>
        Render<LiveSignals>(p => p
            .Add(s => s.Subscription, subscription)
            .Add(s => s.OnSignals, EventCallback.Factory.Create<LiveBatch>(this, batch => batches.Writer.TryWrite(batch)))
            .Add(s => s.OnLost, EventCallback.Factory.Create(this, lost.SetResult)));

    private static Signal Signal(string visibility = "members") =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Name = "forum.post.created",
            Stream = "forum.thread:1",
            OccurredAt = DateTimeOffset.UnixEpoch,
            Source = Sources.Web,
            ActorType = Actor.SystemType,
            SubjectType = "forum.post",
            SubjectId = Guid.Empty,
            CorrelationId = Guid.Empty,
            Payload = JsonDocument.Parse("{}"),
            Metadata = JsonDocument.Parse("{}"),
            Visibility = visibility,
        };

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, Ana.ToString()), new(Sessions.OrganizationClaim, Rooms.Demo.OrganizationId.ToString()), new(Sessions.StampClaim, FirstStamp)],
                "test"))));
    }

    private sealed class Directory : ITenantDirectory
    {
        public Task<IReadOnlyList<TenantRef>> AllAsync(CancellationToken cancel) => throw new NotSupportedException();

        public bool Removed { get; set; }

        public string Stamp { get; set; } = FirstStamp;

        public string Role { get; set; } = OrgRole.Admin;

        public int Reads { get; private set; }

        public Task<AccountView?> AccountAsync(Guid userId, CancellationToken cancel)
        {
            Reads++;
            return Task.FromResult(Removed ? null : new AccountView("Ana", Stamp, [new MembershipView(Rooms.Demo, "Demo Company", Role)]));
        }

        public Task<IReadOnlyList<MembershipView>> MembershipsAsync(Guid userId, CancellationToken cancel) => throw new NotSupportedException();

        public Task<TenantRef?> FindAsync(string slug, CancellationToken cancel) => throw new NotSupportedException();

        public Task<TenantRef?> FindAsync(int tenantId, CancellationToken cancel) => throw new NotSupportedException();
    }
}
