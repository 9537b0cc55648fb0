using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Directives;

/// <summary>Tells handlers that observe their directives (<see cref="IDirectiveObserver{TArgs}"/>) of its steps, within the unit that records them.</summary>
public sealed partial class DirectiveObservers(DirectiveCatalog catalog, IServiceScopeFactory scopes, ILogger<DirectiveObservers> log)
{
    /// <summary>Runs a unit with its observer, and once more without if that fails for a reason of its own.</summary>
    /// <param name="run">Given whether the observer is to be told.</param>
    internal async Task<T> WithAsync<T>(Guid directive, Func<bool, Task<T>> run)
    {
        try
        {
            return await run(true);
        }
        catch (ObserverException fault)
        {
            LogFault(fault.InnerException!, directive);
            return await run(false);
        }
    }

    internal Task BegunAsync(TenantUnit unit, Directive directive, CancellationToken cancel) =>
        TellAsync(unit, directive, (binding, services, run) => binding.BegunAsync(services, run, cancel));

    internal Task EndedAsync(TenantUnit unit, Directive directive, DirectiveOutcome outcome, CancellationToken cancel) =>
        TellAsync(unit, directive, (binding, services, run) => binding.EndedAsync(services, run, outcome, cancel));

    private async Task TellAsync(TenantUnit unit, Directive directive, Func<DirectiveBinding, IServiceProvider, DirectiveRun, Task> tell)
    {
        if (catalog.Binding(directive.Name) is not { Observes: true } binding) return;
        var operation = unit.Operation;
        try
        {
            unit.Join(directive.InTheNameOf(directive.Requester, unit.Tenant));
            await using var scope = scopes.CreateAsyncScope();
            await tell(binding, scope.ServiceProvider, new DirectiveRun(unit, directive));
            await unit.SaveAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or LeaseLostException) && !IsOutage(fault))
        {
            throw new ObserverException(fault);
        }
        finally
        {
            unit.Join(operation);
        }
    }

    /// <summary>The database's trouble, not the observer's: the unit deals with it.</summary>
    private static bool IsOutage(Exception? fault) =>
        fault is not null && (fault is DbException { SqlState: null } or DbException { IsTransient: true } or DbException { SqlState: "40001" or "40P01" } || IsOutage(fault.InnerException));

    [LoggerMessage(LogLevel.Error, "What observes directive {Id} failed; the directive goes on without it")]
    private partial void LogFault(Exception fault, Guid id);

    private sealed class ObserverException(Exception inner) : Exception("An observer failed.", inner);
}
