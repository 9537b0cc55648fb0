using System.Data.Common;
using System.Security.Claims;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Live;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

public sealed class SignalsHubTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SignalCursors cursors = new(new EphemeralDataProtectionProvider());
    private readonly HubSeats seats = new();

    [Fact]
    public async Task Somebody_elses_cursor_and_garbage_get_the_same_answer()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var theirs = (await FirstAsync(await HubOf(zeta), new())).Cursor;
        var ours = (await FirstAsync(await HubOf(acme), new())).Cursor;
        await acme.Emit("missed");
        var hub = await HubOf(acme);

        var (stranger, garbage) = (await FirstAsync(hub, new(theirs)), await FirstAsync(hub, new("garbage")));

        (stranger.Reset, stranger.Signals.Count).ShouldBe((true, 0));
        (garbage.Reset, garbage.Signals.Count).ShouldBe((true, 0));
        (await FirstAsync(hub, new(ours))).ShouldSatisfyAllConditions(b => b.Reset.ShouldBeFalse(), b => b.Signals.ShouldHaveSingleItem());
    }

    [Fact]
    public async Task A_cursor_says_nothing_to_who_holds_it()
    {
        var acme = await Given.Org();
        var place = new SignalPlace(new("epoch-1", "1000000001:2000000002:1500000003"), Given.Clock.GetUtcNow());

        var cursor = cursors.Seal(acme.Tenant, place);

        cursors.Open(acme.Tenant, cursor).ShouldBe(place);
        Uri.EscapeDataString(cursor).ShouldBe(cursor);
        cursor.ShouldNotContain("1000000001");
    }

    [Theory]
    [InlineData("the password", "session_ended:")]
    [InlineData("the role", "role_changed:")]
    [InlineData("the membership", "not_a_member:")]
    public async Task What_a_session_stands_on_ends_its_stream(string changes, string told)
    {
        var acme = await Given.Org().WithAdmin("ana");
        await using var stream = (await HubOf(acme, "ana")).Follow(new(), Cancel).GetAsyncEnumerator(Cancel);
        await NextAsync(stream);

        if (changes == "the password") await NewStampAsync(acme["ana"]);
        else if (changes == "the role") await acme.Make("ana", OrgRole.Member);
        else await acme.Remove("ana");
        Given.Clock.Advance(TimeSpan.FromSeconds(31));
        await acme.Emit("afterwards");

        (await Should.ThrowAsync<HubException>(() => NextAsync(stream))).Message.ShouldStartWith(told);
    }

    [Fact]
    public async Task Who_may_not_be_here_does_not_connect()
    {
        var acme = await Given.Org().WithMember("ana");
        var hub = await HubOf(acme, "ana");
        await acme.Remove("ana");

        (await Should.ThrowAsync<HubException>(hub.OnConnectedAsync)).Message.ShouldStartWith("not_a_member:");
    }

    [Fact]
    public async Task A_misspelt_filter_is_refused()
    {
        var hub = await HubOf(await Given.Org());
        var misspelt = System.Text.Json.JsonSerializer.Deserialize<FollowRequest>("""{"correlationId": "x"}""", SignalJson.Options)!;

        (await Should.ThrowAsync<HubException>(() => FirstAsync(hub, misspelt))).Message.ShouldStartWith("invalid_request: 'correlationId'");
        (await Should.ThrowAsync<HubException>(() => FirstAsync(hub, new(CorrelationId: "x")))).Message.ShouldStartWith("invalid_request: correlation_id");
        (await Should.ThrowAsync<HubException>(() => FirstAsync(hub, new(Stream: new('x', 201))))).Message.ShouldStartWith("invalid_request: stream");
    }

    [Fact]
    public async Task What_is_asked_for_is_what_comes()
    {
        var acme = await Given.Org();
        var hub = await HubOf(acme);
        var cursor = (await FirstAsync(hub, new())).Cursor;
        var act = acme.Act();
        await acme.Emit("one", new() { Stream = "here" });
        await acme.Emit("two", operation: act);
        await acme.Emit("three", type: TestSignals.Said);

        (await TextsAsync(hub, new(cursor, Stream: "here"))).ShouldBe("one");
        (await TextsAsync(hub, new(cursor, CorrelationId: $"{act.CorrelationId}"))).ShouldBe("two");
        (await TextsAsync(hub, new(cursor, Name: "speech."))).ShouldBe("three");
        (await TextsAsync(hub, new(cursor))).ShouldBe("one two three");
    }

    [Fact]
    public async Task A_database_that_is_away_ends_the_stream_with_a_word()
    {
        var acme = await Given.Org();
        var following = new SignalFollowing(Units, new Away(), Given.Get<LiveFeed>(), Given.Clock);

        (await Should.ThrowAsync<HubException>(async () => await FirstAsync(await HubOf(acme, following: following), new()))).Message.ShouldStartWith("unavailable:");
    }

    private static async Task<SignalBatch> FirstAsync(SignalsHub hub, FollowRequest request)
    {
        await using var stream = hub.Follow(request, Cancel).GetAsyncEnumerator(Cancel);
        return await NextAsync(stream);
    }

    private static async Task<string> TextsAsync(SignalsHub hub, FollowRequest request) =>
        string.Join(' ', (await FirstAsync(hub, request)).Signals.Select(s => s.Payload.GetProperty("text").GetString()));

    private static async Task<SignalBatch> NextAsync(IAsyncEnumerator<SignalBatch> stream) =>
        await stream.MoveNextAsync().AsTask().WaitAsync(Patience, Cancel) ? stream.Current : throw new InvalidOperationException("The stream ended without a word.");

    private async Task<SignalsHub> HubOf(Org org, string person = Org.OwnerName, SignalFollowing? following = null)
    {
        var directory = Given.Get<ITenantDirectory>();
        var account = (await directory.AccountAsync(org[person], Cancel)).ShouldNotBeNull();
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, $"{org[person]}"), new(Sessions.OrganizationClaim, $"{org.Tenant.OrganizationId}") };
        if (account.SecurityStamp is { } stamp) claims.Add(new(Sessions.StampClaim, stamp));
        return new(following ?? Given.Get<SignalFollowing>(), cursors, new Sessions(directory), seats, Given.Clock) { Context = new Connection(new(new ClaimsIdentity(claims, "test"))) };
    }

    private async Task NewStampAsync(Guid person) =>
        (await Units.RunPlatformAsync<bool>(async unit =>
        {
            (await unit.Db.Users.SingleAsync(u => u.Id == person)).SecurityStamp = "another";
            return await unit.Db.SaveChangesAsync() == 1;
        })).ShouldBeOk().ShouldBeTrue();

    private sealed class Connection(ClaimsPrincipal person) : HubCallerContext
    {
        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal User => person;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => Cancel;

        public override void Abort()
        {
        }
    }

    /// <summary>A log behind a connection that is gone.</summary>
    private sealed class Away : ISignalLog
    {
        public Task<IReadOnlyList<Signal>> AppendAsync(TenantUnit unit, IReadOnlyList<Signal> signals, CancellationToken cancel) => throw new ConnectionGoneException();

        public Task<SignalPage> ReadSinceAsync(TenantUnit unit, SignalCursor? cursor, int limit, CancellationToken cancel) => throw new ConnectionGoneException();
    }

    private sealed class ConnectionGoneException() : DbException("The connection is gone.");
}
