using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Notifications;

/// <summary>That people were told, on one stream that their bells listen to. Who was told what is not for everybody.</summary>
public static class NotificationSignals
{
    public const string Stream = "notifications";

    public static readonly SignalType<NoticesFact> Created = new("notification.created", "told people", Visibility.Admins);
    public static readonly SignalType<NoticesFact> Read = new("notification.read", "read notifications", Visibility.Admins);
    public static readonly SignalType<NoticeMailFact> Mailed = new("notification.email.sent", "sent an e-mail", Visibility.Admins);
    public static readonly SignalType<NoticeMailFact> NotMailed = new("notification.email.failed", "could not send an e-mail", Visibility.Admins);

    public static readonly IReadOnlyList<SignalType> All = [Created, Read, Mailed, NotMailed];
}

/// <param name="UserIds">Whose notifications have changed.</param>
public sealed record NoticesFact(IReadOnlyList<Guid> UserIds);

/// <param name="Status">How the ledger has it.</param>
public sealed record NoticeMailFact(Guid UserId, int Notifications, string Status, string? ErrorKind);

/// <summary>What goes out to people.</summary>
public static class NotificationDirectives
{
    public static readonly DirectiveType<SendNoticeMail> SendMail = new("notification.email.send", "asked to send an e-mail", [Actor.SystemType], Effects.External, Visibility.Admins)
    {
        Limits = new(Running: 4),
    };
}

/// <summary>One mail with all that waits for the person.</summary>
public sealed record SendNoticeMail(Guid UserId) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (UserId == Guid.Empty) yield return new("userId", "Say for whom.");
    }
}
