using FleetPrompt.Core.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Bench;

/// <summary>A transaction as a tenant in plain Npgsql: the role and the path, what it is for, and commit. What every floor is made of.</summary>
internal static class FloorUnit
{
    public static Task RunAsync(NpgsqlDataSource source, TenantRef tenant, Func<NpgsqlConnection, Task> work, CancellationToken cancel) =>
        RunAsync(source, $"set local role {tenant.Schema}; set local search_path = {tenant.Schema}", work, cancel);

    /// <summary>As the owner, who reaches every table without the functions that guard them.</summary>
    public static Task RunAsOwnerAsync(BenchServer server, TenantRef tenant, Func<NpgsqlConnection, Task> work, CancellationToken cancel) =>
        RunAsync(server.PlainOwner, $"set local search_path = {tenant.Schema}", work, cancel);

    private static async Task RunAsync(NpgsqlDataSource source, string enter, Func<NpgsqlConnection, Task> work, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, enter, cancel);
        await work(connection);
        await transaction.CommitAsync(cancel);
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public static NpgsqlParameter Of(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value };

    public static NpgsqlParameter Of(string value) => new NpgsqlParameter<string> { TypedValue = value };

    public static NpgsqlParameter Of(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Of(Guid[] value) => new NpgsqlParameter<Guid[]> { TypedValue = value };

    public static NpgsqlParameter Json(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
