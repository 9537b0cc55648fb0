using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Moderation;

/// <summary>What the forum knows of a member that moderation goes by. Who is no member any more is trusted with nothing.</summary>
internal sealed record Standing(int Trust, DateTimeOffset? JoinedAt, DateTimeOffset? SilencedUntil, bool Administers)
{
    public static async Task<Standing> OfAsync(TenantUnit unit, Guid person, DateTimeOffset now, CancellationToken cancel) =>
        await unit.ForumStandingAsync(person, now, cancel) is { } standing
            ? new Standing((int)standing.Trust, standing.JoinedAt, standing.SilencedUntil > now ? standing.SilencedUntil : null, standing.Administers)
            : new Standing(0, null, null, Administers: false);
}
