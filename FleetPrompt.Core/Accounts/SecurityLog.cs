using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Accounts;

/// <summary>Records security events: beside a change, in the change's own unit, or alone.</summary>
public sealed class SecurityLog(IUnits units, TimeProvider time)
{
    /// <summary>Saved with the unit's next change.</summary>
    public void Add(PlatformUnit unit, string name, Guid userId, string source) =>
        unit.Db.Set<SecurityEvent>().Add(new SecurityEvent { Name = name, UserId = userId, Source = source, OccurredAt = time.GetUtcNow() });

    public Task RecordAsync(string name, Guid userId, string source, CancellationToken cancel = default) =>
        units.RunPlatformAsync<bool>(
            async unit =>
            {
                Add(unit, name, userId, source);
                await unit.Db.SaveChangesAsync(cancel);
                return true;
            },
            cancel);
}
