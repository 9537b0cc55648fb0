using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FleetPrompt.Data.Tenancy;

/// <summary>Keeps EF Core's statements in step with their unit: what the unit holds back goes first, and a failure or a cancellation marks the unit, so that it refuses to commit.</summary>
internal sealed class UnitStatements : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await BeforeAsync(eventData.Context, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await BeforeAsync(eventData.Context, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default)
    {
        await BeforeAsync(eventData.Context, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Refuse(eventData.Context, result);

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => Refuse(eventData.Context, result);

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result) => Refuse(eventData.Context, result);

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Mark(eventData.Context);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Mark(eventData.Context);
        return Task.CompletedTask;
    }

    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Mark(eventData.Context);

    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Mark(eventData.Context);
        return Task.CompletedTask;
    }

    private static Task BeforeAsync(DbContext? context, CancellationToken cancel) => (context as IUnitContext)?.BeforeStatement?.Invoke(cancel) ?? Task.CompletedTask;

    private static T Refuse<T>(DbContext? context, T result) =>
        context is IUnitContext { BeforeStatement: not null } ? throw new InvalidOperationException("Statements of a unit are asynchronous: use the method whose name ends in Async.") : result;

    private static void Mark(DbContext? context)
    {
        if (context is IUnitContext unit) unit.StatementFailed = true;
    }
}
