using System.Globalization;
using FleetPrompt.Core.Notifications;

namespace FleetPrompt.Web.Notifications;

/// <summary>Notifications as a page shows them: by day, within a day by thread, and one line for all reactions to a post.</summary>
internal static class NoticeDays
{
    public static IReadOnlyList<NoticeDay> Of(NoticeList list, DateTimeOffset now) =>
    [
        .. list.Notices.GroupBy(n => DateOnly.FromDateTime(n.CreatedAt.UtcDateTime)).Select(day => new NoticeDay(
            NameOf(day.Key, DateOnly.FromDateTime(now.UtcDateTime)),
            [.. day.GroupBy(n => n.ThreadId ?? n.Id).Select(thread => new NoticeThread(thread.First().ThreadId, [.. Lines(thread, list)]))])),
    ];

    private static IEnumerable<NoticeLine> Lines(IEnumerable<Notification> notices, NoticeList list) =>
        notices.GroupBy(n => n.Kind == NotificationKinds.Reaction ? n.SubjectId : n.Id).Select(same =>
        {
            var all = same.ToList();
            var who = all.Select(n => n.ActorId).OfType<Guid>().Distinct().Select(id => list.People.GetValueOrDefault(id)?.Name ?? "Former member").ToList();
            return new NoticeLine(all[0], [.. all.Select(n => n.Id)], NoticeWords.Sentence(all[0], who), all.Any(n => n.ReadAt is null));
        });

    private static string NameOf(DateOnly day, DateOnly today) =>
        day == today ? "Today" : day == today.AddDays(-1) ? "Yesterday" : day.ToString(day.Year == today.Year ? "dddd, d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture);
}

internal sealed record NoticeDay(string Name, IReadOnlyList<NoticeThread> Threads);

internal sealed record NoticeThread(Guid? ThreadId, IReadOnlyList<NoticeLine> Lines)
{
    public IEnumerable<Guid> Unread => Lines.Where(l => l.Unread).SelectMany(l => l.Ids);
}

/// <param name="Notice">The newest of those it stands for.</param>
internal sealed record NoticeLine(Notification Notice, IReadOnlyList<Guid> Ids, string Sentence, bool Unread);
