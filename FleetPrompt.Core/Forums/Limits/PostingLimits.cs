using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Forums.Limits;

/// <summary>How much one person, and one address, may do in an organisation's forum. Owners and admins are held to the rates alone.</summary>
public sealed class PostingLimits
{
    /// <summary>Posts, opening ones included, that one person may write in a minute.</summary>
    [Range(1, 1000)]
    public int PostsPerMinute { get; set; } = 10;

    [Range(1, 10_000)]
    public int PostsPerHour { get; set; } = 120;

    /// <summary>By everybody who comes from one address together (an office has one).</summary>
    [Range(1, 10_000)]
    public int PostsPerMinuteAndAddress { get; set; } = 60;

    [Range(1, 100_000)]
    public int PostsPerHourAndAddress { get; set; } = 600;

    [Range(1, 10_000)]
    public int ReactionsPerMinute { get; set; } = 60;

    [Range(1, 10_000)]
    public int FlagsPerHour { get; set; } = 20;

    /// <summary>Threads that a member of level 0 may start on their first day.</summary>
    [Range(0, 1000)]
    public int FirstDayThreads { get; set; } = 3;

    [Range(0, 1000)]
    public int FirstDayReplies { get; set; } = 10;

    [Range(0, 1000)]
    public int FirstDayRepliesInThread { get; set; } = 3;

    /// <summary>Links to other sites in one post of a member of level 0.</summary>
    [Range(0, 1000)]
    public int NewMemberLinks { get; set; } = 2;

    [Range(0, 1000)]
    public int NewMemberMentions { get; set; } = 2;

    /// <summary>In one post of any other member.</summary>
    [Range(0, 1000)]
    public int Links { get; set; } = 50;

    [Range(0, 1000)]
    public int Mentions { get; set; } = 20;

    /// <summary>A person's same text is not posted again this soon.</summary>
    [Range(0, 1440)]
    public int DuplicateMinutes { get; set; } = 10;
}
