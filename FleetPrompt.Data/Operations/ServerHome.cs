using System.Security.Cryptography;
using System.Text;
using FleetPrompt.Core.Operations;

namespace FleetPrompt.Data.Operations;

/// <summary>
/// Where the private server's files are, and the user it runs as. Normally <c>postgres/</c> in the data directory; when root runs FleetPrompt
/// and the unprivileged user cannot get there, <c>/var/lib/fleetprompt/&lt;hash of the data directory&gt;</c>.
/// </summary>
internal sealed class ServerHome
{
    private const string ElsewhereRoot = "/var/lib/fleetprompt";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersMayPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // A Unix socket's address holds 107 bytes.
    private const int LongestSocketPath = 107;

    private ServerHome(string directory, SystemUser? user)
    {
        Directory = directory;
        Programs = new ServerPrograms(user);
    }

    public string Directory { get; }
    public ServerPrograms Programs { get; }

    /// <summary>PGDATA; there only once initdb has finished.</summary>
    public string Data => Path.Combine(Directory, "data");

    /// <summary>Where initdb works; renamed to <see cref="Data"/> when it is done, so that a killed initdb leaves no half cluster.</summary>
    public string Unfinished => Path.Combine(Directory, "data.new");

    /// <summary>The socket and the log: what the running server writes outside PGDATA.</summary>
    public string Run => Path.Combine(Directory, "run");

    public string Log => Path.Combine(Run, "server.log");
    public string Configuration => Path.Combine(Directory, "server.conf");
    public string Credentials => Path.Combine(Directory, "credentials.json");
    public string Lock => Path.Combine(Directory, "lock");
    public string Users => Path.Combine(Directory, "users");

    /// <summary>Null where the path cannot serve: PostgreSQL then listens on the loopback address alone. (A comma would split it in two.)</summary>
    public string? SocketDirectory => !Run.Contains(',', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(Path.Combine(Run, ".s.PGSQL.65535")) <= LongestSocketPath ? Run : null;

    public static async Task<ServerHome> OpenAsync(string dataDirectory, Action<string> log, CancellationToken cancellation)
    {
        var real = RealPath(dataDirectory);
        if (real.IndexOfAny(['$', '`', '"', '\\', '\n']) >= 0)
            throw ServerFailure.UnusablePath(real);
        try
        {
            System.IO.Directory.CreateDirectory(real);
            var near = Path.Combine(real, "postgres");
            return Environment.IsPrivilegedProcess ? await OpenAsRootAsync(real, near, log, cancellation) : Prepare(near, user: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ServerFailure.NotWritable(real, e);
        }
    }

    /// <summary>Gives files to the user that the server runs as.</summary>
    public async Task<bool> GiveAsync(string path, bool recursive, CancellationToken cancellation) =>
        Programs.User is not { } user || await ChownAsync(path, user, recursive, cancellation);

    private static async Task<ServerHome> OpenAsRootAsync(string real, string near, Action<string> log, CancellationToken cancellation)
    {
        var nobody =
            await ServerPrograms.NobodyAsync(cancellation)
            ?? throw StartupException.For("FLEETPROMPT_DB", "PostgreSQL does not run as root and there is no user 'nobody' to run it as. Run FleetPrompt as another user.");
        var probe = await new ServerPrograms(nobody).RunAsync("true", [], cancellation);
        if (!probe.Succeeded)
            throw StartupException.For(
                "FLEETPROMPT_DB",
                "PostgreSQL does not run as root and setpriv (package util-linux) could not change the user. Run FleetPrompt as another user, or set a connection string."
            );

        var far = Path.Combine(ElsewhereRoot, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)))[..16]);
        foreach (var existing in new[] { near, far })
        {
            if (System.IO.Directory.Exists(Path.Combine(existing, "data")))
                return await OpenExistingAsRootAsync(existing, nobody, cancellation);
        }

        if (await MayEnterAsync(nobody, real, cancellation))
        {
            var home = Prepare(near, nobody);
            if (await home.GiveAsync(home.Run, recursive: false, cancellation) && await MayEnterAsync(nobody, home.Run, cancellation))
                return home;
            System.IO.Directory.Delete(home.Run);
        }

        log($"The user that runs PostgreSQL cannot reach {real}; its files are in {far}.");
        var elsewhere = Prepare(far, nobody);
        if (!await elsewhere.GiveAsync(elsewhere.Run, recursive: false, cancellation))
            throw new IOException($"{far} could not be given to the user nobody");
        return elsewhere;
    }

    private static async Task<ServerHome> OpenExistingAsRootAsync(string directory, SystemUser nobody, CancellationToken cancellation)
    {
        // Root may look after a cluster that somebody else made: then it stays theirs.
        var data = Path.Combine(directory, "data");
        var owner = await ServerPrograms.OwnerAsync(data, cancellation);
        var home = Prepare(directory, owner is { IsRoot: false } ? owner : nobody);
        await home.GiveAsync(home.Run, recursive: false, cancellation);
        if (owner is { IsRoot: true })
            await home.GiveAsync(data, recursive: true, cancellation);
        if (!await MayEnterAsync(home.Programs.User!, data, cancellation))
            throw StartupException.For(
                "FLEETPROMPT_DATA",
                $"the user that runs PostgreSQL (number {home.Programs.User!.Id}) cannot reach {data}. Give it and the directories above it to that user or make them passable (chmod o+x)."
            );
        return home;
    }

    private static ServerHome Prepare(string directory, SystemUser? user)
    {
        var home = new ServerHome(directory, user);
        if (!System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.CreateDirectory(directory);
            UnixFiles.SetMode(directory, user is null ? OwnerOnly : OthersMayPass);
        }

        if (!System.IO.Directory.Exists(home.Run))
        {
            System.IO.Directory.CreateDirectory(home.Run);
            UnixFiles.SetMode(home.Run, OwnerOnly);
        }

        return home;
    }

    private static async Task<bool> MayEnterAsync(SystemUser user, string directory, CancellationToken cancellation) =>
        (await new ServerPrograms(user).RunAsync("test", ["-x", directory], cancellation)).Succeeded;

    private static async Task<bool> ChownAsync(string path, SystemUser user, bool recursive, CancellationToken cancellation) =>
        (await ServerPrograms.AsCaller.RunAsync("chown", [recursive ? "-R" : "-h", $"{user.Id}:{user.Group}", path], cancellation)).Succeeded;

    /// <summary>The path with every link followed, as PostgreSQL and <c>/proc</c> tell it.</summary>
    internal static string RealPath(string path)
    {
        var real = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new DirectoryInfo(real) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                real = RealPath(target.FullName);
        }

        return real;
    }
}
