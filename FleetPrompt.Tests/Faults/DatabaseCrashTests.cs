using System.Text.Json;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Live;
using FleetPrompt.Tests.Security;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>PostgreSQL itself ends without a word, and is there again after a while.</summary>
[Trait("Category", "Fault")]
public sealed class DatabaseCrashTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const int Before = 3;
    private const int Posts = 8;
    private const string Listening = "select count(*) from pg_stat_activity where query = 'listen fleetprompt'";
    private const string Hidden = "forum.post.hidden";

    /// <summary>The nodes that are told nothing go on by themselves: what is in line and in hand is done once, rings come through, and who follows is told to load anew and then misses nothing.
    /// Fails when what could not be given back is forgotten, and when the doorbell does not listen again (both tried).</summary>
    [Fact]
    public async Task A_crash_of_the_database_loses_and_doubles_nothing_and_its_nodes_go_on_by_themselves()
    {
        await nodes.BothRunAsync();
        var organization = await nodes.OrganizationAsync();
        var thread = await nodes.ThreadAsync(organization, replies: Posts);
        var schema = organization.Tenant.Schema;
        string[] posts = [.. await nodes.AskAsync($"select id from {schema}.forum_posts where number > 1 order by number")];
        await nodes.UntilAsync(StallingNodes.Open, "0");
        await nodes.UntilAsync(Listening, "2");
        using var visitor = new HttpVisitor(nodes.Second);
        await visitor.SignInAsync(organization.Owner, RunningApp.Password);
        var (follower, first) = await HubClient.JoinAsync(visitor);

        await HideAsync(organization, thread, posts.Take(Before));
        await nodes.UntilAsync($"select count(*) from {schema}.directives where status = 'succeeded'", $"{Before}");
        await using (await nodes.HoldAsync($"{schema}.forum_posts"))
        {
            await HideAsync(organization, thread, posts[Before..^1]);
            await nodes.UntilAsync("select count(distinct runner_id) from runtime.running where kind = 'directive' and begun_at is not null", "2");
            await nodes.CrashDatabaseAsync();
            await nodes.UntilBothSayAsync("could not be given back");
        }

        await nodes.StartDatabaseAsync();
        await nodes.UntilAsync($"select count(*) from {schema}.directives where status = 'succeeded'", $"{Posts - 1}");
        await nodes.UntilAsync(Listening, "2");
        follower = await LoadedAnewAsync(visitor, follower, first.GetProperty("cursor").GetString()!);
        await HideAsync(organization, thread, posts[^1..]);
        var seen = await FollowAsync(follower, posts[^1]);
        await nodes.UntilAsync($"select count(*) from {schema}.directives where status = 'succeeded'", $"{Posts}");

        (await nodes.AskAsync($"select count(*) >= 2 from {schema}.signals where name = 'directive.recovered'")).ShouldBe(["True"], "one of each node at least was in hand");
        (await nodes.AskAsync($"select name, count(*) from {schema}.signals where name like 'directive.%' and name <> 'directive.recovered' or name = '{Hidden}' group by name order by name collate \"C\"")).ShouldBe(
            [$"directive.requested|{Posts}", $"directive.started|{Posts}", $"directive.succeeded|{Posts}", $"{Hidden}|{Posts}"]);
        (await nodes.AskAsync($"select distinct status, version from {schema}.forum_posts where number > 1")).ShouldBe(["hidden|1"]);
        (await nodes.AskAsync($"select distinct attempt, outcome from {schema}.directive_attempts")).ShouldBe(["1|succeeded"]);
        await nodes.UntilAsync(StallingNodes.Open, "0");
        seen.Select(s => s.GetProperty("id").GetGuid()).ShouldBeUnique();
        seen.Count(s => Hides(s, posts[^1])).ShouldBe(1);
        await follower.DisposeAsync();
    }

    /// <summary>Who is told that the database does not answer joins again with the cursor, which is of the history before the crash.</summary>
    private static async Task<HubClient> LoadedAnewAsync(HttpVisitor visitor, HubClient follower, string cursor)
    {
        while (true)
        {
            try
            {
                var batch = await follower.BatchAsync();
                if (batch.GetProperty("reset").GetBoolean()) return follower;
                cursor = batch.GetProperty("cursor").GetString()!;
            }
            catch (HubEndedException end)
            {
                end.Message.ShouldContain("unavailable");
                await follower.DisposeAsync();
                follower = await HubClient.ConnectAsync(visitor);
                await follower.FollowAsync(new { cursor });
            }
        }
    }

    /// <summary>Up to the hiding of that post. Of those before it, what came after the stream was told to load anew is seen, too.</summary>
    private static async Task<List<JsonElement>> FollowAsync(HubClient follower, string post)
    {
        var seen = new List<JsonElement>();
        while (!seen.Any(s => Hides(s, post))) seen.AddRange((await follower.BatchAsync()).GetProperty("signals").EnumerateArray());
        return seen;
    }

    private static bool Hides(JsonElement signal, string post) => signal.GetProperty("name").GetString() == Hidden && $"{signal.GetProperty("payload").GetProperty("post_id").GetGuid()}" == post;

    private async Task HideAsync(TestOrganization organization, TestThread thread, IEnumerable<string> posts)
    {
        var act = OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
        var moderation = nodes.Services.GetRequiredService<ForumModeration>();
        foreach (var post in posts) RunningApp.Must(await moderation.HideAsync(act, new PostModeration(Guid.Parse(post), thread.Id, 0, "off the topic"), TestContext.Current.CancellationToken));
    }
}
