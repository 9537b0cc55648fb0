using System.Diagnostics;
using System.Globalization;

namespace FleetPrompt.Data.Operations;

/// <summary>An operating-system user and its group, by number.</summary>
internal sealed record SystemUser(int Id, int Group)
{
    public bool IsRoot => Id == 0;
}

/// <summary>A program's exit code and everything it wrote.</summary>
internal sealed record ProgramResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs programs, as another user where one is given (PostgreSQL's programs refuse to run as root).</summary>
internal sealed class ServerPrograms(SystemUser? user)
{
    public static ServerPrograms AsCaller { get; } = new(user: null);

    public SystemUser? User => user;

    /// <summary>Runs to the end. Cancelling kills the program (not a server that it has already detached).</summary>
    public async Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Describe(program, arguments) };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new ProgramResult(127, e.Message);
        }

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new ProgramResult(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: false);
            throw;
        }
    }

    /// <summary>The user a file belongs to, or null when it cannot be told.</summary>
    public static async Task<SystemUser?> OwnerAsync(string path, CancellationToken cancellation) =>
        ParseUser(await AsCaller.RunAsync("stat", ["-c", "%u %g", path], cancellation));

    /// <summary>The unprivileged user that every Unix has.</summary>
    public static async Task<SystemUser?> NobodyAsync(CancellationToken cancellation) =>
        ParseUser(await AsCaller.RunAsync("sh", ["-c", "echo $(id -u nobody) $(id -g nobody)"], cancellation));

    private static SystemUser? ParseUser(ProgramResult result) =>
        result.Output.Split(' ') is [var id, var group]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var userId)
        && int.TryParse(group, CultureInfo.InvariantCulture, out var groupId)
            ? new SystemUser(userId, groupId)
            : null;

    private ProcessStartInfo Describe(string program, IReadOnlyList<string> arguments)
    {
        // The current directory may be one that the other user cannot enter.
        var start = new ProcessStartInfo
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is null)
        {
            start.FileName = program;
        }
        else
        {
            start.FileName = "setpriv";
            foreach (var argument in new[] { $"--reuid={user.Id}", $"--regid={user.Group}", "--clear-groups", "--", program })
                start.ArgumentList.Add(argument);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // Somebody's PGDATA or PGPORT must not reach our server, and messages must be in the language that ServerFailure reads.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        start.Environment.Remove("LANGUAGE");
        return start;
    }
}
