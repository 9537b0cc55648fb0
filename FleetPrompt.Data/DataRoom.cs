using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Forums.Notices;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Data.Directives;
using FleetPrompt.Data.Forums;
using FleetPrompt.Data.Operations;
using FleetPrompt.Data.Packages;
using FleetPrompt.Data.Signals;
using FleetPrompt.Data.Tenancy;
using FleetPrompt.Data.Work;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FleetPrompt.Data;

public static class DataRoom
{
    /// <summary>Everything that only PostgreSQL can do.</summary>
    /// <param name="application">Connection string of the application's login.</param>
    /// <param name="owner">Connection string of the login that provisions and migrates; may be the same.</param>
    public static IServiceCollection AddData(this IServiceCollection services, string application, string owner)
    {
        var login = new NpgsqlConnectionStringBuilder(application).Username ?? Environment.UserName;
        return services
            .AddSingleton(_ => AppDataSource.Create(application)) // made by the container, which closes its connections
            .AddSingleton(new OwnerLogin(owner, login))
            .AddSingleton<IProvisioner, Provisioner>()
            .AddDbContextPool<PlatformDb>((provider, options) => options.ForPlatform(provider.GetRequiredService<NpgsqlDataSource>()))
            .AddPooledDbContextFactory<TenantDb>((provider, options) => options.ForTenants(provider.GetRequiredService<NpgsqlDataSource>()))
            .AddSingleton<IUnits, NpgsqlUnits>()
            .AddSingleton<ISignalLog, SignalLog>()
            .AddSingleton<IDeliveryLog, DeliveryLog>()
            .AddSingleton<IDirectiveLog, DirectiveLog>()
            .AddSingleton(_ => new RunnerConnection(application))
            .AddSingleton<IWorkQueue, WorkQueue>()
            .AddSingleton<IQueueDepths, QueueDepths>()
            .AddSingleton<IHistory, History>()
            .AddSingleton<ISignalCounts, SignalCounts>()
            .AddSingleton<IReadMarks, ReadMarks>()
            .AddSingleton<IMemberNames, MemberNames>()
            .AddSingleton<IPackageInstalls, PackageInstalls>()
            .AddSingleton<ITokenBuckets, TokenBuckets>()
            .AddSingleton<IForumIndex, ForumIndex>()
            .AddSingleton<IMemberDirectory, MemberDirectory>()
            .AddSingleton(new CalendarDatabase(AppDataSource.Secured(application).ConnectionString))
            .AddSingleton<ITenantExport, TenantExport>()
            .AddSingleton<ITenantRestore, TenantRestore>()
            .AddHostedService<RemoteDoorbell>();
    }
}
