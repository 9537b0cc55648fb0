using System.Globalization;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Core.Forums.Notices;

/// <summary>Posts and threads as mails link to them.</summary>
internal sealed class NoticePlaces(IOptions<ForumsOptions> options) : INoticePlaces
{
    public async Task<IReadOnlyDictionary<Guid, NoticePlace>> OfAsync(TenantUnit unit, IReadOnlyCollection<Notification> notices, CancellationToken cancel)
    {
        var ids = notices.Select(n => n.ThreadId).OfType<Guid>().Distinct().ToList();
        var threads = await unit.Db.ForumThreads.Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Slug, t.Title }).ToDictionaryAsync(t => t.Id, cancel);
        return notices.Where(n => n.ThreadId is { } id && threads.ContainsKey(id)).ToDictionary(n => n.Id, n =>
        {
            var thread = threads[n.ThreadId!.Value];
            var page = n.Number is { } number ? ((number - 1) / options.Value.PageSize) + 1 : 1;
            return new NoticePlace(thread.Title, string.Create(CultureInfo.InvariantCulture, $"/forums/t/{thread.Id}/{Uri.EscapeDataString(thread.Slug)}{(page > 1 ? $"?page={page}" : "")}{(n.Number is null ? "" : $"#post-{n.Number}")}"));
        });
    }
}
