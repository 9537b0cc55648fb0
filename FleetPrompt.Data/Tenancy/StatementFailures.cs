using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FleetPrompt.Data.Tenancy;

/// <summary>Marks a unit in which a statement of EF Core failed, so that it refuses to commit.</summary>
internal sealed class StatementFailures : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Mark(eventData);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Mark(eventData);
        return Task.CompletedTask;
    }

    private static void Mark(CommandErrorEventData eventData)
    {
        if (eventData.Context is IUnitContext unit) unit.StatementFailed = true;
    }
}
