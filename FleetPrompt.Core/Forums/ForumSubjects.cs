using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Forums;

/// <summary>How forum things are named as subjects and streams.</summary>
public static class ForumSubjects
{
    public static Subject Category(Guid id) => new("forum.category", id);

    public static Subject Thread(Guid id) => new("forum.thread", id);

    /// <summary>Somebody in the forum; the same id as the person's.</summary>
    public static Subject Member(Guid userId) => new("forum.member", userId);

    /// <summary>The forum as a whole: an organisation has one.</summary>
    public static Subject Forum(Guid organizationId) => new("forum", organizationId);

    public static Subject Post(Guid id) => new("forum.post", id);
}
