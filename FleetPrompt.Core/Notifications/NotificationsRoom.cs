using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Notifications;

public static class NotificationsRoom
{
    /// <summary>What people are told, and how they want to be told.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services) =>
        services.AddSignalTypes(NotificationSignals.All).AddSingleton<Notices>().AddSingleton<NoticeWriter>().AddSingleton<UnsubscribeToken>();
}
