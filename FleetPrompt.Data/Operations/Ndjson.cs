using System.Security.Cryptography;
using System.Text;

namespace FleetPrompt.Data.Operations;

/// <summary>Lines with their count and hash, on their way to a file.</summary>
internal sealed class NdjsonWriter(string path) : IAsyncDisposable
{
    private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16, useAsync: true);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    public async Task WriteAsync(string line, CancellationToken cancel)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        if (bytes.Length > NdjsonReader.LongestLine) throw new DamagedExportException($"row {Rows + 1} of {Path.GetFileName(path)} is longer than {NdjsonReader.LongestLine} bytes and could not be restored.");
        hash.AppendData(bytes);
        await file.WriteAsync(bytes, cancel);
        Rows++;
    }

    public async Task<string> FinishAsync(CancellationToken cancel)
    {
        await file.FlushAsync(cancel);
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public ValueTask DisposeAsync()
    {
        hash.Dispose();
        return file.DisposeAsync();
    }
}

/// <summary>Lines of a file that nobody vouches for: their length is bounded, and so is the memory they take.</summary>
internal sealed class NdjsonReader(string path) : IAsyncDisposable
{
    /// <summary>In bytes; several times the largest row that can be written.</summary>
    public const int LongestLine = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;

    public long Lines { get; private set; }

    /// <summary>The next line without its end, null after the last.</summary>
    /// <exception cref="DamagedExportException">It is too long, is not UTF-8, or breaks off.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancel)
    {
        for (var seen = 0; ; )
        {
            var at = buffer.AsSpan(start + seen, end - start - seen).IndexOf((byte)'\n');
            if (at >= 0) return Take(seen + at);
            seen = end - start;
            if (seen >= LongestLine) throw Damaged($"line {Lines + 1} is longer than {LongestLine} bytes");
            MakeRoom();
            var read = await file.ReadAsync(buffer.AsMemory(end), cancel);
            hash.AppendData(buffer, end, read);
            end += read;
            if (read > 0) continue;
            return seen == 0 ? null : throw Damaged($"it breaks off in line {Lines + 1}");
        }
    }

    /// <summary>The hash of what was read; of the whole file once <see cref="ReadAsync"/> has returned null.</summary>
    public string Sha256() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public DamagedExportException Damaged(string problem) => new($"{Path.GetFileName(path)} cannot be trusted: {problem}.");

    public ValueTask DisposeAsync()
    {
        hash.Dispose();
        return file.DisposeAsync();
    }

    private string Take(int length)
    {
        Lines++;
        var from = start;
        start += length + 1;
        try
        {
            return Utf8.GetString(buffer, from, length);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged($"line {Lines} is not UTF-8");
        }
    }

    private void MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
    }
}
