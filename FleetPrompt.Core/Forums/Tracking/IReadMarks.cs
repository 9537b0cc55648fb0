using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Tracking;

/// <summary>Moves the marks of how far people have read: forward only, each in one statement that writes nothing where nothing changes.</summary>
public interface IReadMarks
{
    /// <summary>The person has had the thread's post of that number in view. False when that changed nothing.</summary>
    Task<bool> ReadAsync(TenantUnit unit, Guid user, Guid thread, int number, DateTimeOffset now, CancellationToken cancel);

    /// <summary>The person has written the thread's post of that number: whoever had read up to there goes on behind it, and follows the thread unless they chose otherwise.</summary>
    Task WroteAsync(TenantUnit unit, Guid user, Guid thread, int number, string level, DateTimeOffset now, CancellationToken cancel);

    /// <summary>All that is unread is read, and threads made since then are no longer new; of one category, or of all.</summary>
    Task AllReadAsync(TenantUnit unit, Guid user, Guid? category, DateTimeOffset newSince, DateTimeOffset now, CancellationToken cancel);

    /// <summary>How closely the person follows a thread, as they chose.</summary>
    Task FollowThreadAsync(TenantUnit unit, Guid user, Guid thread, string level, CancellationToken cancel);

    Task FollowCategoryAsync(TenantUnit unit, Guid user, Guid category, string level, CancellationToken cancel);

    Task JoinedAsync(TenantUnit unit, Guid user, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Counts again what the person has written in the thread that can be read.</summary>
    Task CountAsync(TenantUnit unit, Guid thread, Guid user, CancellationToken cancel);
}
