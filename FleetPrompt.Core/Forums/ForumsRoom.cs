using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Forums.Notices;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Work;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Forums;

public static class ForumsRoom
{
    public static IServiceCollection AddForums(this IServiceCollection services)
    {
        services.AddOptions<ForumsOptions>().BindConfiguration("Forums").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PostingLimits>().BindConfiguration("Forums:Limits").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSignalTypes(ForumSignals.All)
            .AddDirective<ThreadModeration, LockThreadHandler>(ForumDirectives.LockThread)
            .AddDirective<ThreadModeration, UnlockThreadHandler>(ForumDirectives.UnlockThread)
            .AddDirective<ThreadModeration, PinThreadHandler>(ForumDirectives.PinThread)
            .AddDirective<ThreadModeration, UnpinThreadHandler>(ForumDirectives.UnpinThread)
            .AddDirective<PostModeration, HidePostHandler>(ForumDirectives.HidePost)
            .AddDirective<PostModeration, UnhidePostHandler>(ForumDirectives.UnhidePost)
            .AddDirective<PostModeration, DeletePostHandler>(ForumDirectives.DeletePost)
            .AddDirective<AnswerChoice, SolveThreadHandler>(ForumDirectives.SolveThread)
            .AddDirective<AnswerChoice, UnsolveThreadHandler>(ForumDirectives.UnsolveThread)
            .AddDirective<ThreadMove, MoveThreadHandler>(ForumDirectives.MoveThread)
            .AddDirective<ThreadMerge, MergeThreadsHandler>(ForumDirectives.MergeThreads)
            .AddDirective<ThreadSplit, SplitThreadHandler>(ForumDirectives.SplitThread)
            .AddDirective<CategoryUpdate, UpdateCategoryHandler>(ForumDirectives.UpdateCategory)
            .AddSignalHandler<ThreadCountersHandler>(ForumHandlers.ThreadCounters)
            .AddSignalHandler<MemberCountersHandler>(ForumHandlers.MemberCounters)
            .AddSignalHandler<WriterCountersHandler>(ForumHandlers.WriterCounters)
            .AddSingleton<MemberCounting>()
            .AddSignalHandler<SearchPostsHandler>(ForumHandlers.SearchPosts)
            .AddSignalHandler<SearchThreadsHandler>(ForumHandlers.SearchThreads)
            .AddDirective<SearchReindex, SearchReindexHandler>(ForumDirectives.ReindexSearch)
            .AddDirective<MemberTrust, MemberTrustHandler>(ForumDirectives.SetTrust)
            .AddSingleton<INoticeFilter, IgnoredAuthors>()
            .AddSingleton<ForumPeople>()
            .AddSingleton<SearchIndexing>()
            .AddSingleton<IReconciled, SearchReconciliation>()
            .AddSingleton<ForumSearch>()
            .AddSingleton<ForumSettingsDesk>()
            .AddSingleton<ForumGate>()
            .AddSignalHandler<ThreadWriterHandler>(TrackingHandlers.Writers)
            .AddSignalHandler<ThreadViewHandler>(TrackingHandlers.Views)
            .AddSignalHandler<ReaderJoinedHandler>(TrackingHandlers.Joined)
            .AddSignalHandler<PostNoticesHandler>(NoticeHandlers.Posts)
            .AddSignalHandler<AuthorNoticesHandler>(NoticeHandlers.Authors)
            .AddDirective<RemindOfBookmark, RemindHandler>(BookmarkDirectives.Remind)
            .AddSingleton<INoticePlaces, NoticePlaces>()
            .AddSingleton<Bookmarks>()
            .AddSingleton<ForumTracking>()
            .AddSingleton<ForumReading>()
            .AddSingleton<ForumWriting>()
            .AddSingleton<ForumModeration>()
            .AddSingleton<ForumReactions>()
            .AddSingleton<ForumAnswers>()
            .AddSingleton<ForumEditing>()
            .AddSingleton<ForumDrafts>()
            .AddSingleton<ForumTags>()
            .AddSingleton<ForumQuotes>()
            .AddSingleton<ForumArrangement>()
            .AddSingleton<ForumCompletion>()
            .AddSingleton<ForumCategories>()
            .AddSingleton<ModeratedStates>()
            .AddSingleton<ForumImport>();
    }
}
