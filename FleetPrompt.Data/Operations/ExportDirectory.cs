using FleetPrompt.Core;

namespace FleetPrompt.Data.Operations;

/// <summary>A directory that appears under its name once everything is in it. Until then it stands beside, under another, and goes when the work is given up.</summary>
internal sealed class ExportDirectory : IDisposable
{
    private readonly string target;

    private ExportDirectory(string target)
    {
        this.target = target;
        Working = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.partial");
    }

    public string Working { get; }

    public static Result<ExportDirectory> Prepare(string path)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target)) return new Invalid("out", $"{target} is a file. Name a directory that is not there yet.");
        if (Path.GetDirectoryName(target) is null || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())) return new Invalid("out", $"{target} is not empty. Name a directory that is not there yet.");
        try
        {
            var directory = new ExportDirectory(target);
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory.Working);
            else
            {
                // Hidden posts and moderators' reasons are in it: for the operator's eyes.
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                Directory.CreateDirectory(directory.Working, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return directory;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new Invalid("out", $"{target} cannot be written: {fault.Message}");
        }
    }

    public void Publish()
    {
        if (Directory.Exists(target)) Directory.Delete(target);
        Directory.Move(Working, target);
    }

    public void Dispose()
    {
        if (Directory.Exists(Working)) Directory.Delete(Working, recursive: true);
    }
}
