using FleetPrompt.Core.Work;
using Quartz;

namespace FleetPrompt.Web.Work;

/// <summary>The scheduler of all nodes together: kept in PostgreSQL, so that each firing happens on one of them. Its jobs only request directives.</summary>
public static class Calendar
{
    public const string Scheduler = "calendar";
    public const string Schema = "quartz";
    private const string TablePrefix = Schema + ".qrtz_";

    /// <param name="jobs">Adds what is to be fired.</param>
    public static IServiceCollection AddCalendar(this IServiceCollection services, Action<IQuartzBuilder> jobs)
    {
        services.AddSingleton<ILibraryTables, CalendarTables>().AddSingleton<IDailyCalendar, DailyCalendar>();
        services.AddOptions<DataSourceOptions>(Scheduler).PostConfigure<CalendarDatabase>((source, database) => source.ConnectionString = database.ConnectionString);
        services.AddQuartz(Scheduler, quartz =>
        {
            quartz.UseDefaultThreadPool(2);
            quartz.UsePersistentStore(store =>
            {
                Keep(store, "");
                store.UseClustering();
            });
            DailyCalendar.AddTo(quartz);
            jobs(quartz);
        });
        return services;
    }

    internal static void Keep(IPersistentStoreBuilder store, string connection)
    {
        store.UsePostgres(connection);
        store.UseSystemTextJsonSerializer();
        store.ConfigureStore(options => options.TablePrefix = TablePrefix);
    }
}

/// <summary>Quartz's own tables.</summary>
internal sealed class CalendarTables : ILibraryTables
{
    public string Schema => Calendar.Schema;

    public string Version { get; } = $"Quartz {typeof(IScheduler).Assembly.GetName().Version!.ToString(3)}";

    public async Task CreateAsync(string ownerConnection, CancellationToken cancel)
    {
        var scheduler = await QuartzSchedulerBuilder
            .Create(quartz => quartz.UsePersistentStore(store =>
            {
                Calendar.Keep(store, ownerConnection);
                store.ProvisionSchema();
            }))
            .BuildScheduler(cancel);
        await scheduler.Start(cancel);
        await scheduler.Shutdown(waitForJobsToComplete: true, cancel);
    }
}
