using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FleetPrompt.Web.Operations;

/// <summary>Ready when the database answers as the platform's role and the platform is migrated.</summary>
internal sealed class DatabaseHealth(IUnits units) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var organizations = await units.RunPlatformAsync<int>(async unit => await unit.Db.Organizations.CountAsync(cancellationToken), cancellationToken);
            return HealthCheckResult.Healthy($"{organizations.Value} organisations");
        }
        catch (Exception fault)
        {
            return HealthCheckResult.Unhealthy("The database does not answer, or has not been migrated.", fault);
        }
    }
}
