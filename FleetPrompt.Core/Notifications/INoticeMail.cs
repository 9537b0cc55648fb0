using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Notifications;

/// <summary>Whether notifications can go out by e-mail here.</summary>
public interface INoticeMail
{
    bool Enabled { get; }
}

/// <summary>
/// The one place where a room says who does not want to hear of whom: a person that ignores another is told nothing that the other does. Any room may add its own.
/// </summary>
public interface INoticeFilter
{
    /// <summary>Those of <paramref name="recipients"/> who are not to be told of what <paramref name="actor"/> did.</summary>
    Task<IReadOnlySet<Guid>> RefusedAsync(TenantUnit unit, Guid? actor, IReadOnlyCollection<Guid> recipients, CancellationToken cancel);
}
