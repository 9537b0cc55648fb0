namespace FleetPrompt.Data.Operations;

/// <summary>A lock between processes that ends with the process that holds it, however that ends.</summary>
internal static class FileLock
{
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;

    /// <summary>The lock, or null while anybody else holds it or shares it.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is AgainOnLinux or AgainOnMac)
        {
            return null;
        }
    }

    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Shares the lock: any number may, none while somebody holds it.</summary>
    public static FileStream Share(string path) => new(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
}
