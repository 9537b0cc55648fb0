using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Forums.Search;

/// <summary>Keeps the index in step with a post, whichever signal says that it has changed.</summary>
internal sealed class SearchPostsHandler(SearchIndexing indexing) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (run.Signal.Payload.RootElement.TryGetProperty("post_id", out var post) && post.TryGetGuid(out var id))
            await indexing.WriteAsync(run.Unit, run.Unit.Db.ForumPosts.Where(p => p.Id == id), cancel);
    }
}

/// <summary>The same for all posts of a thread.</summary>
internal sealed class SearchThreadsHandler(SearchIndexing indexing) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        if (run.Signal.Payload.RootElement.TryGetProperty("thread_id", out var thread) && thread.TryGetGuid(out var id))
            await indexing.WriteAsync(run.Unit, run.Unit.Db.ForumPosts.Where(p => p.ThreadId == id), cancel);
    }
}
