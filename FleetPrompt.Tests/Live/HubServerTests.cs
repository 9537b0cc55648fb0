using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Security;
using FleetPrompt.Web.Live;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Live;

/// <summary>The hub as other programs meet it: a real server, a real WebSocket.</summary>
[Collection(RunningAppCollection.Name)]
public sealed class HubServerTests(RunningApp app) : IDisposable
{
    private const string Posted = "forum.post.created";
    private readonly HttpVisitor visitor = new(app.Origin);

    public void Dispose() => visitor.Dispose();

    [Fact]
    public async Task Who_comes_back_with_a_cursor_has_missed_nothing_and_gets_nothing_twice()
    {
        var organization = await app.OrganizationAsync();
        var thread = await app.ThreadAsync(organization);
        await visitor.SignInAsync(organization.Member, RunningApp.Password);
        var (client, first) = await HubClient.JoinAsync(visitor);
        first.GetProperty("signals").GetArrayLength().ShouldBe(0);

        await app.ReplyAsync(organization, thread.Id, "While following.");
        var (live, cursor) = await client.UntilAsync(Posted);
        await client.DisposeAsync();
        for (var n = 0; n < 3; n++) await app.ReplyAsync(organization, thread.Id, $"While away, {n}.");
        await using var again = await HubClient.ConnectAsync(visitor);
        await again.FollowAsync(new { cursor });
        var (missed, _) = await again.UntilAsync(Posted, 3);
        await app.ReplyAsync(organization, thread.Id, "Following again.");
        var (after, _) = await again.UntilAsync(Posted);

        List<JsonElement> seen = [.. live, .. missed, .. after];
        var posts = seen.Where(s => s.GetProperty("name").GetString() == Posted).ToList();
        posts.Select(p => p.GetProperty("payload").GetProperty("number").GetInt32()).ShouldBe([2, 3, 4, 5, 6]);
        seen.Select(s => s.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(seen.Count);
    }

    [Fact]
    public async Task A_cursor_outlives_a_restart_of_server_and_database()
    {
        await using var own = new RunningApp();
        await own.InitializeAsync();
        var organization = await own.OrganizationAsync();
        var thread = await own.ThreadAsync(organization);
        using var before = new HttpVisitor(own.Origin);
        await before.SignInAsync(organization.Member, RunningApp.Password);
        var (client, first) = await HubClient.JoinAsync(before);
        await own.ReplyAsync(organization, thread.Id, "Not taken before the restart.");

        await own.RestartAsync();
        await client.DisposeAsync();
        await own.ReplyAsync(organization, thread.Id, "After it.");
        using var after = new HttpVisitor(own.Origin);
        await after.SignInAsync(organization.Member, RunningApp.Password);
        await using var again = await HubClient.ConnectAsync(after);
        await again.FollowAsync(new { cursor = first.GetProperty("cursor").GetString() });
        var (missed, _) = await again.UntilAsync(Posted, 2);

        missed.Where(s => s.GetProperty("name").GetString() == Posted).Select(p => p.GetProperty("payload").GetProperty("number").GetInt32()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_signal_has_the_members_of_its_row_and_no_text()
    {
        var organization = await app.OrganizationAsync();
        var thread = await app.ThreadAsync(organization);
        await visitor.SignInAsync(organization.Member, RunningApp.Password);
        var (client, _) = await HubClient.JoinAsync(visitor);
        await using var joined = client;

        await app.ReplyAsync(organization, thread.Id, "A canary sings here.");
        var (signals, _) = await client.UntilAsync(Posted);

        var post = signals.Single(s => s.GetProperty("name").GetString() == Posted);
        string[] members = ["id", "name", "stream", "occurred_at", "recorded_at", "source", "actor_type", "actor_id", "subject_type", "subject_id", "correlation_id", "payload", "metadata", "visibility"];
        post.EnumerateObject().Select(m => m.Name).Except(["causation_id", "dedupe_key"]).ShouldBe(members);
        post.GetProperty("stream").GetString().ShouldBe($"forum.thread:{thread.Id}");
        post.GetRawText().ShouldNotContain("canary");
    }

    [Fact]
    public async Task The_stream_of_a_removed_member_ends()
    {
        var organization = await app.OrganizationAsync();
        var thread = await app.ThreadAsync(organization);
        await visitor.SignInAsync(organization.Member, RunningApp.Password);
        var (client, _) = await HubClient.JoinAsync(visitor);
        await using var joined = client;
        var act = OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
        var member = (await app.AskAsync($"select id from users where email = '{organization.Member}'")).Single();

        RunningApp.Must(await app.Services.GetRequiredService<Members>().RemoveAsync(act, Guid.Parse(member), TestContext.Current.CancellationToken));
        await app.ReplyAsync(organization, thread.Id, "Among ourselves.");

        (await client.EndAsync()).ShouldContain("not_a_member:");
        (await Should.ThrowAsync<WebSocketException>(() => HubClient.ConnectAsync(visitor))).Data["status"].ShouldBe(403);
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_page_of_another_site_opens_nothing(string origin)
    {
        await visitor.SignInAsync("member@demo.test", "fleetprompt-demo");

        (await Should.ThrowAsync<WebSocketException>(() => HubClient.ConnectAsync(visitor, origin.Length == 0 ? $"https://{app.Origin.Authority}" : origin))).Data["status"].ShouldBe(403);
        await using var own = await HubClient.ConnectAsync(visitor, app.Origin.GetLeftPart(UriPartial.Authority));
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_refused_and_not_sent_to_a_page()
    {
        (await Should.ThrowAsync<WebSocketException>(() => HubClient.ConnectAsync(visitor))).Data["status"].ShouldBe(401);
        (await visitor.PostAsync($"{SignalsHub.Path}/negotiate?negotiateVersion=1", [])).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Streams_beyond_the_limit_are_refused_and_an_ended_one_makes_room()
    {
        await visitor.SignInAsync("admin@demo.test", "fleetprompt-demo");
        await using var client = await HubClient.ConnectAsync(visitor);
        for (var n = 0; n < HubSeats.PerPerson; n++)
        {
            await client.FollowAsync(new { }, $"{n}");
            await client.BatchAsync();
        }

        await client.FollowAsync(new { }, "one more");
        (await client.EndAsync()).ShouldContain("too_many_streams:");
        await client.SendAsync(new { type = 5, invocationId = "0" });
        (await client.EndAsync()).ShouldBeEmpty();
        await client.FollowAsync(new { }, "now");
        await client.BatchAsync();
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_refused()
    {
        await visitor.SignInAsync("owner@acme.test", "fleetprompt-demo");
        var clients = new List<HubClient>();
        for (var n = 0; n < HubSeats.PerPerson; n++) clients.Add((await HubClient.JoinAsync(visitor)).Client);

        await using var more = await HubClient.ConnectAsync(visitor);
        (await more.EndAsync()).ShouldContain("too_many_connections:");

        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        await visitor.SignInAsync("member@demo.test", "fleetprompt-demo");
        await using var client = await HubClient.ConnectAsync(visitor);

        await client.FollowAsync(new { cursor = new string('x', 40_000) });

        (await client.EndAsync()).ShouldStartWith("Connection closed with an error.");
    }
}
