using FleetPrompt.Core.Directives;

namespace FleetPrompt.Core.Operations;

/// <summary>Fails on purpose at the first attempt, and succeeds when somebody runs it again.</summary>
internal sealed class RunDrillHandler : IDirectiveHandler<Drill>
{
    public const string ErrorKind = "drill";

    public Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Drill args, CancellationToken cancel) =>
        Task.FromResult<DirectiveOutcome>(
            run.Directive.Attempt == 1
                ? new DirectiveOutcome.Failed(ErrorKind, "This is a drill: the first attempt fails on purpose, and nothing was changed. Press Rerun and say why.")
                : new DirectiveOutcome.Succeeded());
}
