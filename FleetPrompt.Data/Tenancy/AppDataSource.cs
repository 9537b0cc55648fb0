using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>
/// The application's connections. Each begins as <c>fleetprompt_app</c> with an empty <c>search_path</c> and returns to that whenever it goes back to the
/// pool, so that a statement outside a unit reaches no tenant, whatever the login may do.
/// </summary>
public static class AppDataSource
{
    public const string Role = "fleetprompt_app";

    /// <summary>It has a name, which measurements carry instead of its connection string.</summary>
    public static NpgsqlDataSource Create(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(Secured(connectionString).ConnectionString) { Name = "fleetprompt" };

        // A connection that holds a prepared statement is reset, when it goes back, without DISCARD PLANS (all else of DISCARD ALL is done): the plans of the queue's functions and of
        // foreign keys would be made anew in every unit.
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand("select 1", connection);
                command.Prepare();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand("select 1", connection);
                await command.PrepareAsync();
            });
        return builder.Build();
    }

    internal static NpgsqlConnectionStringBuilder Secured(string connectionString) =>
        new(connectionString)
        {
            Options = $"-c role={Role} -c search_path=",
            ApplicationName = "FleetPrompt",
            NoResetOnClose = false,
            Multiplexing = false,
            MaxAutoPrepare = 0,
            ConnectionLifetime = 600,
            IncludeErrorDetail = false,
        };
}
