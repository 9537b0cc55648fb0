using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace FleetPrompt.Data.Operations;

/// <summary>One cluster and the programs that fit it: makes, starts and stops it. The caller holds the home's lock.</summary>
internal sealed partial class ServerCluster(ServerHome home, string binDirectory, int major)
{
    public const string OwnerLogin = "fleetprompt_owner";
    private const int PortAttempts = 5;
    private const long LargestLog = 10 * 1024 * 1024;

    /// <summary>The programs to use: those of the version that wrote the data, else the best found.</summary>
    public static async Task<ServerCluster> ChooseAsync(ServerHome home, IReadOnlyList<string> candidates, CancellationToken cancellation)
    {
        var written = WrittenBy(home);
        var installed = new List<int>();
        Exception? refused = null;
        foreach (var directory in candidates.Where(PostgresBinaries.IsComplete))
        {
            var version = await home.Programs.RunAsync(Path.Combine(directory, "postgres"), ["--version"], cancellation);
            if (!version.Succeeded || !TryParseMajor(version.Output, out var major))
            {
                refused ??= ServerFailure.NotRunnable(directory, version.Output);
                continue;
            }

            if (written == major.ToString(CultureInfo.InvariantCulture) || (written is null && major >= PostgresBinaries.MinimumMajor))
                return new ServerCluster(home, directory, major);
            installed.Add(major);
        }

        throw installed.Count == 0 ? refused ?? ServerFailure.NoPrograms()
            : written is not null ? ServerFailure.OtherVersion(home.Data, written, installed)
            : ServerFailure.TooOld(installed.Max());
    }

    /// <summary>Makes the cluster unless there is one.</summary>
    public async Task CreateAsync(string ownerPassword, Action<string> log, CancellationToken cancellation)
    {
        if (Directory.Exists(home.Data))
            return;
        log($"Creating a PostgreSQL {major} database in {home.Directory}");
        var result = await InitializeAsync(["--locale=C.UTF-8"], ownerPassword, cancellation);
        if (!result.Succeeded && ServerFailure.IsUnknownLocale(result.Output))
        {
            // Without the system's C.UTF-8: PostgreSQL 17 has its own; before that, plain C knows upper and lower case of ASCII only.
            string[] locale = major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] : ["--locale=C"];
            log("The system has no locale C.UTF-8; using PostgreSQL's own.");
            result = await InitializeAsync(locale, ownerPassword, cancellation);
        }

        if (!result.Succeeded)
        {
            Directory.Delete(home.Unfinished, recursive: true);
            throw ServerFailure.Explain(result.Output, home.Directory, home.Log);
        }

        Directory.Move(home.Unfinished, home.Data);
    }

    /// <summary>Starts the server and returns its port once it accepts connections.</summary>
    public async Task<int> StartAsync(bool durable, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            Configure(port, durable);
            var from = RollLog();
            // pg_ctl puts the server into a session of its own, so Ctrl-C on our terminal does not reach it before our own shutdown is done.
            string[] start = ["start", "--pgdata", home.Data, "--log", home.Log, "--wait", "--timeout=120", "--silent"];
            var result = await home.Programs.RunAsync(Program("pg_ctl"), start, cancellation);
            if (result.Succeeded)
                return port;
            var output = LogSince(from) + "\n" + result.Output;
            if (attempt == PortAttempts || !ServerFailure.IsPortTaken(output))
                throw ServerFailure.Explain(output, home.Data, home.Log);
        }
    }

    /// <summary>Ends every connection and stops the server; immediately (recovery at the next start) if it does not stop within half a minute.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        var result = await home.Programs.RunAsync(Program("pg_ctl"), Stop("fast"), cancellation);
        if (!result.Succeeded && File.Exists(PostmasterFile.PathIn(home.Data)))
            await home.Programs.RunAsync(Program("pg_ctl"), Stop("immediate"), cancellation);
    }

    internal static bool TryParseMajor(string version, out int major)
    {
        var found = MajorVersion().Match(version);
        major = found.Success ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return found.Success;
    }

    /// <summary>The major version that wrote the data; null when there is no cluster yet.</summary>
    private static string? WrittenBy(ServerHome home)
    {
        if (!Directory.Exists(home.Data))
            return null;
        var file = Path.Combine(home.Data, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : throw ServerFailure.Damaged(home.Data, "it has no PG_VERSION");
    }

    private async Task<ProgramResult> InitializeAsync(string[] locale, string ownerPassword, CancellationToken cancellation)
    {
        if (Directory.Exists(home.Unfinished))
            Directory.Delete(home.Unfinished, recursive: true);
        Directory.CreateDirectory(home.Unfinished);
        await home.GiveAsync(home.Unfinished, recursive: false, cancellation);
        var passwordFile = Path.Combine(home.Directory, "initdb-password");
        try
        {
            UnixFiles.Write(passwordFile, ownerPassword, UnixFiles.Private);
            await home.GiveAsync(passwordFile, recursive: false, cancellation);
            string[] arguments =
            [
                $"--pgdata={home.Unfinished}",
                $"--username={OwnerLogin}",
                $"--pwfile={passwordFile}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                .. locale,
            ];
            var result = await home.Programs.RunAsync(Program("initdb"), arguments, cancellation);
            // Ours stands outside PGDATA, where the server's user cannot change it.
            string[] include = ["-c", "echo \"include '../server.conf'\" >> \"$0\"", Path.Combine(home.Unfinished, "postgresql.conf")];
            return result.Succeeded ? await home.Programs.RunAsync("sh", include, cancellation) : result;
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private void Configure(int port, bool durable)
    {
        var text = $"""
            port = {port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{(home.SocketDirectory ?? "").Replace("'", "''", StringComparison.Ordinal)}'
            max_connections = 200
            timezone = 'UTC'
            log_timezone = 'UTC'

            """;
        if (!durable)
            text += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";
        UnixFiles.Write(home.Configuration, text, UnixFiles.Readable);
    }

    private long RollLog()
    {
        var log = new FileInfo(home.Log);
        if (!log.Exists)
            return 0;
        if (log.Length <= LargestLog)
            return log.Length;
        File.Move(home.Log, home.Log + ".1", overwrite: true);
        return 0;
    }

    private string LogSince(long position)
    {
        if (!File.Exists(home.Log))
            return "";
        using var log = new FileStream(home.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(position, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd();
    }

    private string Program(string name) => Path.Combine(binDirectory, name);

    private string[] Stop(string mode) => ["stop", "--pgdata", home.Data, "--mode", mode, "--wait", "--timeout=30", "--silent"];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}
