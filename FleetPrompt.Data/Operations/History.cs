using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;

namespace FleetPrompt.Data.Operations;

/// <summary>The verbs of <c>Sql/history.sql</c>.</summary>
internal sealed class History : IHistory
{
    public Task<bool> IsDueAsync(TenantUnit unit, CancellationToken cancel) => ((NpgsqlTenantUnit)unit).ScalarAsync<bool>("select public.history_is_due()", cancel);

    public Task<PurgedHistory> PurgeAsync(TenantUnit unit, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync("select directives, signals from public.purge_history()", [], async reader =>
        {
            await reader.ReadAsync(cancel);
            return new PurgedHistory(reader.GetInt32(0), reader.GetInt32(1));
        }, cancel);
}
