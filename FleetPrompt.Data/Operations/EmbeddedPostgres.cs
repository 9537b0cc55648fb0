using FleetPrompt.Core.Operations;
using Npgsql;

namespace FleetPrompt.Data.Operations;

/// <summary>
/// A PostgreSQL server of our own for a machine that has the programs but no database set up: one cluster per data directory, on a free
/// loopback port, with passwords that only the caller can read. Any number of processes may use it at once.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private readonly ServerHome _home;
    private readonly ServerCluster _cluster;
    private readonly EmbeddedPostgresOptions _options;
    private readonly Action<string> _log;
    private FileStream? _use;
    private bool _stopped;

    private EmbeddedPostgres(
        ServerHome home,
        ServerCluster cluster,
        ServerCredentials credentials,
        int port,
        bool startedHere,
        EmbeddedPostgresOptions options,
        Action<string> log
    )
    {
        (_home, _cluster, _options, _log) = (home, cluster, options, log);
        (Port, StartedHere) = (port, startedHere);
        OwnerConnectionString = Connect(port, ServerCluster.OwnerLogin, credentials.OwnerPassword, ServerLogins.Database);
        ApplicationConnectionString = Connect(port, ServerLogins.ApplicationLogin, credentials.ApplicationPassword, ServerLogins.Database);
        _use = FileLock.Share(home.Users);
    }

    /// <summary>For <c>fleetprompt_owner</c>, the superuser of this private cluster: provisions and migrates.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>For <c>fleetprompt_web</c>, which may connect and has no other rights until migrations grant them.</summary>
    public string ApplicationConnectionString { get; }

    public int Port { get; }

    /// <summary>False when somebody else had it running already.</summary>
    public bool StartedHere { get; }

    /// <summary>Where the cluster, its log and its passwords are.</summary>
    public string HomeDirectory => _home.Directory;

    /// <summary>
    /// Attaches to the server of this data directory, starting it (and creating its cluster) when it does not run. Processes that call this
    /// at the same time take turns.
    /// </summary>
    /// <exception cref="StartupException">The machine or the directory does not allow it.</exception>
    public static async Task<EmbeddedPostgres> StartOrAttachAsync(
        string dataDirectory,
        Action<string>? log = null,
        EmbeddedPostgresOptions? options = null,
        CancellationToken cancellationToken = default
    ) => (await OpenAsync(dataDirectory, mayStart: true, log, options, cancellationToken))!;

    /// <summary>Attaches to the server of this data directory; null when it does not run.</summary>
    /// <exception cref="StartupException">The machine or the directory does not allow it.</exception>
    public static Task<EmbeddedPostgres?> TryAttachAsync(
        string dataDirectory,
        Action<string>? log = null,
        EmbeddedPostgresOptions? options = null,
        CancellationToken cancellationToken = default
    ) => OpenAsync(dataDirectory, mayStart: false, log, options, cancellationToken);

    /// <summary>Stops the server if it was started here, or in any case when forced. Stopping twice does nothing.</summary>
    public async Task StopAsync(bool force = false, CancellationToken cancellationToken = default)
    {
        if (_stopped || !(StartedHere || force))
            return;
        await using var turn = await FileLock.TakeAsync(_home.Lock, cancellationToken);
        await StopInTurnAsync(cancellationToken);
    }

    /// <summary>
    /// Leaves the server. The last to leave stops it, whoever started it: that one may have been killed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_use is null)
            return;
        await using (await FileLock.TakeAsync(_home.Lock, CancellationToken.None))
        {
            await _use.DisposeAsync();
            _use = null;
            if (_stopped)
                return;
            if (FileLock.TryTake(_home.Users) is { } alone)
            {
                await alone.DisposeAsync();
                await StopInTurnAsync(CancellationToken.None);
            }
            else if (StartedHere)
                _log("PostgreSQL stays up for the other processes that use it.");
        }

        if (_stopped && _options.Temporary)
            Directory.Delete(_home.Directory, recursive: true);
    }

    private static async Task<EmbeddedPostgres?> OpenAsync(
        string dataDirectory,
        bool mayStart,
        Action<string>? log,
        EmbeddedPostgresOptions? options,
        CancellationToken cancellation
    )
    {
        if (OperatingSystem.IsWindows())
            throw StartupException.For("FLEETPROMPT_DB", "not set, and FleetPrompt starts no PostgreSQL of its own on Windows. Set a connection string.");
        (log, options) = (log ?? (_ => { }), options ?? new EmbeddedPostgresOptions());
        IReadOnlyList<string> candidates = options.BinDirectory is { } given ? [given] : options.Candidates ?? PostgresBinaries.Candidates(dataDirectory);
        if (!candidates.Any(PostgresBinaries.IsComplete))
            throw options.BinDirectory is null && PostgresBinaries.Chosen is { } chosen ? ServerFailure.NoProgramsIn(chosen) : ServerFailure.NoPrograms();

        var home = await ServerHome.OpenAsync(dataDirectory, log, cancellation);
        try
        {
            await using var turn = await FileLock.TakeAsync(home.Lock, cancellation);
            var cluster = await ServerCluster.ChooseAsync(home, candidates, cancellation);
            var credentials = ServerCredentials.Read(home.Credentials);
            if (credentials is null && Directory.Exists(home.Data))
                throw ServerFailure.LostCredentials(home.Credentials);
            if (credentials is not null && await RunningPortAsync(home, credentials, cancellation) is { } running)
            {
                log($"Using the PostgreSQL that runs on port {running}");
                return new EmbeddedPostgres(home, cluster, credentials, running, startedHere: await IsOrphanAsync(home), options, log);
            }

            if (!mayStart)
                return null;
            credentials ??= ServerCredentials.Create(home.Credentials);
            await cluster.CreateAsync(credentials.OwnerPassword, log, cancellation);
            return await StartAsync(home, cluster, credentials, options, log, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ServerFailure.NotWritable(home.Directory, e);
        }
    }

    private static async Task<EmbeddedPostgres> StartAsync(
        ServerHome home,
        ServerCluster cluster,
        ServerCredentials credentials,
        EmbeddedPostgresOptions options,
        Action<string> log,
        CancellationToken cancellation
    )
    {
        var port = await cluster.StartAsync(options.Durable, cancellation);
        try
        {
            await ServerLogins.EnsureAsync(
                database => Connect(port, ServerCluster.OwnerLogin, credentials.OwnerPassword, database) + ";Pooling=false",
                credentials.ApplicationPassword,
                cancellation
            );
        }
        catch (Exception e)
        {
            await cluster.StopAsync(CancellationToken.None);
            throw e switch
            {
                PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => ServerFailure.LostCredentials(home.Credentials),
                PostgresException server => ServerFailure.Explain("FATAL: " + server.MessageText, home.Data, home.Log),
                _ => e,
            };
        }

        log($"PostgreSQL runs on port {port}");
        return new EmbeddedPostgres(home, cluster, credentials, port, startedHere: true, options, log);
    }

    /// <summary>The port of the server that runs in this directory; waits for one that is still recovering. Clears away a stale process file.</summary>
    private static async Task<int?> RunningPortAsync(ServerHome home, ServerCredentials credentials, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(AnswerTimeout);
        while (PostmasterFile.Read(home.Data) is { } postmaster)
        {
            if (!await postmaster.IsAliveAsync(home.Data, home.Programs, cancellation))
            {
                // PostgreSQL removes one itself, but not when its process id has been given to another program of the same user.
                File.Delete(PostmasterFile.PathIn(home.Data));
                return null;
            }

            if (await AnswersAsync(home, postmaster.Port, credentials, cancellation))
                return postmaster.Port;
            if (patience.IsCancellationRequested)
                throw ServerFailure.NotAnswering(postmaster.ProcessId, home.Log);
            await Task.Delay(100, cancellation);
        }

        return null;
    }

    /// <summary>True when nobody uses the running server: whoever started it was killed, and the next one takes it over.</summary>
    private static async Task<bool> IsOrphanAsync(ServerHome home)
    {
        if (FileLock.TryTake(home.Users) is not { } alone)
            return false;
        await alone.DisposeAsync();
        return true;
    }

    private static async Task<bool> AnswersAsync(ServerHome home, int port, ServerCredentials credentials, CancellationToken cancellation)
    {
        try
        {
            // A copied directory names the original's port and has its passwords too: ask the server where its data are.
            await using var connection = new NpgsqlConnection(Connect(port, ServerCluster.OwnerLogin, credentials.OwnerPassword, "postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("show data_directory", connection);
            return await command.ExecuteScalarAsync(cancellation) as string == home.Data;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw ServerFailure.LostCredentials(home.Credentials);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task StopInTurnAsync(CancellationToken cancellation)
    {
        await _cluster.StopAsync(cancellation);
        _stopped = true;
        _log("PostgreSQL stopped");
    }

    private static string Connect(int port, string login, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = login,
            Password = password,
            Database = database,
            // Nothing leaves the machine.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
}
