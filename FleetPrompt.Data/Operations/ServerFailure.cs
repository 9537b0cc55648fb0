using FleetPrompt.Core.Operations;

namespace FleetPrompt.Data.Operations;

/// <summary>Says in one line why the private server does not start, and what to do.</summary>
internal static class ServerFailure
{
    private const string Data = "FLEETPROMPT_DATA";
    private const string Database = "FLEETPROMPT_DB";
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;

    public static StartupException NoPrograms() =>
        StartupException.For(
            Database,
            "not set, and there is no PostgreSQL on this machine to start. Install it (Debian, Ubuntu: apt-get install postgresql), or set a connection string such as Host=localhost;Database=fleetprompt;Username=fleetprompt_web;Password=…"
        );

    public static StartupException NoProgramsIn(string directory) =>
        StartupException.For(
            PostgresBinaries.Setting,
            $"{directory} does not hold initdb, pg_ctl and postgres. Name the directory that does, such as /usr/lib/postgresql/17/bin, or unset it to have PostgreSQL looked for."
        );

    public static StartupException NotWritable(string directory, Exception cause) =>
        StartupException.For(
            Data,
            cause.HResult switch
            {
                NoSpaceLeft => DiskFull(directory),
                ReadOnlyFileSystem => $"{directory} is on a read-only file system. Choose a directory that can be written.",
                _ => $"{directory} cannot be used ({Reason(cause)}). Choose a directory that the user running FleetPrompt owns and can write.",
            },
            cause
        );

    /// <summary>pg_ctl hands its paths to a shell in double quotes.</summary>
    public static StartupException UnusablePath(string directory) =>
        StartupException.For(Data, $"PostgreSQL cannot be started in {directory}. Choose a directory without $, \", ` and \\ in its path.");

    public static StartupException OtherVersion(string directory, string written, IEnumerable<int> installed) =>
        StartupException.For(
            Data,
            $"{directory} was written by PostgreSQL {written}, but installed here is {string.Join(", ", installed)}. Install PostgreSQL {written}, or choose another directory and import the data anew."
        );

    public static StartupException TooOld(int major) =>
        StartupException.For(Database, $"not set, and PostgreSQL {major} on this machine is too old to start. Install {PostgresBinaries.MinimumMajor} or newer, or set a connection string.");

    public static StartupException NotRunnable(string directory, string output) =>
        StartupException.For(
            Database,
            $"not set, and the PostgreSQL programs in {directory} do not run ({Essence(output)}). Install PostgreSQL where every user can run it (apt-get install postgresql)."
        );

    public static StartupException Damaged(string directory, string detail) =>
        StartupException.For(Data, $"the database in {directory} is damaged ({detail}). Restore it from a backup, or move it away to begin with an empty one.");

    public static StartupException LostCredentials(string path) =>
        StartupException.For(Data, $"{path} is missing or does not fit the database beside it. Put back the file from the same backup as the database.");

    public static StartupException NotAnswering(int processId, string log) =>
        StartupException.For(Data, $"its PostgreSQL (process {processId}) runs but does not answer. See {log}; stop that process, then start again.");

    /// <summary>True when another program took the port between our choice and the server's start.</summary>
    public static bool IsPortTaken(string output) => Has(output, "could not bind") && Has(output, "Address already in use");

    public static bool IsUnknownLocale(string output) => Has(output, "invalid locale name") || Has(output, "invalid locale settings");

    /// <summary>What initdb's or the server's own words mean for the person who starts FleetPrompt.</summary>
    public static StartupException Explain(string output, string directory, string log)
    {
        if (Has(output, "No space left on device"))
            return StartupException.For(Data, DiskFull(directory));
        if (Has(output, "Read-only file system"))
            return StartupException.For(Data, $"{directory} is on a read-only file system. Choose a directory that can be written.");
        if (Has(output, "could not bind") || Has(output, "could not create any TCP/IP sockets"))
            return StartupException.For(Database, $"not set, and PostgreSQL found no free port on 127.0.0.1 ({Essence(output)}). Free a port, or set a connection string.");
        if (IsUnknownLocale(output) || Has(output, "locale is incompatible"))
            return StartupException.For(
                Database,
                $"not set, and PostgreSQL lacks a locale that it needs ({Essence(output)}). Install it (Debian, Ubuntu: apt-get install locales), or set a connection string."
            );
        if (Has(output, "shared memory") || Has(output, "semaphores"))
            return StartupException.For(Database, $"not set, and the system gives PostgreSQL too little shared memory ({Essence(output)}). Raise the limit, or set a connection string.");
        if (Has(output, "incompatible with server"))
            return StartupException.For(Data, $"{directory} was written by another version of PostgreSQL. Install that version, or choose another directory.");
        if (Has(output, "Permission denied") || Has(output, "has wrong ownership") || Has(output, "has invalid permissions"))
            return StartupException.For(Data, $"PostgreSQL may not use {directory} ({Essence(output)}). Give the directory to the user that runs FleetPrompt.");
        if (Damages.Any(sign => Has(output, sign)))
            return Damaged(directory, Essence(output));
        return StartupException.For(Data, $"PostgreSQL in {directory} does not start ({Essence(output)}). See {log}, or set FLEETPROMPT_DB to another server.");
    }

    private static readonly string[] Damages =
    [
        "PANIC",
        "checkpoint record",
        "pg_control",
        "control file",
        "is not a valid data directory",
        "is not a database cluster directory",
        "could not open directory",
        "could not open file",
        "could not access the server configuration file",
    ];

    private static string DiskFull(string directory) => $"the disk of {directory} is full. Free some space, or choose a directory on another disk.";

    private static string Reason(Exception cause) => cause is UnauthorizedAccessException ? "permission denied" : cause.Message.Split('\n')[0].TrimEnd('.');

    private static bool Has(string output, string sign) => output.Contains(sign, StringComparison.OrdinalIgnoreCase);

    /// <summary>The line that says what went wrong: the first fatal one, without its time stamp.</summary>
    internal static string Essence(string output)
    {
        var lines = Array.FindAll(
            output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            line => !line.Contains("Examine the log output", StringComparison.Ordinal)
        );
        string[] marks = ["PANIC:", "FATAL:", "error:", "ERROR:"];
        foreach (var mark in marks)
        {
            if (Array.Find(lines, line => line.Contains(mark, StringComparison.Ordinal)) is { } line)
                return line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Trim();
        }

        return lines.Length == 0 ? "it gave no reason" : lines[^1];
    }
}
