using System.Data;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>
/// A transaction whose first statements take on the tenant's role and path, both LOCAL: they end with it, whatever happens. Statements whose results nobody waits for are held back and go
/// to the server in front of the next one, in one round trip; nothing of the unit, EF Core included, overtakes them.
/// </summary>
internal sealed class NpgsqlTenantUnit : TenantUnit, IAsyncDisposable
{
    public const string Commit = "COMMIT";

    private const string Lock = "select pg_advisory_xact_lock(hashtextextended(current_setting('role') || '/' || $1, 0))";

    private readonly IDbContextFactory<TenantDb> dbs;
    private readonly bool ownsTransaction;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly List<NpgsqlBatchCommand> held = [];
    private TenantDb? db;
    private int results;
    private bool failed;

    /// <summary>The server has answered at least once.</summary>
    public bool Answered { get; private set; }

    private NpgsqlTenantUnit(IDbContextFactory<TenantDb> dbs, NpgsqlConnection connection, NpgsqlTransaction transaction, OperationContext operation, bool ownsTransaction)
        : base(operation)
    {
        this.dbs = dbs;
        this.connection = connection;
        this.transaction = transaction;
        this.ownsTransaction = ownsTransaction;
    }

    public override TenantDb Db => db ??= NewDb();

    public static async Task<NpgsqlTenantUnit> BeginAsync(NpgsqlDataSource source, IDbContextFactory<TenantDb> dbs, OperationContext operation, CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            return Enter(connection, transaction, dbs, operation, ownsTransaction: true);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A unit of one moment that cannot write (repeatable read, read only).</summary>
    public static async Task<NpgsqlTenantUnit> BeginSnapshotAsync(NpgsqlDataSource source, IDbContextFactory<TenantDb> dbs, OperationContext operation, CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
            await using (var readOnly = new NpgsqlCommand("set transaction read only", connection, transaction)) await readOnly.ExecuteNonQueryAsync(cancel);
            return Enter(connection, transaction, dbs, operation, ownsTransaction: true);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes on the tenant in a transaction that has begun; the one switch of a platform unit.</summary>
    public static NpgsqlTenantUnit Enter(NpgsqlConnection connection, NpgsqlTransaction transaction, IDbContextFactory<TenantDb> dbs, OperationContext operation, bool ownsTransaction)
    {
        var schema = new NpgsqlCommandBuilder().QuoteIdentifier(operation.Tenant.Schema);
        var unit = new NpgsqlTenantUnit(dbs, connection, transaction, operation, ownsTransaction);
        unit.held.Add(new NpgsqlBatchCommand($"set local role {schema}"));
        unit.held.Add(new NpgsqlBatchCommand($"set local search_path = {schema}, ext, pg_temp"));
        return unit;
    }

    public override async Task SaveAsync(CancellationToken cancel)
    {
        if (db is not null) await db.SaveChangesAsync(cancel);
    }

    private TenantDb NewDb()
    {
        var made = dbs.CreateDbContext();
        made.Database.SetDbConnection(connection, contextOwnsConnection: false);
        made.Database.UseTransaction(transaction);
        made.Database.AutoSavepointsEnabled = false;
        var context = (IUnitContext)made;
        context.StatementFailed = false;
        context.BeforeStatement = FlushAsync;
        return made;
    }

    /// <summary>A statement of this unit. A failure is remembered, so that the unit cannot be committed afterwards.</summary>
    /// <param name="timeout">Seconds; zero for any time. By default the connection's.</param>
    public async Task<T> ExecuteAsync<T>(string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancel, int? timeout = null)
    {
        var before = results;
        await using var batch = Batch(Statement(sql, parameters));
        if (timeout is { } seconds) batch.Timeout = seconds;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            Answered = true;
            for (var n = 0; n < before; n++) await reader.NextResultAsync(cancel);
            return await read(reader);
        }
        catch
        {
            failed = true; // what was held back may be lost with it
            throw;
        }
    }

    public Task<T?> ScalarAsync<T>(string sql, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        ExecuteAsync(sql, parameters, async reader => await reader.ReadAsync(cancel) && reader.GetValue(0) is T value ? value : default, cancel);

    /// <summary>A statement whose result nobody waits for: it goes with the next, or with the commit, and fails there.</summary>
    /// <param name="rows">It is a query, which answers with rows.</param>
    public void Defer(string sql, IEnumerable<NpgsqlParameter> parameters, bool rows = false)
    {
        held.Add(Statement(sql, parameters));
        if (rows) results++;
    }

    /// <summary>Sends what is held back.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        if (held.Count == 0) return;
        await using var batch = Batch();
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
            Answered = true;
        }
        catch
        {
            failed = true; // what was held back may be lost with it
            throw;
        }
    }

    private static NpgsqlBatchCommand Statement(string sql, IEnumerable<NpgsqlParameter> parameters)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) statement.Parameters.Add(parameter);
        return statement;
    }

    /// <summary>What is held back, and then <paramref name="last"/>.</summary>
    private NpgsqlBatch Batch(NpgsqlBatchCommand? last = null)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in held) batch.BatchCommands.Add(statement);
        if (last is not null) batch.BatchCommands.Add(last);
        held.Clear();
        results = 0;
        return batch;
    }

    public override Task LockAsync(string key, CancellationToken cancel) => ScalarAsync<object>(Lock, cancel, new NpgsqlParameter<string> { TypedValue = key });

    /// <summary>An advisory lock under the role of the transaction: a tenant's key never meets another's.</summary>
    internal static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Lock, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override Task<string?> RoleOfAsync(Guid userId, CancellationToken cancel) =>
        ScalarAsync<string>("select public.actor_role($1)", cancel, new NpgsqlParameter<Guid> { TypedValue = userId });

    public override Task<Membership?> MembershipAsync(Guid userId, CancellationToken cancel) =>
        ExecuteAsync<Membership?>(
            "select role, joined_at from public.membership($1)",
            [new NpgsqlParameter<Guid> { TypedValue = userId }],
            async reader => await reader.ReadAsync(cancel) ? new Membership(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)) : null,
            cancel);

    public override Task<IReadOnlyList<Person>> FindPeopleAsync(string text, int most, bool active, CancellationToken cancel) =>
        ExecuteAsync<IReadOnlyList<Person>>(
            "select id, display_name, role from public.find_people($1, $2, $3)",
            [new NpgsqlParameter<string> { TypedValue = Searchable(text) }, new NpgsqlParameter<int> { TypedValue = most }, new NpgsqlParameter<bool> { TypedValue = active }],
            async reader =>
            {
                var people = new List<Person>();
                while (await reader.ReadAsync(cancel)) people.Add(await PersonAsync(reader, cancel));
                return people;
            },
            cancel);

    /// <summary>Text in PostgreSQL holds no NUL.</summary>
    private static string Searchable(string text) => text.Replace("\0", "", StringComparison.Ordinal).Trim();

    private static async Task<Person> PersonAsync(NpgsqlDataReader reader, CancellationToken cancel) =>
        new(reader.GetGuid(0), reader.GetString(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetString(2));

    public override async Task<string> OrganizationNameAsync(CancellationToken cancel) =>
        await ScalarAsync<string>("select name from public.export_organization()", cancel) ?? Tenant.Slug;

    public override async Task<IReadOnlyDictionary<Guid, Person>> PeopleAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var people = new Dictionary<Guid, Person>();
        if (ids.Count == 0) return people;
        return await ExecuteAsync(
            "select id, display_name, role from public.people($1)",
            [new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] }],
            async reader =>
            {
                while (await reader.ReadAsync(cancel)) people[reader.GetGuid(0)] = await PersonAsync(reader, cancel);
                return people;
            },
            cancel);
    }

    /// <summary>With what is held back.</summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        RefuseAfterFailure();
        if (held.Count == 0)
        {
            await transaction.CommitAsync(cancel);
        }
        else
        {
            // A statement that fails takes COMMIT with it: the server goes past what was sent behind it.
            held.Add(new NpgsqlBatchCommand(Commit));
            await FlushAsync(cancel);
        }

        Committed();
    }

    internal void CommittedByPlatform() => Committed();

    internal void RefuseAfterFailure()
    {
        if (failed) throw Refusal();
        if (db is not null) RefuseAfterFailure(db);
    }

    internal static void RefuseAfterFailure(IUnitContext context)
    {
        if (context.StatementFailed) throw Refusal();
    }

    private static InvalidOperationException Refusal() => new("A statement of this unit failed: PostgreSQL would roll back while answering that it had committed.");

    /// <summary>Takes the unit's connection off a context, which goes back to its pool and would keep it.</summary>
    internal static async Task LeaveAsync(DbContext db)
    {
        ((IUnitContext)db).BeforeStatement = null;
        await db.Database.UseTransactionAsync(null);
        db.Database.SetDbConnection(null, contextOwnsConnection: false);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (db is not null)
            {
                await LeaveAsync(db);
                await db.DisposeAsync();
            }

            if (ownsTransaction) await transaction.DisposeAsync();
        }
        finally
        {
            if (ownsTransaction) await connection.DisposeAsync();
        }
    }
}
