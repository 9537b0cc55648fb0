using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

/// <summary>What other tests rely on: that the stand-in for Mattermost answers as Mattermost does, and goes wrong as it is told to.</summary>
public sealed class MattermostDoubleTests(MattermostProcess mattermost) : IClassFixture<MattermostProcess>, IAsyncLifetime
{
    private readonly HttpClient http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await mattermost.Forget();

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_post_is_answered_with_ok_and_kept()
    {
        using var answer = await PostAsync(new { text = "**Hello**", channel = "operations", username = "FleetPrompt", icon_url = "https://example.test/i.png", props = new { card = "more" } });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldBe("ok");
        var message = (await mattermost.Messages()).ShouldHaveSingleItem();
        (message.Via, message.Channel, message.Username, message.IconUrl, message.Text).ShouldBe(("webhook", "operations", "FleetPrompt", "https://example.test/i.png", "**Hello**"));
        message.Props!.Value.GetProperty("card").GetString().ShouldBe("more");
        var page = await http.GetStringAsync(mattermost.Url, Cancel);
        page.ShouldContain("<strong>Hello</strong>");
        page.ShouldNotContain(mattermost.Key);
    }

    [Fact]
    public async Task A_long_text_becomes_several_messages_of_one_request_and_no_character_is_cut()
    {
        var text = string.Concat(Enumerable.Repeat("🚀", 16_383)) + "end";

        using var answer = await PostAsync(new { text });

        var parts = await mattermost.Messages();
        parts.Select(p => p.Request).ShouldBe([1, 1]);
        parts[1].Text.ShouldBe("end");
        string.Concat(parts.Select(p => p.Text)).ShouldBe(text);
    }

    [Theory]
    [InlineData("""{"text": "a""", 400)]
    [InlineData("""["text"]""", 400)]
    [InlineData("""{"text": ""}""", 400)]
    [InlineData("""{"text": "a", "channel": "nowhere"}""", 404)]
    [InlineData("""{"text": "a", "channel": "off-topic"}""", 403)]
    [InlineData("""{"text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""", 413)]
    public async Task What_Mattermost_refuses_is_refused_and_not_posted(string body, int status)
    {
        await mattermost.Be(new() { ChannelLocked = true, MaxBytes = 80 });

        using var answer = await http.PostAsync(mattermost.Webhook, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["status_code"]!.GetValue<int>().ShouldBe(status);
        (await mattermost.Messages()).ShouldBeEmpty();
        (await mattermost.Requests()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_is_not_known_or_turned_off_is_refused()
    {
        using var unknown = await http.PostAsJsonAsync(new Uri(mattermost.Url, "/hooks/another"), new { text = "a" }, Cancel);
        await mattermost.Be(new() { WebhooksEnabled = false });
        using var off = await PostAsync(new { text = "a" });

        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        off.StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(500, true)]
    [InlineData(503, false)]
    public async Task It_can_be_told_to_fail_once(int status, bool posted)
    {
        await mattermost.AnswerNextWith(status, posted, headers: new Dictionary<string, string> { ["Retry-After"] = "30" });

        using var first = await PostAsync(new { text = "first" });
        using var second = await PostAsync(new { text = "second" });

        ((int)first.StatusCode).ShouldBe(status);
        first.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await mattermost.Messages()).Select(m => m.Text).ShouldBe(posted ? ["first", "second"] : ["second"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_can_be_told_to_hang_before_or_after_it_has_read(bool read)
    {
        await mattermost.HangNext(read);

        var answer = PostAsync(new { text = "patience" });
        await mattermost.UntilHangingAsync();
        var posted = (await mattermost.Messages()).Count;
        await mattermost.Release();

        posted.ShouldBe(read ? 1 : 0);
        using var released = await answer;
        released.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await mattermost.Messages()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_before_it_has_read_has_posted_nothing()
    {
        await mattermost.HangNext(read: false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var answer = http.PostAsJsonAsync(mattermost.Webhook, new { text = "too late" }, enough.Token);
        await mattermost.UntilHangingAsync();
        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(answer);
        await mattermost.UntilHangingAsync(0);
        (await mattermost.Messages()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Cut.BeforeReading, 0)]
    [InlineData(Cut.BeforeAnswer, 1)]
    [InlineData(Cut.WithinAnswer, 1)]
    public async Task It_can_be_told_to_cut_the_connection(Cut when, int posted)
    {
        await mattermost.CutNext(when);

        await Should.ThrowAsync<HttpRequestException>(PostAsync(new { text = "a" }));

        (await mattermost.Messages()).Count.ShouldBe(posted);
    }

    [Fact]
    public async Task An_answer_that_was_given_before_the_connection_is_cut_arrives()
    {
        await mattermost.CutNext(Cut.AfterAnswer);

        using var answer = await PostAsync(new { text = "a" });

        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldBe("ok");
        (await mattermost.Messages()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Somebody_with_a_token_finds_the_channel_and_posts()
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", mattermost.Token);

        var me = await GetAsync("users/me");
        var channel = await GetAsync("teams/name/main/channels/name/operations");
        var id = (string)channel["id"]!;
        using var posted = await http.PostAsJsonAsync(Api("posts"), new { channel_id = id, message = "By token" }, Cancel);

        ((string)me["id"]!).Length.ShouldBe(26);
        ((string)(await GetAsync($"channels/{id}"))["name"]!).ShouldBe("operations");
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var message = (await mattermost.Messages()).ShouldHaveSingleItem();
        (message.Via, message.Channel, message.Text).ShouldBe(("api", "operations", "By token"));
    }

    [Fact]
    public async Task A_wrong_token_a_missing_channel_and_a_post_that_is_too_long_are_refused()
    {
        using var stranger = await http.GetAsync(Api("users/me"), Cancel);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", mattermost.Token);
        using var nowhere = await http.GetAsync(Api("teams/name/main/channels/name/nowhere"), Cancel);
        var id = (string)(await GetAsync("teams/name/main/channels/name/operations"))["id"]!;
        using var missing = await http.PostAsJsonAsync(Api("posts"), new { channel_id = "nothing", message = "a" }, Cancel);
        using var tooLong = await http.PostAsJsonAsync(Api("posts"), new { channel_id = id, message = new string('a', 16_384) }, Cancel);

        new[] { stranger, nowhere, missing, tooLong }.Select(a => (int)a.StatusCode).ShouldBe([401, 404, 403, 400]);
        (await mattermost.Messages()).ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> PostAsync(object body) => http.PostAsJsonAsync(mattermost.Webhook, body, Cancel);

    private async Task<JsonNode> GetAsync(string path) => (await http.GetFromJsonAsync<JsonNode>(Api(path), Cancel))!;

    private Uri Api(string path) => new(mattermost.Url, $"/api/v4/{path}");
}
