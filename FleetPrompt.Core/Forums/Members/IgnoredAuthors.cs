using System.Collections.Frozen;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>Who ignores somebody is not told of what they do.</summary>
internal sealed class IgnoredAuthors : INoticeFilter
{
    public async Task<IReadOnlySet<Guid>> RefusedAsync(TenantUnit unit, Guid? actor, IReadOnlyCollection<Guid> recipients, CancellationToken cancel) =>
        actor is { } ignored ? (await unit.Db.ForumIgnores.Where(i => i.IgnoredUserId == ignored && recipients.Contains(i.UserId)).Select(i => i.UserId).ToListAsync(cancel)).ToFrozenSet() : FrozenSet<Guid>.Empty;
}
