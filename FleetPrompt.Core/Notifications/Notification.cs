namespace FleetPrompt.Core.Notifications;

/// <summary>Something a person should know of. One row for a person, a kind and the signal it follows from, however often that signal is given.</summary>
public sealed class Notification
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid UserId { get; init; }

    /// <summary>One of <see cref="NotificationKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    /// <summary>The fact it follows from. That may be gone by now.</summary>
    public required Guid SignalId { get; init; }

    /// <summary>The thread it leads to, where it leads to one.</summary>
    public Guid? ThreadId { get; init; }

    /// <summary>The number of the post there.</summary>
    public int? Number { get; init; }

    /// <summary>Who did it, where that is a person.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>What it says of the matter where the kind alone does not: <c>hidden</c>, <c>like</c>.</summary>
    public string? Detail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>It is to go out by e-mail as well.</summary>
    public bool ByMail { get; init; }

    /// <summary>When it was handed to a mail, which is done once.</summary>
    public DateTimeOffset? MailedAt { get; set; }
}

public static class NotificationKinds
{
    public const string Welcome = "welcome";
    public const string Reply = "reply";
    public const string Mention = "mention";
    public const string Quote = "quote";
    public const string Reaction = "reaction";
    public const string Accepted = "accepted";
    public const string Moderation = "moderation";

    /// <summary>A moderator's decision was undone.</summary>
    public const string ModerationUndone = "moderation_undone";
    public const string Reminder = "reminder";

    /// <summary>Those a person may choose about, in the order they are shown.</summary>
    public static readonly IReadOnlyList<string> Chosen = [Reply, Mention, Quote, Reaction, Accepted, Moderation, Reminder];
}

/// <summary>How a person wants to be told of a kind.</summary>
public sealed class NotificationPreference
{
    public required Guid UserId { get; init; }

    public required string Kind { get; init; }

    /// <summary>One of <see cref="Delivery"/>.</summary>
    public required string Delivery { get; set; }
}

public static class Delivery
{
    public const string Off = "off";
    public const string InApp = "in_app";

    /// <summary>In the application, and by e-mail.</summary>
    public const string Mail = "email";

    public static readonly IReadOnlyList<string> All = [InApp, Mail, Off];

    /// <summary>How a kind is told where the person has said nothing.</summary>
    public static string Usual(string kind) => kind is NotificationKinds.Reaction or NotificationKinds.Welcome ? InApp : Mail;
}
