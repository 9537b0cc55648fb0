namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What happened in an organisation in a span, counted.</summary>
/// <param name="Zone">In which times are told.</param>
public sealed record DigestFacts(string Organization, DigestWindow Window, TimeZoneInfo Zone)
{
    /// <summary>By package and what was done (<c>install</c>, <c>upgrade</c> …).</summary>
    public IReadOnlyList<PackageCount> Packages { get; init; } = [];

    public IReadOnlyList<ExecutionCount> Executions { get; init; } = [];

    /// <summary>By state, of those that were requested in the span.</summary>
    public IReadOnlyDictionary<string, int> Directives { get; init; } = new Dictionary<string, int>();

    /// <summary>Most frequent first.</summary>
    public IReadOnlyList<FailureCount> Failures { get; init; } = [];

    public int Threads { get; init; }

    public int Posts { get; init; }

    /// <summary>In millionths of a US dollar.</summary>
    public long CostMicros { get; init; }

    public long Tokens { get; init; }

    /// <summary>Messages that may have arrived, and wait for somebody to say.</summary>
    public int Undecided { get; init; }

    /// <summary>Connections that were refused when they were last used.</summary>
    public int RefusedConnections { get; init; }

    public bool IsEmpty => Packages.Count + Executions.Count + Directives.Count + Failures.Count + Threads + Posts == 0;
}

public sealed record PackageCount(string Package, string Act, int Completed, int Failed);

public sealed record ExecutionCount(string Name, int Completed, int Failed, int Uncertain);

/// <param name="Directive">The directive's name.</param>
/// <param name="Kind">Its kind of error.</param>
public sealed record FailureCount(string Directive, string Kind, int Count);
