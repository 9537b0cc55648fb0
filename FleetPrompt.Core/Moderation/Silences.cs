using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>Silences members for a time. The forum itself refuses what they write until then.</summary>
internal sealed class Silences(TimeProvider time)
{
    public async Task<SilenceChange> SetAsync(TenantUnit unit, Guid person, int days, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var until = now.AddDays(days).AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        await unit.LockAsync($"forum.member:{person}", cancel);
        var row = await unit.Db.Set<ForumMember>().AsNoTracking().SingleOrDefaultAsync(m => m.UserId == person, cancel);
        if (row is null)
        {
            unit.Db.Add(new ForumMember { UserId = person, SilencedUntil = until, Version = 1, CreatedAt = now, UpdatedAt = now });
            await unit.Db.SaveChangesAsync(cancel);
        }
        else
        {
            // A shorter silence does not end a longer one.
            if (row.SilencedUntil > until) until = row.SilencedUntil.Value;
            await WriteAsync(unit, person, until, cancel);
        }

        return new SilenceChange(person, row?.SilencedUntil, until);
    }

    /// <summary>False when the silence is no longer the one that was set.</summary>
    public async Task<bool> RestoreAsync(TenantUnit unit, SilenceChange change, CancellationToken cancel)
    {
        await unit.LockAsync($"forum.member:{change.UserId}", cancel);
        if (!await unit.Db.Set<ForumMember>().AnyAsync(m => m.UserId == change.UserId && m.SilencedUntil == change.Until, cancel)) return false;
        await WriteAsync(unit, change.UserId, change.Before, cancel);
        return true;
    }

    private Task<int> WriteAsync(TenantUnit unit, Guid person, DateTimeOffset? until, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return unit.Db.Set<ForumMember>().Where(m => m.UserId == person)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.SilencedUntil, until).SetProperty(m => m.Version, m => m.Version + 1).SetProperty(m => m.UpdatedAt, now), cancel);
    }
}
