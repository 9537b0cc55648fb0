using System.Text;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Integrations.Mail;

/// <summary>What a mail says: by thread, the newest first, one line for all reactions to a post. Plain text, which every reader shows.</summary>
public static class NoticeMailText
{
    /// <summary>Further ones are on the page.</summary>
    public const int Most = 50;

    private const int LongestTitle = 120;

    public static (string Subject, string Body) Of(
        string organization,
        IReadOnlyList<Notification> notices,
        IReadOnlyDictionary<Guid, NoticePlace> places,
        IReadOnlyDictionary<Guid, Person> people,
        Uri site,
        string unsubscribe)
    {
        var lines = new List<(string? Title, string Sentence, string? Path)>();
        foreach (var same in notices.GroupBy(n => n.Kind == NotificationKinds.Reaction ? n.SubjectId : n.Id))
        {
            var first = same.First();
            var who = same.Select(n => n.ActorId).OfType<Guid>().Distinct().Select(id => people.GetValueOrDefault(id)?.Name ?? "Former member").ToList();
            var place = places.GetValueOrDefault(first.Id);
            lines.Add((place?.Title, NoticeWords.Sentence(first, who), place?.Path));
        }

        var body = new StringBuilder();
        foreach (var thread in lines.GroupBy(l => l.Title))
        {
            body.Append(OneLine(thread.Key ?? organization)).Append('\n');
            foreach (var (_, sentence, path) in thread)
            {
                body.Append("  ").Append(OneLine(sentence)).Append('\n');
                if (path is not null) body.Append("  ").Append(new Uri(site, path)).Append('\n');
            }

            body.Append('\n');
        }

        body.Append("--\nAll of them: ").Append(new Uri(site, "/notifications")).Append("\nChoose what you are told: ").Append(new Uri(site, "/settings/notifications"))
            .Append("\nNo more e-mail from ").Append(OneLine(organization)).Append(": ").Append(unsubscribe).Append('\n');
        var subject = lines.Count == 1
            ? $"{lines[0].Sentence}{(lines[0].Title is { } title ? $": {title}" : "")}"
            : $"{lines.Count} notifications{(lines.Select(l => l.Title).Distinct().ToList() is [{ } only] ? $": {only}" : "")}";
        return (OneLine($"[{organization}] {subject}"), body.ToString());
    }

    /// <summary>Names and titles are people's text: nothing in them may begin a line or a header of its own.</summary>
    private static string OneLine(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]).Trim();
        return line.Length <= LongestTitle * 2 ? line : string.Concat(line.AsSpan(0, LongestTitle * 2), "…");
    }
}
