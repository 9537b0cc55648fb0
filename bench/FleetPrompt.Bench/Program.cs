using System.Text.Json;
using FleetPrompt.Bench;

// ./fleet bench [NAME …] [--repeats N]: one line of JSON for each measure on the output, what goes on besides on the error output.
var names = new List<string>();
var repeats = 3;
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--repeats" && i + 1 < args.Length && int.TryParse(args[++i], out repeats) && repeats is >= 1 and <= 100) continue;
    if (args[i] == "--list")
    {
        foreach (var measure in Measures.All) Console.WriteLine($"{measure.Name,-24}{measure.About}");
        return 0;
    }

    if (args[i].StartsWith('-') || !Measures.All.Any(m => m.Matches(args[i])))
    {
        await Console.Error.WriteLineAsync($"fleet: bench has no measure '{args[i]}'. There are {string.Join(", ", Measures.All.Select(m => m.Name))}; --repeats takes a number from 1 to 100.");
        return 2;
    }

    names.Add(args[i]);
}

// Between repeats nobody renews the runner's lease: that is no news.
Environment.SetEnvironmentVariable("Logging__LogLevel__FleetPrompt.Core.Work", "Error");
using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancel.Cancel();
};
try
{
    foreach (var measure in Measures.All.Where(m => names.Count == 0 || names.Any(m.Matches)))
    {
        // A server for each: what one leaves behind does not weigh on the next.
        await using var server = await BenchServer.StartAsync(cancel.Token);
        await foreach (var line in measure.RunAsync(server, repeats, cancel.Token)) Console.WriteLine(JsonSerializer.Serialize(line, Line.Json));
    }
}
catch (OperationCanceledException) when (cancel.IsCancellationRequested)
{
    return 130;
}

return 0;
