using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.DataProtection;
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

/// <summary>Tenants left behind are reported, and do not take the node out of service: the others go on.</summary>
internal sealed class MigrationsHealth(IProvisioner provisioner) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var behind = await provisioner.CheckAsync(cancellationToken);
        return behind.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Left behind: {string.Join(", ", behind.Select(t => t.Slug))}. Run ./fleet migrate.");
    }
}

/// <summary>Ready when what one node seals can be opened again.</summary>
internal sealed class KeyRingHealth(IDataProtectionProvider protection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var protector = protection.CreateProtector("FleetPrompt.Health");
        return Task.FromResult(protector.Unprotect(protector.Protect("ok")) == "ok" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The key ring does not open what it sealed."));
    }
}

/// <summary>Ready while the runner holds a lease, so that what is asked for is done.</summary>
internal sealed class RunnerHealth(Core.Work.WorkRunner runner) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(runner.CanClaim ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The runner holds no lease: work waits."));
}
