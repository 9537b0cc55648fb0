namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What happened in an organisation in a window, counted. The order within lists says nothing.</summary>
/// <param name="Organization">Its name.</param>
/// <param name="Zone">In which times are told.</param>
public sealed record DigestFacts(string Organization, DigestWindow Window, TimeZoneInfo Zone)
{
    public IReadOnlyList<PackageCount> Packages { get; init; } = [];

    public IReadOnlyList<ExecutionCount> Executions { get; init; } = [];

    public DirectiveCounts Directives { get; init; } = new();

    /// <summary>Each kind of error once.</summary>
    public IReadOnlyList<DirectiveFailures> DirectiveFailures { get; init; } = [];

    public MessageCounts Messages { get; init; } = new();

    /// <summary>What failed and how, over all that can fail.</summary>
    public IReadOnlyList<ErrorCount> Errors { get; init; } = [];

    public DigestUsage Usage { get; init; } = new();

    public ForumCount Forum { get; init; } = new();

    public DigestPointers Pointers { get; init; } = new();
}

/// <param name="Verb">What was asked for: <c>install | upgrade | configure | enable | disable | uninstall</c>.</param>
public sealed record PackageCount(string Package, string Verb, int Requested, int Completed, int Failed);

/// <param name="Name">What ran.</param>
public sealed record ExecutionCount(string Name, int Completed, int Failed, int Uncertain);

/// <param name="Waiting">Asked for at any time, and not come to an end.</param>
public sealed record DirectiveCounts(int Succeeded = 0, int Failed = 0, int Canceled = 0, int Waiting = 0);

/// <param name="Directives">Names of those that failed so.</param>
public sealed record DirectiveFailures(string ErrorKind, int Count, IReadOnlyList<string> Directives);

public sealed record MessageCounts(int Sent = 0, int Failed = 0, int Uncertain = 0);

/// <param name="Where">The name of a directive, of an execution, or what else failed.</param>
public sealed record ErrorCount(string Where, string ErrorKind, int Count);

/// <param name="CostMicros">In millionths of a US dollar.</param>
public sealed record DigestUsage(long CostMicros = 0, long InputTokens = 0, long OutputTokens = 0);

public sealed record ForumCount(int Threads = 0, int Posts = 0);

/// <summary>What waits for a person, and where. Counts are of the present, whenever it came about.</summary>
/// <param name="UncertainInstallation">The installation of one of the messages that are uncertain.</param>
/// <param name="RefusedConnections">Connections that were refused when they were last used.</param>
/// <param name="FailedInstallation">One that could not be installed.</param>
/// <param name="ApprovalInstallation">One whose upgrade waits for approval.</param>
/// <param name="ParkedDeliveries">Deliveries that failed too often.</param>
public sealed record DigestPointers(
    int UncertainMessages = 0,
    Guid? UncertainInstallation = null,
    int RefusedConnections = 0,
    int FailedInstallations = 0,
    Guid? FailedInstallation = null,
    Guid? ApprovalInstallation = null,
    int ParkedDeliveries = 0);
