using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Notifications;

/// <summary>Where notifications lead, for those who read them elsewhere than in the application.</summary>
public interface INoticePlaces
{
    /// <summary>What each leads to; those that lead nowhere are missing.</summary>
    Task<IReadOnlyDictionary<Guid, NoticePlace>> OfAsync(TenantUnit unit, IReadOnlyCollection<Notification> notices, CancellationToken cancel);
}

/// <param name="Path">Within the application.</param>
public sealed record NoticePlace(string Title, string Path);
