namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Lets a request out, once, and knows whether it has: after <see cref="Shut"/> said that nothing was written, nothing can be.</summary>
internal sealed class RequestGate
{
    private const int Open = 0, Begun = 1, Shutdown = 2;

    private int state;

    /// <exception cref="IOException">It was given up before anything was written.</exception>
    public void Pass()
    {
        if (Interlocked.CompareExchange(ref state, Begun, Open) == Shutdown) throw new IOException("The request was given up.");
    }

    /// <summary>True if not a byte was written; then none will be.</summary>
    public bool Shut() => Interlocked.CompareExchange(ref state, Shutdown, Open) != Begun;

    /// <summary>The connection as the request sees it: within TLS, after the handshake.</summary>
    public Stream Guard(Stream connection) => new Guarded(connection, this);

    private sealed class Guarded(Stream inner, RequestGate gate) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanWrite => inner.CanWrite;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            gate.Pass();
            inner.Write(buffer, offset, count);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            gate.Pass();
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
