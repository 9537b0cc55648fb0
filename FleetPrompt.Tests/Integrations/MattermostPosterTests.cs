using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;
using static FleetPrompt.Core.Integrations.Mattermost.MattermostAnswer;

namespace FleetPrompt.Tests.Integrations;

/// <summary>What is sent to Mattermost, by both ways.</summary>
public sealed class MattermostPosterTests
{
    private const string Key = "abcdefghijklmnopqrstuvwxyz";
    private const string ChannelId = "c1234567890123456789012345";

    [Fact]
    public async Task A_webhook_is_given_the_text_and_what_was_chosen()
    {
        await using var server = LocalServer.Answering(200, "ok");

        (await ByWebhookAsync(server, new MattermostPost("Hello\n“world” <b>", "town-square", "Digest", "https://example.com/icon.png"))).ShouldBe(new Posted(200));

        var request = server.Requests.ShouldHaveSingleItem();
        request.ShouldStartWith($"POST /sub/hooks/{Key} HTTP/1.1\r\n");
        request.ShouldEndWith("""{"text":"Hello\n“world” <b>","channel":"town-square","username":"Digest","icon_url":"https://example.com/icon.png"}""");
    }

    [Fact]
    public async Task What_was_not_chosen_is_not_sent()
    {
        await using var server = LocalServer.Answering(200, "ok");

        await ByWebhookAsync(server, new MattermostPost("Hello", " ", "", null));

        server.Requests.ShouldHaveSingleItem().ShouldEndWith("""{"text":"Hello"}""");
    }

    [Fact]
    public async Task A_text_that_the_server_would_split_is_not_sent_and_one_that_just_fits_is()
    {
        await using var server = LocalServer.Answering(200, "ok");
        var longest = string.Concat(Enumerable.Repeat("😀", MattermostPost.MaxLength));

        (await ByWebhookAsync(server, new MattermostPost(longest + "x"))).ShouldBeOfType<Failed>().ErrorKind.ShouldBe(OutboundErrorKind.Validation);
        (await ByWebhookAsync(server, new MattermostPost("  \n"))).ShouldBeOfType<Failed>().ErrorKind.ShouldBe(OutboundErrorKind.Validation);
        server.Connections.ShouldBe(0);

        (await ByWebhookAsync(server, new MattermostPost(longest))).ShouldBeOfType<Posted>();
    }

    [Fact]
    public async Task With_a_token_a_channel_is_found_by_the_names_of_team_and_channel()
    {
        await using var server = Serving(("GET /sub/api/v4/teams/name/ops/channels/name/town-square ", 200, $$"""{"id":"{{ChannelId}}"}"""), ("POST /sub/api/v4/posts ", 201, """{"id":"p1"}"""));

        (await ByTokenAsync(server, "Ops/~town-square")).ShouldBe(new Posted(201, "p1"));

        server.Requests.Count.ShouldBe(2);
        server.Requests.ShouldAllBe(r => r.Contains($"Authorization: Bearer {Key}\r\n"));
        server.Requests[1].ShouldEndWith($$"""{"channel_id":"{{ChannelId}}","message":"Hello"}""");
    }

    [Fact]
    public async Task With_a_token_of_one_team_the_name_of_the_channel_is_enough()
    {
        await using var server = Serving(
            ("GET /sub/api/v4/users/me/teams ", 200, """[{"id":"t1","name":"ops"}]"""),
            ("GET /sub/api/v4/teams/t1/channels/name/town-square ", 200, $$"""{"id":"{{ChannelId}}"}"""),
            ("POST /sub/api/v4/posts ", 201, """{"id":"p1"}"""));

        (await ByTokenAsync(server, "town-square")).ShouldBeOfType<Posted>();
    }

    [Fact]
    public async Task With_a_token_a_channels_id_needs_no_looking_up()
    {
        await using var server = Serving(("POST /sub/api/v4/posts ", 201, """{"id":"p1"}"""));

        (await ByTokenAsync(server, ChannelId)).ShouldBeOfType<Posted>();
    }

    [Theory]
    [InlineData(null, "Choose a channel")]
    [InlineData("town-square", "several teams")]
    [InlineData("ops/nowhere", "no such channel")]
    [InlineData("ops/broken", "Check the address of the server")]
    [InlineData("ops/strange", "Check the address of the server")]
    [InlineData("ops/../../x", "Write the channel as team/channel")]
    public async Task With_a_token_whatever_keeps_the_channel_from_being_found_is_told_and_nothing_is_posted(string? channel, string says)
    {
        await using var server = Serving(
            ("GET /sub/api/v4/users/me/teams ", 200, """[{"id":"t1"},{"id":"t2"}]"""),
            ("GET /sub/api/v4/teams/name/ops/channels/name/broken ", 200, "<html>"),
            ("GET /sub/api/v4/teams/name/ops/channels/name/strange ", 200, """{"id":"../../users"}"""));

        var failed = (await ByTokenAsync(server, channel)).ShouldBeOfType<Failed>();

        failed.ErrorKind.ShouldBe(OutboundErrorKind.Validation);
        failed.Message.ShouldContain(says);
        server.Requests.ShouldNotContain(r => r.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_breaks_off_before_the_post_is_certain_and_after_it_is_not()
    {
        await using var before = new LocalServer(visit => visit.ReadAsync());
        (await ByTokenAsync(before, "ops/x")).ShouldBeOfType<Failed>().ErrorKind.ShouldBe(OutboundErrorKind.Network);
        await using var after = new LocalServer(visit => visit.ReadAsync());
        (await ByTokenAsync(after, ChannelId)).ShouldBeOfType<Uncertain>();
    }

    private static LocalServer Serving(params (string Request, int Status, string Body)[] answers) =>
        new(async visit =>
        {
            var request = await visit.ReadAsync();
            var answer = answers.FirstOrDefault(a => request.StartsWith(a.Request, StringComparison.Ordinal), (Request: "", Status: 404, Body: """{"id":"store.sql.not_found"}"""));
            await visit.AnswerAsync(answer.Status, answer.Body);
        });

    private static Task<MattermostAnswer> ByWebhookAsync(LocalServer server, MattermostPost post)
    {
        var policy = Outbounds.Local(server.Port);
        return PostAsync(policy, MattermostConnection.FromWebhook($"http://127.0.0.1:{server.Port}/sub/hooks/{Key}", policy).ShouldBeOk(), post);
    }

    private static Task<MattermostAnswer> ByTokenAsync(LocalServer server, string? channel)
    {
        var policy = Outbounds.Local(server.Port);
        return PostAsync(policy, MattermostConnection.FromToken($"http://127.0.0.1:{server.Port}/sub", Key, policy).ShouldBeOk(), new MattermostPost("Hello", channel));
    }

    private static Task<MattermostAnswer> PostAsync(OutboundPolicy policy, MattermostConnection connection, MattermostPost post) =>
        new MattermostPoster(Outbounds.Client(policy)).PostAsync(connection, post, TestContext.Current.CancellationToken);
}
