using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Forums;

/// <summary>Threads as rows of a list.</summary>
internal static class ThreadRows
{
    /// <param name="withCategory">The list is not one category's.</param>
    public static ThreadRowModel Of(ThreadSummary thread, int pageSize, bool withCategory = true) =>
        new(thread.Id, thread.Title, HrefOf(thread, pageSize), thread.Author.Ref(), thread.CreatedAt, thread.LastActivityAt, thread.Replies, thread.Status)
        {
            CategoryName = withCategory ? thread.CategoryName : null,
            CategoryHref = AppUrls.Category(thread.CategorySlug),
            Tags = thread.Tags,
            Solved = thread.Solved,
            MeToo = thread.MeToo,
            Pinned = thread.Pinned,
            Muted = thread.Level == WatchLevel.Muted,
            Unread = thread.Unread > 0 || (thread.IsNew && thread.Level != WatchLevel.Muted),
            NewPosts = thread.Unread,
            Participants = thread.LastPoster.Id == thread.Author.Id ? [thread.Author.Ref()] : [thread.LastPoster.Ref(), thread.Author.Ref()],
        };

    /// <summary>Back to where the reader left: the first post they have not seen, or the last one they have.</summary>
    private static string HrefOf(ThreadSummary thread, int pageSize) =>
        thread.Unread > 0 ? AppUrls.Post(thread.Id, thread.Slug, thread.LastRead + 1, pageSize)
        : thread.LastRead > pageSize ? AppUrls.Post(thread.Id, thread.Slug, thread.LastRead, pageSize)
        : AppUrls.Thread(thread.Id, thread.Slug);
}
