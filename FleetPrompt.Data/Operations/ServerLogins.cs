using Npgsql;

namespace FleetPrompt.Data.Operations;

/// <summary>The private server's database and logins.</summary>
internal static class ServerLogins
{
    public const string Database = "fleetprompt";
    public const string ApplicationLogin = "fleetprompt_web";

    /// <summary>Makes what is missing. The application's login may connect to this one database and nothing more; grants come with migrations.</summary>
    public static async Task EnsureAsync(Func<string, string> ownerOf, string applicationPassword, CancellationToken cancellation)
    {
        await using (var server = new NpgsqlConnection(ownerOf("postgres")))
        {
            await server.OpenAsync(cancellation);
            if (!await ExistsAsync(server, "select 1 from pg_roles where rolname = $1", ApplicationLogin, cancellation))
                await RunAsync(server, $"create role {ApplicationLogin} login noinherit password '{applicationPassword}'", cancellation);
            if (!await ExistsAsync(server, "select 1 from pg_database where datname = $1", Database, cancellation))
                await RunAsync(server, $"create database {Database}", cancellation);
            await RunAsync(
                server,
                $"""
                revoke all on database postgres, template1 from public;
                revoke temporary on database {Database} from public;
                """,
                cancellation
            );
        }

        await using var database = new NpgsqlConnection(ownerOf(Database));
        await database.OpenAsync(cancellation);
        await RunAsync(database, "revoke create on schema public from public", cancellation);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string query, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statements, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
