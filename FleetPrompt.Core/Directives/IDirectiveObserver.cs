namespace FleetPrompt.Core.Directives;

/// <summary>
/// A handler that also keeps a subject's state in step with its directive: what it writes is in the unit that records the directive's own step, so the two are never apart.
/// A success is the handler's own to write. If an observer fails, the directive goes on without it.
/// </summary>
public interface IDirectiveObserver<in TArgs>
    where TArgs : class, IDirectiveArgs
{
    /// <summary>An attempt begins. Not called where it is resumed.</summary>
    Task BegunAsync(DirectiveRun run, TArgs args, CancellationToken cancel);

    /// <summary>It ended without success: failed (also for want of a right, by a bug, or with its runner) or canceled (also before it began).</summary>
    Task EndedAsync(DirectiveRun run, TArgs args, DirectiveOutcome outcome, CancellationToken cancel);
}
