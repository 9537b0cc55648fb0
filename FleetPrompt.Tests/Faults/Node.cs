using FleetPrompt.Core.Live;
using FleetPrompt.Core.Work;
using FleetPrompt.Data.Work;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Work;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace FleetPrompt.Tests.Faults;

/// <summary>Which of a node's ways to learn of work are there.</summary>
[Flags]
internal enum Hears
{
    Nothing = 0,

    /// <summary>Notifications of other nodes, and it sends its own.</summary>
    Others = 1,

    /// <summary>Its clock: the sweep and the heartbeat.</summary>
    Clock = 2,
}

/// <summary>A node without its pages: the application's services on the installation's database, with its background work started.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly List<IHostedService> started = [];

    private Node(ServiceProvider services) => this.services = services;

    public IServiceProvider Services => services;

    public Doorbell Doorbell => Get<Doorbell>();

    public WorkRunner Runner => Get<WorkRunner>();

    public LiveFeed Feed => Get<LiveFeed>();

    /// <summary>What it does is said on the installation's stage. Without a lease it claims nothing: it only asks and rings.</summary>
    public static async Task<Node> StartAsync(Installation given, Hears hears, bool claims = true)
    {
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var node = new Node(Composition.Of(given.Logins, given.Clock, services =>
        {
            services.AddSingleton(given.Stage).AddSingleton<IHostApplicationLifetime>(lifetime);
            services.AddWorkWeb(new ConfigurationBuilder().Build());
        }));
        if (claims) await node.Runner.HeartbeatAsync(CancellationToken.None);
        foreach (var service in node.services.GetServices<IHostedService>().Where(s => Wanted(s, hears)))
        {
            await service.StartAsync(CancellationToken.None);
            node.started.Add(service);
        }

        lifetime.NotifyStarted(); // schedulers begin then
        return node;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(started)) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }

    private static bool Wanted(IHostedService service, Hears hears) =>
        service switch
        {
            RemoteDoorbell => hears.HasFlag(Hears.Others),
            ClaimOnRing => true,
            _ => hears.HasFlag(Hears.Clock),
        };
}
