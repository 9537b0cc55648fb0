using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FleetPrompt.Data.Tenancy;

/// <summary>What a unit holds back belongs to the side of a savepoint on which it was asked for.</summary>
internal sealed class UnitSavepoints : DbTransactionInterceptor
{
    public override ValueTask<InterceptionResult> CreatingSavepointAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        FlushedAsync(eventData, result, cancellationToken);

    public override ValueTask<InterceptionResult> RollingBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        FlushedAsync(eventData, result, cancellationToken);

    public override ValueTask<InterceptionResult> ReleasingSavepointAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        FlushedAsync(eventData, result, cancellationToken);

    private static async ValueTask<InterceptionResult> FlushedAsync(TransactionEventData eventData, InterceptionResult result, CancellationToken cancel)
    {
        if (eventData.Context is IUnitContext { BeforeStatement: { } before }) await before(cancel);
        return result;
    }
}
