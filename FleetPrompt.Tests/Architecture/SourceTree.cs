namespace FleetPrompt.Tests.Architecture;

/// <summary>The repository as it is on disk, without what builds leave behind.</summary>
internal static class SourceTree
{
    private static readonly string[] Built = ["bin", "obj", "node_modules", "TestResults", "artifacts"];

    public static readonly string Root = FindRoot();

    public static readonly IReadOnlyList<SourceFile> Files = [.. Walk(Root).Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), path)).OrderBy(f => f.Path, StringComparer.Ordinal)];

    /// <summary>Files of a project with one of these extensions.</summary>
    public static IEnumerable<SourceFile> In(string folder, params string[] extensions) =>
        Files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal) && extensions.Contains(System.IO.Path.GetExtension(f.Path)));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder)) yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(child);
            if (Built.Contains(name) || (name.StartsWith('.') && name is not (".ci" or ".config")) || name.StartsWith("_framework", StringComparison.Ordinal)) continue;
            foreach (var file in Walk(child)) yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "FleetPrompt.sln"))) return folder.FullName;
        throw new InvalidOperationException($"FleetPrompt.sln stands nowhere above {AppContext.BaseDirectory}: architecture tests read the source they were built from.");
    }
}

internal sealed record SourceFile(string Path, string FullPath)
{
    private readonly Lazy<string> text = new(() => File.ReadAllText(FullPath));

    public string Text => text.Value;

    public bool IsGenerated => Path.Contains("/Migrations/", StringComparison.Ordinal) || Path.EndsWith("packages.lock.json", StringComparison.Ordinal);
}
