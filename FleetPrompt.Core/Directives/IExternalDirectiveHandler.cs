using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// Does what a directive asks where that cannot be one transaction with its outcome: calls to others, files, long work. It runs outside every unit, so that no transaction waits for
/// it; what is to be written goes with the outcome (<see cref="DirectiveOutcome.Succeeded.Record"/>). If the process dies meanwhile, the directive is failed (<c>runner_lost</c>).
/// </summary>
public interface IExternalDirectiveHandler<in TArgs>
    where TArgs : class, IDirectiveArgs
{
    Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, TArgs args, CancellationToken cancel);
}

/// <param name="Operation">In the requester's name, caused by the directive.</param>
public sealed record ExternalDirectiveRun(OperationContext Operation, Directive Directive);
