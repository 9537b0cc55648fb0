using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Operations;

/// <summary>
/// Runs again, or cancels, all directives that pass a filter. Which they are is decided once, at the beginning; each is then acted on by itself, at the attempt it was seen at, so what has
/// changed meanwhile is left alone and what was done stays done if the rest is not come to.
/// </summary>
public sealed class DirectiveBulk(DirectiveReading reading, DirectiveControl control)
{
    /// <summary>At one time; ask again for the rest.</summary>
    public const int Most = 1_000;

    /// <summary>Runs failed ones again. Errors: <see cref="Invalid"/> (no reason), <see cref="Forbidden"/> (none of them is the actor's to run again).</summary>
    public Task<Result<BulkOutcome>> RerunAsync(OperationContext operation, DirectiveQuery query, string? reason, IProgress<BulkOutcome>? progress = null, CancellationToken cancel = default) =>
        EachAsync(operation, query with { Status = DirectiveStates.Failed }, seen => control.RerunAsync(operation, seen.Id, seen.Attempt, reason, cancel), progress, cancel);

    /// <summary>Cancels those that wait, or run, as the filter says. Errors as of <see cref="RerunAsync"/>.</summary>
    /// <exception cref="ArgumentException">The filter is of a state in which nothing can be canceled: a bug.</exception>
    public Task<Result<BulkOutcome>> CancelAsync(OperationContext operation, DirectiveQuery query, string? reason, IProgress<BulkOutcome>? progress = null, CancellationToken cancel = default) =>
        query.Status is DirectiveStates.Requested or DirectiveStates.Running
            ? EachAsync(operation, query, seen => control.CancelAsync(operation, seen.Id, seen.Attempt, reason, cancel), progress, cancel)
            : throw new ArgumentException($"Nothing that is {query.Status ?? "of any state"} can be canceled.", nameof(query));

    private async Task<Result<BulkOutcome>> EachAsync(
        OperationContext operation,
        DirectiveQuery query,
        Func<SeenDirective, Task<Result<DirectiveReceipt>>> act,
        IProgress<BulkOutcome>? progress,
        CancellationToken cancel)
    {
        var seen = await reading.SeenAsync(operation, query, Most + 1, cancel);
        var outcome = new BulkOutcome(Math.Min(seen.Count, Most), 0, 0, 0, More: seen.Count > Most);
        Error? refused = null;
        foreach (var directive in seen.Take(Most))
        {
            var done = await act(directive);
            if (done.Error is Invalid invalid) return invalid;
            if (done.Error is Forbidden forbidden) refused = forbidden;
            outcome = outcome with
            {
                Done = outcome.Done + (done.IsOk ? 1 : 0),
                Refused = outcome.Refused + (done.Error is Forbidden ? 1 : 0),
                Changed = outcome.Changed + (done.Error is not null and not Forbidden ? 1 : 0),
            };
            progress?.Report(outcome);
        }

        return refused is not null && outcome.Done == 0 ? refused : outcome;
    }
}

/// <param name="Of">How many it is about.</param>
/// <param name="Changed">Left alone: somebody or something else had acted on them meanwhile.</param>
/// <param name="Refused">Not the actor's to decide.</param>
/// <param name="More">There were more than can be done at one time.</param>
public sealed record BulkOutcome(int Of, int Done, int Changed, int Refused, bool More)
{
    public int Seen => Done + Changed + Refused;
}
