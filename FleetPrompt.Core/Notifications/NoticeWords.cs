namespace FleetPrompt.Core.Notifications;

/// <summary>What a notification says.</summary>
public static class NoticeWords
{
    public static string Kind(string kind) => kind switch
    {
        NotificationKinds.Reply => "Replies",
        NotificationKinds.Mention => "Mentions",
        NotificationKinds.Quote => "Quotes",
        NotificationKinds.Reaction => "Reactions",
        NotificationKinds.Accepted => "Accepted answers",
        NotificationKinds.Moderation => "Moderation",
        NotificationKinds.Reminder => "Reminders",
        _ => "Other",
    };

    public static string Means(string kind) => kind switch
    {
        NotificationKinds.Reply => "Somebody replies in a thread you watch or track. Of tracked threads you are told here only.",
        NotificationKinds.Mention => "Somebody writes @ and your name.",
        NotificationKinds.Quote => "Somebody quotes a post of yours.",
        NotificationKinds.Reaction => "Somebody reacts to a post of yours.",
        NotificationKinds.Accepted => "A post of yours is accepted as the answer.",
        NotificationKinds.Moderation => "The moderators decide about a post of yours.",
        NotificationKinds.Reminder => "A bookmark's time has come.",
        _ => "",
    };

    public static string Icon(string kind) => kind switch
    {
        NotificationKinds.Mention => "user",
        NotificationKinds.Quote => "quote",
        NotificationKinds.Reaction => "star",
        NotificationKinds.Accepted => "check-circle",
        NotificationKinds.Moderation => "shield",
        NotificationKinds.Reminder => "clock",
        _ => "message",
    };

    /// <param name="who">Everybody who did it, the newest first; empty where that is nobody's business.</param>
    public static string Sentence(Notification notice, IReadOnlyList<string> who) => notice.Kind switch
    {
        NotificationKinds.Reply => $"{Names(who)} replied",
        NotificationKinds.Mention => $"{Names(who)} mentioned you",
        NotificationKinds.Quote => $"{Names(who)} quoted you",
        NotificationKinds.Reaction => $"{Names(who)} reacted to your post",
        NotificationKinds.Accepted => $"{Names(who)} accepted your post as the answer",
        NotificationKinds.Reminder => "You wanted to be reminded of this post",
        NotificationKinds.Moderation => notice.Detail switch
        {
            "hidden" => "The moderators hid your post",
            "unhidden" => "The moderators showed your post again",
            "deleted" => "The moderators removed your post",
            _ => "The moderators decided about a post of yours",
        },
        _ => "Something happened that concerns you",
    };

    /// <summary>"Ana", "Ana and Ben", "Ana and 3 others".</summary>
    public static string Names(IReadOnlyList<string> who) => who.Count switch
    {
        0 => "Somebody",
        1 => who[0],
        2 => $"{who[0]} and {who[1]}",
        _ => $"{who[0]} and {who.Count - 1} others",
    };
}
