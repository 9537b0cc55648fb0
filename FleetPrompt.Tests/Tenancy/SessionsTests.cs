using System.Security.Claims;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class SessionsTests
{
    private static readonly Guid Ana = Guid.NewGuid();
    private readonly Directory directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Sessions Read => new(directory);

    [Fact]
    public async Task A_session_is_what_the_database_says_now()
    {
        directory.Account = new("Ana Nova", "stamp", [new(Rooms.Demo, "Demo Company", OrgRole.Admin), new(Rooms.Acme, "Acme", OrgRole.Member)]);

        var session = (await Read.ReadAsync(Cookie("stamp", Rooms.Acme), Cancel)).ShouldNotBeNull();

        (session.UserName, session.Current.OrganizationName, session.Role).ShouldBe(("Ana Nova", "Acme", OrgRole.Member));
    }

    [Theory]
    [InlineData("other stamp")]
    [InlineData(null)]
    public async Task Another_stamp_ends_it(string? stamp) => (await Read.LookAsync(Cookie(stamp, Rooms.Demo), Cancel)).ShouldBe((null, true));

    [Fact]
    public async Task Who_is_not_a_member_there_has_none_and_it_has_not_ended() => (await Read.LookAsync(Cookie("stamp", Rooms.Acme), Cancel)).ShouldBe((null, false));

    [Fact]
    public async Task Who_is_a_member_nowhere_has_none()
    {
        directory.Account = null;

        (await Read.LookAsync(Cookie("stamp", Rooms.Demo), Cancel)).ShouldBe((null, false));
    }

    [Fact]
    public async Task Nobody_has_none() => (await Read.LookAsync(new ClaimsPrincipal(new ClaimsIdentity()), Cancel)).ShouldBe((null, false));

    [Fact]
    public async Task A_circuit_looks_again_after_half_a_minute_and_before_it_acts()
    {
        var clock = new Given.Clock();
        using var session = new SessionOf(new SignedIn(Cookie("stamp", Rooms.Demo)), new HttpContextAccessor(), Read, Given.Keys.Throttle(clock), clock);
        (await session.FindAsync(Cancel)).ShouldNotBeNull();
        directory.Account = directory.Account! with { SecurityStamp = "new stamp" };

        (await session.FindAsync(Cancel)).ShouldNotBeNull();
        (await session.FindAnewAsync(Cancel)).ShouldBeNull();

        directory.Account = directory.Account with { SecurityStamp = "stamp" };
        (await session.FindAsync(Cancel)).ShouldNotBeNull();
        directory.Account = null;
        clock.Advance(TimeSpan.FromSeconds(31));
        (await session.FindAsync(Cancel)).ShouldBeNull();
    }

    private static ClaimsPrincipal Cookie(string? stamp, TenantRef organization)
    {
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, Ana.ToString()), new(Sessions.OrganizationClaim, organization.OrganizationId.ToString()) };
        if (stamp is not null) claims.Add(new(Sessions.StampClaim, stamp));
        return new(new ClaimsIdentity(claims, "test"));
    }

    private sealed class SignedIn(ClaimsPrincipal principal) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(principal));
    }

    private sealed class Directory : ITenantDirectory
    {
        public Task<IReadOnlyList<TenantRef>> AllAsync(CancellationToken cancel) => throw new NotSupportedException();

        public AccountView? Account { get; set; } = new("Ana", "stamp", [new(Rooms.Demo, "Demo Company", OrgRole.Member)]);

        public Task<AccountView?> AccountAsync(Guid userId, CancellationToken cancel) => Task.FromResult(userId == Ana ? Account : null);

        public Task<IReadOnlyList<MembershipView>> MembershipsAsync(Guid userId, CancellationToken cancel) => throw new NotSupportedException();

        public Task<TenantRef?> FindAsync(string slug, CancellationToken cancel) => throw new NotSupportedException();

        public Task<TenantRef?> FindAsync(int tenantId, CancellationToken cancel) => throw new NotSupportedException();
    }
}
