using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Moderation.Rules;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Moderation;

public static class ModerationRoom
{
    /// <summary>Flags, the queue they lead into, and what moderators decide.</summary>
    public static IServiceCollection AddModeration(this IServiceCollection services) =>
        services
            .AddSignalTypes(ModerationSignals.All)
            .AddDirective<CreateFlag, CreateFlagHandler>(ModerationDirectives.Flag)
            .AddDirective<Enqueue, EnqueueHandler>(ModerationDirectives.Enqueue)
            .AddDirective<Decide, DecideHandler>(ModerationDirectives.Decide)
            .AddDirective<UndoDecision, UndoHandler>(ModerationDirectives.Undo)
            .AddSignalHandler<RulesHandler>(RulesHandler.Subscription)
            .AddSignalHandler<FlagQueuer>(FlagQueuer.Subscription)
            .AddSignalHandler<AutoHiddenHandler>(AutoHiddenHandler.Subscription)
            .AddSingleton<Flagging>()
            .AddSingleton<Silences>()
            .AddSingleton<ModerationDesk>()
            .AddSingleton<ModerationClaims>()
            .AddSingleton<QueueReading>()
            .AddSingleton<ItemReading>()
            .AddSingleton<AuthorNotes>()
            .AddSingleton<AuthorNotices>()
            .AddSingleton<ModerationSettings>()
            .AddSingleton<ModerationInsights>();
}
