using FleetPrompt.Core.Operations;

namespace FleetPrompt.Data.Operations;

/// <summary>
/// The database to use: the connection string of the application's login, and that of the login that provisions and migrates. One login may
/// serve as both.
/// </summary>
public sealed record DatabaseSettings(string Application, string Owner)
{
    public const string ApplicationSetting = "FLEETPROMPT_DB";
    public const string OwnerSetting = "FLEETPROMPT_DB_OWNER";

    /// <summary>
    /// Settings from the environment, checked with a real connection, or else those of the private server in the data directory.
    /// Dispose what comes with them, if anything, at the very end: it leaves the private server and stops it if it was started here.
    /// </summary>
    /// <param name="env">Reads an environment variable; null or empty means unset.</param>
    /// <param name="dataDirectory">The data directory (<c>FLEETPROMPT_DATA</c>).</param>
    /// <param name="startIfNeeded">False only attaches to a private server that runs already.</param>
    /// <param name="log">Is told, a line at a time, what goes on.</param>
    /// <param name="options">How a private server is run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">One line that names the setting, what is wrong and what would be right.</exception>
    public static async Task<(DatabaseSettings Settings, IAsyncDisposable? Server)> ResolveAsync(
        Func<string, string?> env,
        string dataDirectory,
        bool startIfNeeded = true,
        Action<string>? log = null,
        EmbeddedPostgresOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(env);
        var owner = env(OwnerSetting);
        if (env(ApplicationSetting) is { } application && !string.IsNullOrWhiteSpace(application))
        {
            var settings = new DatabaseSettings(application, string.IsNullOrWhiteSpace(owner) ? application : owner);
            await ConnectionCheck.RequireAsync(ApplicationSetting, settings.Application, cancellationToken);
            if (settings.Owner != settings.Application)
                await ConnectionCheck.RequireAsync(OwnerSetting, settings.Owner, cancellationToken);
            return (settings, null);
        }

        if (!string.IsNullOrWhiteSpace(owner))
            throw StartupException.For(ApplicationSetting, $"not set, though {OwnerSetting} is. Set both, {ApplicationSetting} alone, or neither.");

        var server = startIfNeeded
            ? await EmbeddedPostgres.StartOrAttachAsync(dataDirectory, log, options, cancellationToken)
            : await EmbeddedPostgres.TryAttachAsync(dataDirectory, log, options, cancellationToken);
        return server is null
            ? throw StartupException.For(ApplicationSetting, $"not set, and no PostgreSQL runs for {dataDirectory}. Start FleetPrompt (./fleet up), or set a connection string.")
            : (new DatabaseSettings(server.ApplicationConnectionString, server.OwnerConnectionString), server);
    }

    /// <summary>Without the connection strings: they hold passwords.</summary>
    public override string ToString() => nameof(DatabaseSettings);
}
