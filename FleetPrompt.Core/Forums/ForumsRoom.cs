using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Forums;

public static class ForumsRoom
{
    public static IServiceCollection AddForums(this IServiceCollection services)
    {
        services.AddOptions<ForumsOptions>().BindConfiguration("Forums").ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSignalTypes(ForumSignals.All)
            .AddDirective<ThreadModeration, LockThreadHandler>(ForumDirectives.LockThread)
            .AddDirective<ThreadModeration, UnlockThreadHandler>(ForumDirectives.UnlockThread)
            .AddDirective<PostModeration, HidePostHandler>(ForumDirectives.HidePost)
            .AddDirective<PostModeration, UnhidePostHandler>(ForumDirectives.UnhidePost)
            .AddDirective<PostModeration, DeletePostHandler>(ForumDirectives.DeletePost)
            .AddSignalHandler<ThreadCountersHandler>(ForumHandlers.ThreadCounters)
            .AddSingleton<ForumReading>()
            .AddSingleton<ForumWriting>()
            .AddSingleton<ForumModeration>()
            .AddSingleton<ForumImport>();
    }
}
