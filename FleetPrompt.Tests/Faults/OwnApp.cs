using FleetPrompt.Data.Operations;
using FleetPrompt.Tests.Browser;
using Npgsql;
using Shouldly;

namespace FleetPrompt.Tests.Faults;

/// <summary>
/// A running FleetPrompt that one test class has for itself, to be killed, stopped and started again at the same address. Its leases are short, so that what a lost runner left
/// is soon taken over; its database runs on whatever becomes of it.
/// </summary>
public class OwnApp : RunningApp
{
    protected override IReadOnlyList<string> Arguments => ["--no-demo"];

    protected override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["Work__HeartbeatInterval"] = "00:00:01", ["Work__Lease"] = "00:00:06" };

    public Task KillAsync() => Process.KillAsync();

    public Task StopAsync() => Process.TerminateAsync();

    public Task StartAsync() => StartAsync(Origin.GetLeftPart(UriPartial.Authority));

    /// <summary>Keeps everybody from writing to a table until it is disposed, and from reading it, too, where that is asked for.</summary>
    internal Task<TableLock> HoldAsync(string table, bool read = false) => TableLock.TakeAsync(Logins.Owner, table, read);

    /// <summary>Ends PostgreSQL in the middle of whatever it does: it recovers at its next start.</summary>
    internal Task CrashDatabaseAsync() => ControlDatabaseAsync(_ => ["stop", "--mode=immediate"]);

    /// <summary>Starts it again at the same port.</summary>
    internal Task StartDatabaseAsync() => ControlDatabaseAsync(home => ["start", $"--log={home.Log}"]);

    private async Task ControlDatabaseAsync(Func<ServerHome, string[]> command)
    {
        var home = await ServerHome.OpenAsync(DataDirectory, _ => { }, CancellationToken.None);
        var programs = PostgresBinaries.Candidates(DataDirectory).First(PostgresBinaries.IsComplete);
        var result = await home.Programs.RunAsync(Path.Combine(programs, "pg_ctl"), [.. command(home), $"--pgdata={home.Data}", "--wait", "--silent"], CancellationToken.None);
        result.Succeeded.ShouldBeTrue(result.Output);
    }
}

/// <summary>A lock that the database's owner holds on a table.</summary>
internal sealed class TableLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private TableLock(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Whether a directive's runner waits for that table; its sweep may, too, and is not meant.</summary>
    public static string Waiting(string table) =>
        $"select least(count(*), 1) from pg_locks l join pg_stat_activity a using (pid) where not l.granted and l.relation = '{table}'::regclass and a.query not like '%sweep%'";

    public static async Task<TableLock> TakeAsync(string owner, string table, bool read)
    {
        var connection = new NpgsqlConnection(owner + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; lock table {table} in {(read ? "access" : "share row")} exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return new TableLock(connection);
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}
