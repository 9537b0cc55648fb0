using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Forums;

/// <summary>How forum things are named as subjects and streams.</summary>
public static class ForumSubjects
{
    public static Subject Category(Guid id) => new("forum.category", id);

    public static Subject Thread(Guid id) => new("forum.thread", id);

    public static Subject Post(Guid id) => new("forum.post", id);
}
