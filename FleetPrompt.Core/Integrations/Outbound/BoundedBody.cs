namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Reads an answer's body as far as it is kept, and as far as it comes.</summary>
internal static class BoundedBody
{
    /// <summary>
    /// What came, <paramref name="most"/> bytes of it, and whether that was all. A body that breaks off or is too slow is no failure: the status has been told, and the outcome is known.
    /// </summary>
    public static async Task<(ReadOnlyMemory<byte> Body, bool Whole)> ReadAsync(Func<CancellationToken, Task<Stream>> open, int most, CancellationToken end)
    {
        var buffer = new byte[most + 1];
        var length = 0;
        try
        {
            await using var stream = await open(end);
            while (length < buffer.Length)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), end);
                if (read == 0) return (buffer.AsMemory(0, length), true);
                length += read;
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // As much as there is.
        }

        return (buffer.AsMemory(0, Math.Min(length, most)), false);
    }
}
