using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>How long an organisation keeps its history. Owners decide.</summary>
public sealed class RetentionSetting(IUnits units, SignalBus signals, TimeProvider time)
{
    /// <summary>In days.</summary>
    public async Task<int> ReadAsync(TenantRef tenant, CancellationToken cancel = default) =>
        (await units.RunPlatformAsync<int>(
            async unit => await unit.Db.Organizations.Where(o => o.Id == tenant.OrganizationId).Select(o => o.SignalRetentionDays).SingleAsync(cancel),
            cancel)).Value;

    /// <summary>Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<int>> ChangeAsync(OperationContext operation, int days, CancellationToken cancel = default) =>
        units.RunPlatformAsync<int>(
            async unit =>
            {
                var id = operation.Tenant.OrganizationId;
                var isOwner = await unit.Db.Memberships.AnyAsync(
                    m => m.OrganizationId == id && m.UserId == operation.Actor.Id && m.Status == MembershipStatus.Active && m.Role == OrgRole.Owner,
                    cancel);
                if (!isOwner) return new Forbidden("Only an owner of this organisation can change how long its history is kept.");
                if (days is < Organization.ShortestRetentionDays or > Organization.LongestRetentionDays)
                    return new Invalid("days", $"Keep history for {Organization.ShortestRetentionDays} to {Organization.LongestRetentionDays} days.");
                var organization = await unit.Db.Organizations.SingleAsync(o => o.Id == id, cancel);
                var before = organization.SignalRetentionDays;
                if (before == days) return days;
                (organization.SignalRetentionDays, organization.UpdatedAt) = (days, time.GetUtcNow());
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(await unit.SwitchAsync(operation, cancel), OperationSignals.RetentionChanged, OrgSignals.Organization(id), new RetentionChange(before, days), cancel: cancel);
                return days;
            },
            cancel);
}
