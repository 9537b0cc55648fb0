using FleetPrompt.Core.Forums;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Forums;

/// <summary>Threads as rows of a list that is not one category's.</summary>
internal static class ThreadRows
{
    public static ThreadRowModel Of(ThreadSummary thread) =>
        new(thread.Id, thread.Title, AppUrls.Thread(thread.Id, thread.Slug), thread.Author.Ref(), thread.CreatedAt, thread.LastActivityAt, thread.Replies, thread.Status)
        {
            CategoryName = thread.CategoryName,
            CategoryHref = AppUrls.Category(thread.CategorySlug),
            Tags = thread.Tags,
            Solved = thread.Solved,
            MeToo = thread.MeToo,
            Participants = thread.LastPoster.Id == thread.Author.Id ? [thread.Author.Ref()] : [thread.LastPoster.Ref(), thread.Author.Ref()],
        };
}
