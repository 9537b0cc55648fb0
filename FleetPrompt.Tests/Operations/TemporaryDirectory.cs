namespace FleetPrompt.Tests.Operations;

/// <summary>A directory of the test's own that every user may enter (PostgreSQL runs as another user when root runs the tests).</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"fp-{Guid.NewGuid():N}"[..15]);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
