using System.Text.Json.Serialization;

namespace MattermostDouble;

[JsonConverter(typeof(JsonStringEnumConverter<TroubleKind>))]
internal enum TroubleKind
{
    /// <summary>Answers with a status. Nothing is posted, unless it is said so.</summary>
    Status,

    /// <summary>Does not read the request until it is released; then all is well.</summary>
    HangBeforeReading,

    /// <summary>Posts, and does not answer until it is released.</summary>
    HangAfterReading,

    /// <summary>Ends the connection; nothing is posted.</summary>
    CutBeforeReading,

    /// <summary>Posts, and ends the connection without a word.</summary>
    CutBeforeAnswer,

    /// <summary>Posts, and ends the connection in the middle of its answer.</summary>
    CutWithinAnswer,

    /// <summary>Posts, answers in full, and ends the connection.</summary>
    CutAfterAnswer,

    /// <summary>Posts, and answers after a while.</summary>
    Slow,
}

/// <summary>What goes wrong with one of the next requests.</summary>
internal sealed record Trouble(TroubleKind Kind)
{
    public int Status { get; init; } = StatusCodes.Status500InternalServerError;

    /// <summary>With a status: the message is posted all the same.</summary>
    public bool Posted { get; init; }

    public string? Body { get; init; }

    /// <summary>With a status: the body is as many bytes long as that.</summary>
    public int? BodyBytes { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public int Milliseconds { get; init; }

    /// <summary>How many requests it happens to.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Only requests whose path begins so; unsaid, those that post.</summary>
    public string? Path { get; init; }

    public bool Concerns(HttpRequest request) =>
        Path is { } path ? request.Path.Value?.StartsWith(path, StringComparison.Ordinal) is true : HttpMethods.IsPost(request.Method);
}

/// <summary>What is to go wrong, first come first served, and who hangs.</summary>
internal sealed class Troubles
{
    private readonly Lock gate = new();
    private readonly List<Trouble> next = [];
    private TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int hanging;

    public int Hanging => Volatile.Read(ref hanging);

    public int Waiting
    {
        get
        {
            lock (gate) return next.Sum(t => t.Times);
        }
    }

    public void Add(Trouble trouble)
    {
        lock (gate) next.Add(trouble);
    }

    public Trouble? Take(HttpRequest request)
    {
        lock (gate)
        {
            var at = next.FindIndex(t => t.Concerns(request));
            if (at < 0) return null;
            var trouble = next[at];
            if (trouble.Times > 1) next[at] = trouble with { Times = trouble.Times - 1 };
            else next.RemoveAt(at);
            return trouble;
        }
    }

    /// <summary>Until somebody releases all that hang, or the caller is gone.</summary>
    public async Task HangAsync(CancellationToken gone)
    {
        Task released;
        lock (gate) released = release.Task;
        Interlocked.Increment(ref hanging);
        try
        {
            await released.WaitAsync(gone);
        }
        finally
        {
            Interlocked.Decrement(ref hanging);
        }
    }

    public void Release()
    {
        TaskCompletionSource released;
        lock (gate)
        {
            released = release;
            release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        released.SetResult();
    }

    public void Forget()
    {
        lock (gate) next.Clear();
    }
}
