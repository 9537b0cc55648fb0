using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Agents;

/// <summary>What pages show of executions.</summary>
public sealed class ExecutionReading(IUnits units)
{
    /// <summary>The newest first, of an installation or of all.</summary>
    public Task<IReadOnlyList<Execution>> ListAsync(OperationContext operation, Guid? installationId, int most, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Execution>>(
            operation,
            async unit => await unit.Db.Executions.AsNoTracking().Where(e => installationId == null || e.InstallationId == installationId).OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).Take(most).ToListAsync(cancel),
            cancel);

    /// <summary>An execution with its log; null where there is none.</summary>
    public Task<(Execution Execution, IReadOnlyList<ExecutionLog> Log)?> FindAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.ReadAsync<(Execution, IReadOnlyList<ExecutionLog>)?>(
            operation,
            async unit =>
            {
                if (await unit.Db.Executions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancel) is not { } execution) return null;
                return (execution, await unit.Db.ExecutionLogs.AsNoTracking().Where(l => l.ExecutionId == id).OrderBy(l => l.Id).Take(500).ToListAsync(cancel));
            },
            cancel);
}
