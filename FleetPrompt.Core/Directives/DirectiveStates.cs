namespace FleetPrompt.Core.Directives;

/// <summary>The states of a directive and the moves between them. Everything that is not listed is refused.</summary>
public static class DirectiveStates
{
    public const string Requested = "requested";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Canceled = "canceled";

    public static readonly IReadOnlyList<string> All = [Requested, Running, Succeeded, Failed, Canceled];

    private static readonly HashSet<(string From, string To)> Moves =
    [
        (Requested, Running),
        (Requested, Canceled),
        (Running, Succeeded),
        (Running, Failed),
        (Running, Canceled),
        (Failed, Requested), // an explicit rerun, never a retry
    ];

    public static bool CanMove(string from, string to) => Moves.Contains((from, to));

    /// <summary>Nothing follows, not even a rerun.</summary>
    public static bool IsFinal(string state) => state is Succeeded or Canceled;

    /// <summary>No runner has it, and none will without a person's word.</summary>
    public static bool IsAtRest(string state) => IsFinal(state) || state is Failed;
}
