using System.Text.Json;

namespace MattermostDouble;

/// <summary>What opens it: the key of its one webhook, and the access token of its one person.</summary>
internal sealed record ServerKeys(string Webhook, string Token);

/// <summary>How the server is set up, as its administrators could.</summary>
internal sealed record ServerSettings
{
    public string Team { get; init; } = "main";

    /// <summary>Names of public channels.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ["town-square", "off-topic", "operations"];

    /// <summary>Where the webhook posts unless it is told otherwise.</summary>
    public string WebhookChannel { get; init; } = "town-square";

    public bool WebhooksEnabled { get; init; } = true;

    /// <summary>The webhook posts to its own channel and no other.</summary>
    public bool ChannelLocked { get; init; }

    /// <summary>Webhooks may choose a name and a picture.</summary>
    public bool OverridesAllowed { get; init; } = true;

    /// <summary>The longest body that is read.</summary>
    public int MaxBytes { get; init; } = 300_000;
}

/// <param name="Request">The number of the request that brought it: a long text is several messages of one request.</param>
/// <param name="Via"><c>webhook | api</c>.</param>
internal sealed record Message(int Number, int Request, DateTimeOffset At, string Via, string Channel, string Username, string? IconUrl, string Text, JsonElement? Attachments, JsonElement? Props);

/// <summary>A request that came, whatever became of it.</summary>
internal sealed record Received(int Number, DateTimeOffset At, string Method, string Path, string? ContentType, string? UserAgent);

/// <summary>All that it has been sent, and how it is set up.</summary>
internal sealed class Server(ServerSettings settings, TimeProvider time)
{
    private const int MaxRunes = 16_383;

    private readonly Lock gate = new();
    private readonly List<Message> messages = [];
    private readonly List<Received> requests = [];
    private ServerSettings current = settings;

    public ServerSettings Settings
    {
        get
        {
            lock (gate) return current;
        }

        set
        {
            lock (gate) current = value;
        }
    }

    public IReadOnlyList<Message> Messages
    {
        get
        {
            lock (gate) return [.. messages];
        }
    }

    public IReadOnlyList<Received> Requests
    {
        get
        {
            lock (gate) return [.. requests];
        }
    }

    public int Receive(HttpRequest request)
    {
        lock (gate)
        {
            requests.Add(new Received(requests.Count + 1, time.GetUtcNow(), request.Method, request.Path, request.ContentType, request.Headers.UserAgent));
            return requests.Count;
        }
    }

    /// <summary>Keeps a message, in as many parts as it needs.</summary>
    public Message Post(int request, string via, string channel, string username, string? iconUrl, string text, JsonElement? attachments, JsonElement? props)
    {
        lock (gate)
        {
            var first = messages.Count;
            foreach (var part in Split(text))
                messages.Add(new Message(messages.Count + 1, request, time.GetUtcNow(), via, channel, username, iconUrl, part, attachments, props));
            return messages[first];
        }
    }

    public void Forget()
    {
        lock (gate)
        {
            messages.Clear();
            requests.Clear();
        }
    }

    public static int Runes(string text) => text.EnumerateRunes().Count();

    public static bool IsTooLong(string text) => text.Length > MaxRunes && Runes(text) > MaxRunes;

    /// <summary>Parts of at most so many characters as Mattermost counts them; no character is cut in two.</summary>
    private static IEnumerable<string> Split(string text)
    {
        if (!IsTooLong(text))
        {
            yield return text;
            yield break;
        }

        var (start, runes, at) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (runes == MaxRunes)
            {
                yield return text[start..at];
                (start, runes) = (at, 0);
            }

            runes++;
            at += rune.Utf16SequenceLength;
        }

        yield return text[start..];
    }
}
