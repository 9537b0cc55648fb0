using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace FleetPrompt.Tests.Startup;

/// <summary>FleetPrompt, or a program that stands beside it, in a process of its own, started as people start it. Disposing kills what is left of it.</summary>
internal sealed class FleetProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Beginnings of what a start reads from the environment: the tests' own must not count.</summary>
    private static readonly string[] Settings = ["FLEETPROMPT_", "ASPNETCORE_", "OTEL_", "Logging_"];

    private readonly Process process = new();
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly string says;
    private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FleetProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string speaker)
    {
        says = $"{speaker} is ready at ";
        var start = process.StartInfo;
        start.FileName = program;
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(k => Settings.Any(s => k.StartsWith(s, StringComparison.Ordinal))).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(errors, line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{speaker} ended before it was ready.\n{Output}{Errors}"));
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public string Output => Text(output);

    public string Errors => Text(errors);

    /// <summary>The built host.</summary>
    public static string Program { get; } = Built("FleetPrompt.Web");

    public static FleetProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) => Start("dotnet", [Program, .. arguments], environment);

    /// <summary>A program that the tests start, found from where they were built.</summary>
    public static string Built(string project) => Path.GetFullPath(
        typeof(FleetProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == project).Value!,
        AppContext.BaseDirectory);

    /// <summary>A program that starts FleetPrompt in its turn and says so in FleetPrompt's words, or another that says in the same words where it is ready.</summary>
    public static FleetProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string speaker = "FleetPrompt")
    {
        var started = new FleetProcess(program, arguments, environment, speaker);
        started.process.Start();
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs to the end: exit code, output and errors.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var run = Start(arguments, environment);
        var code = await run.ExitAsync();
        return (code, run.Output, run.Errors);
    }

    /// <summary>Where it serves, once it says so.</summary>
    public async Task<Uri> ReadyAsync() => new(await ready.Task.WaitAsync(Patience));

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>What Ctrl-C and service managers do.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    /// <summary>SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
        if (line.StartsWith(says, StringComparison.Ordinal)) ready.TrySetResult(line[says.Length..].Split(' ')[0]);
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
