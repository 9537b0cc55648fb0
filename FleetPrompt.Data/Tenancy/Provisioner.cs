using System.Reflection;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>
/// With <see cref="TenantRestore"/> the only holder of the owner's credentials. A tenant is made and brought forward by one script in one transaction; every try is written to <c>tenant_migration_runs</c>.
/// </summary>
internal sealed partial class Provisioner(OwnerLogin owner, IEnumerable<ILibraryTables> libraries, ILogger<Provisioner> log) : IProvisioner, IAsyncDisposable
{
    private const long MigrationLock = 0x466C656574; // one migrator of the platform at a time
    internal const int TenantLock = 0x466C6565; // one provisioner of a tenant at a time
    private const int Parallel = 4;
    private const string Nothing = Migration.InitialDatabase;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(owner.OwnerConnection);
    private readonly TenantScripts scripts = new();

    public async Task ProvisionAsync(Guid organizationId, CancellationToken cancel)
    {
        var tenant = (await TenantsAsync("where o.id = $1", cancel, new NpgsqlParameter<Guid> { TypedValue = organizationId })).SingleOrDefault()
            ?? throw new InvalidOperationException($"There is no organisation {organizationId}.");
        if (await BringForwardAsync(tenant, cancel) is { } reason) throw new InvalidOperationException($"{tenant.Schema} could not be provisioned: {reason}");
    }

    public async Task<MigrationReport> MigrateAsync(CancellationToken cancel)
    {
        await MigratePlatformAsync(cancel);
        var tenants = await TenantsAsync("", cancel);
        var behind = new List<TenantLeftBehind>();
        var migrated = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(tenants, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancel }, async (tenant, token) =>
        {
            if (tenant.HasSchema && tenant.Migration == TenantScripts.Newest) return;
            var reason = await BringForwardAsync(tenant, token);
            lock (behind)
            {
                if (reason is null) migrated++;
                else behind.Add(new TenantLeftBehind(tenant.Slug, reason));
            }
        });
        return new MigrationReport(tenants.Count, migrated, behind);
    }

    public async Task<IReadOnlyList<TenantLeftBehind>> CheckAsync(CancellationToken cancel) =>
        [
            .. (await TenantsAsync("", cancel))
                .Where(t => !t.HasSchema || (t.Migration != TenantScripts.Newest && !TenantScripts.IsAhead(t.Migration)))
                .Select(t => new TenantLeftBehind(t.Slug, !t.HasSchema ? "its schema is missing" : $"at {t.Migration ?? "nothing"}")),
        ];

    public async Task<IReadOnlyList<string>> OrphanSchemasAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            select n.nspname::text from pg_namespace n
            where n.nspname like 'org\_%' and not exists (select from public.organizations o where 'org_' || o.slug = n.nspname)
            order by 1
            """);
        var orphans = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) orphans.Add(reader.GetString(0));
        return orphans;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task MigratePlatformAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await RunAsync(connection, $"select pg_advisory_lock({MigrationLock})", cancel);
        try
        {
            await RunAsync(connection, SqlFiles.Read("Tenancy", "roles"), cancel);
            await using (var db = new PlatformDb((DbContextOptions<PlatformDb>)new DbContextOptionsBuilder<PlatformDb>().ForPlatform(source).Options))
                await db.Database.MigrateAsync(cancel);
            await RunAsync(connection, SqlFiles.Read("Signals", "epoch"), cancel);
            await RunAsync(connection, SqlFiles.Read("Work", "runtime"), cancel);
            await RunAsync(connection, SqlFiles.Read("Tenancy", "platform"), cancel);
            await RunAsync(connection, SqlFiles.Read("Operations", "history"), cancel);
            foreach (var library in libraries) await BringForwardAsync(connection, library, cancel);
            await RunAsync(connection, $"grant {AppDataSource.Role} to {Quoted(owner.ApplicationLogin)}{Membership(connection)}", cancel);
        }
        finally
        {
            await RunAsync(connection, $"select pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    /// <summary>The schema's comment says which version made its tables.</summary>
    private async Task BringForwardAsync(NpgsqlConnection connection, ILibraryTables library, CancellationToken cancel)
    {
        await using var made = new NpgsqlCommand("select obj_description(to_regnamespace($1), 'pg_namespace')", connection);
        made.Parameters.Add(new NpgsqlParameter<string> { TypedValue = library.Schema });
        if (await made.ExecuteScalarAsync(cancel) as string == library.Version) return;
        await library.CreateAsync(owner.OwnerConnection, cancel);
        var schema = Quoted(library.Schema);
        await RunAsync(
            connection,
            $"""
            grant usage on schema {schema} to {AppDataSource.Role};
            grant select, insert, update, delete on all tables in schema {schema} to {AppDataSource.Role};
            comment on schema {schema} is '{library.Version.Replace("'", "''", StringComparison.Ordinal)}'
            """,
            cancel);
    }

    /// <summary>Null when the tenant is where it should be now, else why not.</summary>
    private async Task<string?> BringForwardAsync(TenantRow tenant, CancellationToken cancel)
    {
        var started = DateTime.UtcNow;
        string? reason = null;
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var schema = tenant.Schema;
            await RunAsync(connection, $"set local lock_timeout = '2s'; select pg_advisory_xact_lock({TenantLock}, {tenant.TenantId})", cancel);
            await RunAsync(
                connection,
                $"""
                do $$ begin if not exists (select from pg_roles where rolname = '{schema}') then create role {schema} nologin; end if; end $$;
                grant {schema} to {Quoted(owner.ApplicationLogin)}{Membership(connection)};
                create schema if not exists {schema};
                set local search_path = {schema}, ext, pg_temp;
                """,
                cancel);
            var from = await AppliedAsync(connection, schema, cancel);
            if (TenantScripts.IsAhead(from)) return null; // a newer release runs beside this one
            var script = scripts.From(from, source);
            if (script.Length > 0) await RunAsync(connection, script, cancel);
            await RunAsync(connection, SqlFiles.Read("Tenancy", "tenant_grants").Replace(":schema", schema, StringComparison.Ordinal), cancel);
            await RecordAsync(connection, tenant, from, "succeeded", null, started, cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            reason = fault switch
            {
                PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => "something holds a lock on its tables; run migrate again when it is quiet",
                PostgresException refused => refused.MessageText,
                _ => fault.Message,
            };
            LogLeftBehind(fault, tenant.Schema);
            await using var connection = await source.OpenConnectionAsync(cancel);
            await RecordAsync(connection, tenant, tenant.Migration, "failed", reason, started, cancel);
        }

        return reason;
    }

    private static async Task<string> AppliedAsync(NpgsqlConnection connection, string schema, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand($"select to_regclass('{schema}.{DbContexts.TenantHistory}') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancel) is not true) return Nothing;
        await using var newest = new NpgsqlCommand($"select max(\"MigrationId\") from {schema}.{DbContexts.TenantHistory}", connection);
        return await newest.ExecuteScalarAsync(cancel) as string ?? Nothing;
    }

    private static async Task RecordAsync(NpgsqlConnection connection, TenantRow tenant, string? from, string status, string? error, DateTime started, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into public.tenant_migration_runs (id, organization_id, schema_name, from_migration, to_migration, status, error_message, app_version, started_at, finished_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.OrganizationId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant.Schema });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)(from == Nothing ? null : from) ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TenantScripts.Newest });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = status });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)error ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = AppVersion });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = started });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<IReadOnlyList<TenantRow>> TenantsAsync(string where, CancellationToken cancel, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(
            $"""
            select o.id, o.tenant_id, o.slug,
                (select r.to_migration from public.tenant_migration_runs r where r.organization_id = o.id and r.status = 'succeeded' order by r.started_at desc limit 1),
                to_regnamespace('org_' || o.slug) is not null
            from public.organizations o {where} order by o.tenant_id
            """);
        command.Parameters.AddRange(parameters);
        var tenants = new List<TenantRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            tenants.Add(new TenantRow(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), await reader.IsDBNullAsync(3, cancel) ? null : reader.GetString(3), reader.GetBoolean(4)));
        return tenants;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>From PostgreSQL 16 a membership says for itself whether rights are inherited; before, the login's NOINHERIT does.</summary>
    private static string Membership(NpgsqlConnection connection) => connection.PostgreSqlVersion.Major >= 16 ? " with inherit false, set true" : "";

    private static string Quoted(string identifier) => new NpgsqlCommandBuilder().QuoteIdentifier(identifier);

    private static string AppVersion { get; } = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    [LoggerMessage(LogLevel.Error, "{Schema} was left behind by the migration")]
    private partial void LogLeftBehind(Exception fault, string schema);

    private sealed record TenantRow(Guid OrganizationId, int TenantId, string Slug, string? Migration, bool HasSchema)
    {
        public string Schema { get; } = new TenantRef(OrganizationId, TenantId, Slug).Schema;
    }
}

/// <summary>The login that owns every table, and the name of the one the application uses.</summary>
internal sealed record OwnerLogin(string OwnerConnection, string ApplicationLogin);
