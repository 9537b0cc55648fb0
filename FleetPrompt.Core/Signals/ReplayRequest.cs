namespace FleetPrompt.Core.Signals;

/// <summary>Which signals are to be given to their handlers once more: by ids, or by name and time, or the latest few.</summary>
/// <param name="Ids">These, and nothing else.</param>
/// <param name="Name">Names that begin so.</param>
/// <param name="From">Recorded at that time or later.</param>
/// <param name="To">Recorded before that time.</param>
/// <param name="Recent">Of what fits, this many that were recorded last.</param>
/// <param name="ExternalEffects">Whether handlers may do again what leaves the database.</param>
public sealed record ReplayRequest(
    IReadOnlyList<Guid>? Ids = null,
    string? Name = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    int? Recent = null,
    bool ExternalEffects = false)
{
    public IEnumerable<FieldProblem> Problems()
    {
        var byRange = Name is not null || From is not null || To is not null || Recent is not null;
        if (Ids is null && !byRange) yield return new("ids", "Say which signals: ids, a name, a time range, or how many of the latest.");
        if (Ids is not null && byRange) yield return new("ids", "Say either ids, or a name, time and number, not both.");
        if (Ids is { Count: 0 }) yield return new("ids", "Give at least one id.");
        if (Ids is { Count: > SignalReplay.Most } || Recent > SignalReplay.Most) yield return new("ids", SignalReplay.TooMany);
        if (Recent <= 0) yield return new("recent", "Say how many of the latest signals, at least 1.");
        if (From >= To) yield return new("to", "The end of the time range must come after its beginning.");
        if (Name is not null && string.IsNullOrWhiteSpace(Name)) yield return new("name", "Give the beginning of a signal name, for example forum.post.");
    }
}

/// <param name="Signals">How many are replayed.</param>
/// <param name="Deliveries">How many deliveries wait in line for it.</param>
public sealed record ReplayReceipt(Guid ReplayId, int Signals, int Deliveries);

/// <summary>What a replay would do. Nothing of it was kept.</summary>
/// <param name="Signals">How many signals fit.</param>
/// <param name="Tried">How many of them were tried; the first ones, where there are too many to try.</param>
public sealed record DryRun(int Signals, int Tried, IReadOnlyList<HandlerDryRun> Handlers);

/// <summary>What one handler would do with the signals it listens to.</summary>
/// <param name="Emits">Signals by name, how often.</param>
/// <param name="Requests">Directives by name, how often.</param>
/// <param name="Changes">Rows by table, beside those of the signals and directives above.</param>
/// <param name="Failures">Signals on which it fails.</param>
public sealed record HandlerDryRun(
    string Handler,
    int Signals,
    IReadOnlyDictionary<string, int> Emits,
    IReadOnlyDictionary<string, int> Requests,
    IReadOnlyDictionary<string, RowCounts> Changes,
    IReadOnlyList<HandlerFailure> Failures);

public sealed record HandlerFailure(Guid SignalId, string Message);
