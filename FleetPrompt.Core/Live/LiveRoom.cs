using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Live;

public static class LiveRoom
{
    public static IServiceCollection AddLive(this IServiceCollection services) => services.AddSingleton<LiveFeed>().AddSingleton<SignalFollowing>();
}
