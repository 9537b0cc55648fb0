using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>
/// The application's connections. Each begins as <c>fleetprompt_app</c> with an empty <c>search_path</c> and returns to that whenever it goes back to the
/// pool, so that a statement outside a unit reaches no tenant, whatever the login may do.
/// </summary>
public static class AppDataSource
{
    public const string Role = "fleetprompt_app";

    /// <summary>How long a transaction may stand still before PostgreSQL ends it: its node may have stopped without a word, and what it has locked others need.</summary>
    private const string Silence = "60s";

    /// <summary>Seconds before a connection in use that waits for nothing but news is asked whether it still is one: it may have broken without either side being told.</summary>
    private const int AskAfter = 15;

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

    /// <summary>The last of an option counts: an operator's own go over the usual, and not over what keeps tenants apart.</summary>
    internal static NpgsqlConnectionStringBuilder Secured(string connectionString)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString);
        return new(connectionString)
        {
            Options = $"-c idle_in_transaction_session_timeout={Silence} {own.Options} -c role={Role} -c search_path=",
            KeepAlive = own.KeepAlive > 0 ? own.KeepAlive : AskAfter,
            ApplicationName = "FleetPrompt",
            NoResetOnClose = false,
            Multiplexing = false,
            MaxAutoPrepare = 0,
            ConnectionLifetime = 600,
            IncludeErrorDetail = false,
        };
    }
}
