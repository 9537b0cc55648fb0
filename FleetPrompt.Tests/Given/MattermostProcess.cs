using System.Net.Http.Json;
using System.Text.Json;
using FleetPrompt.Tests.Startup;
using Xunit;

namespace FleetPrompt.Tests.Given;

/// <summary>A stand-in for Mattermost in a process of its own, on a free port of this machine: a class fixture, or one test's own. It answers as Mattermost does, or as it is told to.</summary>
public sealed class MattermostProcess : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private readonly HttpClient http = new();
    private FleetProcess? process;

    /// <summary>What opens the webhook.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N")[..26];

    /// <summary>What opens the API.</summary>
    public string Token { get; } = Guid.NewGuid().ToString("N")[..26];

    public Uri Url { get; private set; } = null!;

    public Uri Webhook => new(Url, $"/hooks/{Key}");

    /// <summary>All that it has said.</summary>
    public string Output => process!.Output;

    public static async Task<MattermostProcess> StartAsync()
    {
        var started = new MattermostProcess();
        await started.InitializeAsync();
        return started;
    }

    public async ValueTask InitializeAsync()
    {
        process = FleetProcess.Start("dotnet", [FleetProcess.Built("MattermostDouble"), "--urls", "http://127.0.0.1:0", "--key", Key, "--token", Token], environment: null, speaker: "Mattermost double");
        http.BaseAddress = Url = await process.ReadyAsync();
    }

    /// <summary>The next post is answered with a status. Nothing is posted, unless that is said.</summary>
    public Task AnswerNextWith(int status, bool posted = false, string? body = null, int? bodyBytes = null, IReadOnlyDictionary<string, string>? headers = null, int times = 1) =>
        NextAsync(new { kind = "Status", status, posted, body, bodyBytes, headers = headers ?? new Dictionary<string, string>(), times });

    /// <summary>The next post is read, or not, and then not answered until <see cref="Release"/>.</summary>
    public Task HangNext(bool read) => NextAsync(new { kind = read ? "HangAfterReading" : "HangBeforeReading" });

    /// <summary>The next post ends with its connection.</summary>
    public Task CutNext(Cut when) => NextAsync(new { kind = $"Cut{when}" });

    public Task SlowNext(TimeSpan by) => NextAsync(new { kind = "Slow", milliseconds = (int)by.TotalMilliseconds });

    /// <summary>The next requests to addresses that begin so are answered with a status.</summary>
    public Task AnswerNextAt(string path, int status) => NextAsync(new { kind = "Status", status, path });

    /// <summary>What hangs is answered now.</summary>
    public Task Release() => SendAsync(HttpMethod.Post, "/double/release");

    /// <summary>Until so many requests hang.</summary>
    public Task UntilHangingAsync(int requests = 1) => Until.ItIsAsync(async () => (await GetAsync<State>("/double/state")).Hanging, requests);

    /// <summary>What was posted, in order.</summary>
    public Task<IReadOnlyList<PostedMessage>> Messages() => GetAsync<IReadOnlyList<PostedMessage>>("/double/messages");

    /// <summary>All requests that came, also those that were refused.</summary>
    public Task<IReadOnlyList<ReceivedRequest>> Requests() => GetAsync<IReadOnlyList<ReceivedRequest>>("/double/requests");

    /// <summary>Sets it up as its administrators could.</summary>
    public Task Be(MattermostSettings settings) => SendAsync(HttpMethod.Put, "/double/settings", settings);

    /// <summary>As if it had just been started.</summary>
    public async Task Forget()
    {
        await SendAsync(HttpMethod.Post, "/double/forget");
        await Be(new());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null) await process.DisposeAsync();
    }

    private Task NextAsync(object trouble) => SendAsync(HttpMethod.Post, "/double/next", trouble);

    private async Task SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Json) };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<T> GetAsync<T>(string path) => (await http.GetFromJsonAsync<T>(path, Json, TestContext.Current.CancellationToken))!;

    private sealed record State(int Hanging);
}

/// <summary>When a connection ends: all but the first have posted.</summary>
public enum Cut
{
    BeforeReading,
    BeforeAnswer,
    WithinAnswer,
    AfterAnswer,
}

/// <param name="Request">Which request brought it.</param>
public sealed record PostedMessage(int Number, int Request, string Via, string Channel, string Username, string? IconUrl, string Text, JsonElement? Attachments, JsonElement? Props);

public sealed record ReceivedRequest(int Number, string Method, string Path, string? ContentType, string? UserAgent);

public sealed record MattermostSettings
{
    public string Team { get; init; } = "main";

    public IReadOnlyList<string> Channels { get; init; } = ["town-square", "off-topic", "operations"];

    public string WebhookChannel { get; init; } = "town-square";

    public bool WebhooksEnabled { get; init; } = true;

    public bool ChannelLocked { get; init; }

    public bool OverridesAllowed { get; init; } = true;

    public int MaxBytes { get; init; } = 300_000;
}
