using System.Globalization;

namespace FleetPrompt.Data.Operations;

/// <summary>What a server says of itself in its <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(int ProcessId, int Port)
{
    public static string PathIn(string data) => Path.Combine(data, "postmaster.pid");

    /// <summary>Null when there is no such file or it is not whole (PostgreSQL writes the port a moment after the process id).</summary>
    public static PostmasterFile? Read(string data)
    {
        try
        {
            return Parse(File.ReadAllLines(PathIn(data)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal static PostmasterFile? Parse(string[] lines) =>
        lines.Length >= 4 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid) && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(pid, port)
            : null;

    /// <summary>
    /// Whether that process is still the server of this directory: a process id alone may have been given to another program, and a copied
    /// directory holds the file of the original's server.
    /// </summary>
    public async Task<bool> IsAliveAsync(string data, ServerPrograms programs, CancellationToken cancellation)
    {
        if (OperatingSystem.IsLinux())
            return (await programs.RunAsync("readlink", [$"/proc/{ProcessId}/cwd"], cancellation)).Output == data;
        return (await programs.RunAsync("kill", ["-0", ProcessId.ToString(CultureInfo.InvariantCulture)], cancellation)).Succeeded;
    }
}
