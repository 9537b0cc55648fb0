using FleetPrompt.Tests.Browser;
using Npgsql;

namespace FleetPrompt.Tests.Telemetry;

/// <summary>A running FleetPrompt that tells a collector of the tests' own, and writes its log as JSON.</summary>
public sealed class ExportingApp : RunningApp
{
    internal Collector Collector { get; } = new();

    /// <summary>What it wrote so far, to both of its streams.</summary>
    public string Console => Process.Output + Process.Errors;

    public IReadOnlyList<string> DatabasePasswords => [.. new[] { Logins.Application, Logins.Owner }.Select(l => new NpgsqlConnectionStringBuilder(l).Password!)];

    protected override IReadOnlyList<string> Arguments => ["--no-demo"];

    protected override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(Collector.Settings) { ["Logging__Console__FormatterName"] = "json" };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
