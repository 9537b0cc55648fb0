using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>How a handler ended: a closed set.</summary>
public abstract record DirectiveOutcome
{
    private DirectiveOutcome() { }

    /// <param name="Result">Kept with the directive as JSON; ids and states, not texts.</param>
    public sealed record Succeeded(object? Result = null) : DirectiveOutcome
    {
        /// <summary>What an external handler has to write, in the unit that records the success. A handler in a unit has written already.</summary>
        public Func<TenantUnit, CancellationToken, Task>? Record { get; init; }
    }

    /// <param name="Kind">One of <see cref="DirectiveErrors"/>, or a word of the handler's own.</param>
    /// <param name="Message">Safe to show; says what to do.</param>
    public sealed record Failed(string Kind, string Message, string? Details = null) : DirectiveOutcome;

    /// <summary>It stopped because somebody asked it to; nothing of it was committed.</summary>
    public sealed record Canceled : DirectiveOutcome;
}

/// <summary>The kinds of failure that every directive can meet.</summary>
public static class DirectiveErrors
{
    /// <summary>The subject has changed since the page that was acted on.</summary>
    public const string Conflict = "conflict";

    /// <summary>The requester has lost the right since.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The subject is gone.</summary>
    public const string NotFound = "not_found";

    /// <summary>The stored arguments no longer fit.</summary>
    public const string Validation = "validation";

    /// <summary>A bug or an outage: details are kept for operators.</summary>
    public const string Handler = "handler_error";

    /// <summary>The process died while the effect may have left the database.</summary>
    public const string RunnerLost = "runner_lost";
}
