using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Faults;
using FleetPrompt.Tests.Telemetry;
using Xunit;

namespace FleetPrompt.Tests.Security;

/// <summary>A FleetPrompt with a Mattermost beside it, all of whose words are kept: what it writes, and what it sends to a collector.</summary>
public sealed class CanaryApp : DigestApp
{
    internal Collector Collector { get; } = new();

    /// <summary>What it wrote so far, to both of its streams.</summary>
    public string Console => Process.Output + Process.Errors;

    protected override IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>([.. base.Environment, .. Collector.Settings]) { ["Logging__Console__FormatterName"] = "json" };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }

    /// <summary>The tables of all schemas, by their full names, with their rows as text: bytes in hexadecimal.</summary>
    public async IAsyncEnumerable<(string Table, IReadOnlyList<string> Rows)> EverythingKeptAsync()
    {
        const string tables = "select format('%I.%I', table_schema, table_name) from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1";
        foreach (var table in await AskAsync(tables)) yield return (table, await AskAsync($"select t::text from {table} t"));
    }
}

[CollectionDefinition(Name)]
public sealed class CanaryAppCollection : ICollectionFixture<CanaryApp>, ICollectionFixture<Browsers>
{
    public const string Name = "application with canaries";
}
