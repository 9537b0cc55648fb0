using System.Data;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>A transaction whose first statement takes on the tenant's role and path, both LOCAL: they end with it, whatever happens.</summary>
internal sealed class NpgsqlTenantUnit : TenantUnit, IAsyncDisposable
{
    private readonly IDbContextFactory<TenantDb> dbs;
    private readonly bool ownsTransaction;
    private TenantDb? db;
    private bool failed;

    private NpgsqlTenantUnit(IDbContextFactory<TenantDb> dbs, NpgsqlConnection connection, NpgsqlTransaction transaction, OperationContext operation, bool ownsTransaction)
        : base(operation)
    {
        this.dbs = dbs;
        Connection = connection;
        Transaction = transaction;
        this.ownsTransaction = ownsTransaction;
    }

    public override TenantDb Db => db ??= NewDb();

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    public static async Task<NpgsqlTenantUnit> BeginAsync(NpgsqlDataSource source, IDbContextFactory<TenantDb> dbs, OperationContext operation, CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            return await EnterAsync(connection, transaction, dbs, operation, ownsTransaction: true, cancel);
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
            return await EnterAsync(connection, transaction, dbs, operation, ownsTransaction: true, cancel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes on the tenant in a transaction that has begun; the one switch of a platform unit.</summary>
    public static async Task<NpgsqlTenantUnit> EnterAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IDbContextFactory<TenantDb> dbs,
        OperationContext operation,
        bool ownsTransaction,
        CancellationToken cancel)
    {
        var schema = new NpgsqlCommandBuilder().QuoteIdentifier(operation.Tenant.Schema);
        await using (var enter = new NpgsqlCommand($"set local role {schema}; set local search_path = {schema}, ext, pg_temp", connection, transaction)) await enter.ExecuteNonQueryAsync(cancel);
        return new NpgsqlTenantUnit(dbs, connection, transaction, operation, ownsTransaction);
    }

    public override async Task SaveAsync(CancellationToken cancel)
    {
        if (db is not null) await db.SaveChangesAsync(cancel);
    }

    private TenantDb NewDb()
    {
        var made = dbs.CreateDbContext();
        made.Database.SetDbConnection(Connection, contextOwnsConnection: false);
        made.Database.UseTransaction(Transaction);
        made.Database.AutoSavepointsEnabled = false;
        ((IUnitContext)made).StatementFailed = false;
        return made;
    }

    /// <summary>A statement of this unit. A failure is remembered, so that the unit cannot be committed afterwards.</summary>
    public async Task<T> ExecuteAsync<T>(string sql, IEnumerable<NpgsqlParameter> parameters, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var command = new NpgsqlCommand(sql, Connection, Transaction);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        try
        {
            return await run(command);
        }
        catch (PostgresException)
        {
            failed = true;
            throw;
        }
    }

    public Task<T?> ScalarAsync<T>(string sql, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        ExecuteAsync(sql, parameters, async command => await command.ExecuteScalarAsync(cancel) is T value ? value : default);

    public override Task LockAsync(string key, CancellationToken cancel) => LockAsync(Connection, Transaction, key, cancel);

    /// <summary>An advisory lock under the role of the transaction: a tenant's key never meets another's.</summary>
    internal static async Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended(current_setting('role') || '/' || $1, 0))", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override Task<string?> RoleOfAsync(Guid userId, CancellationToken cancel) =>
        ScalarAsync<string>("select public.actor_role($1)", cancel, new NpgsqlParameter<Guid> { TypedValue = userId });

    public override async Task<IReadOnlyDictionary<Guid, Person>> PeopleAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var people = new Dictionary<Guid, Person>();
        if (ids.Count == 0) return people;
        return await ExecuteAsync(
            "select id, display_name, role from public.people($1)",
            [new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] }],
            async command =>
            {
                await using var reader = await command.ExecuteReaderAsync(cancel);
                while (await reader.ReadAsync(cancel))
                    people[reader.GetGuid(0)] = new Person(reader.GetGuid(0), reader.GetString(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetString(2));
                return people;
            });
    }

    public async Task CommitAsync(CancellationToken cancel)
    {
        RefuseAfterFailure();
        await Transaction.CommitAsync(cancel);
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

            if (ownsTransaction) await Transaction.DisposeAsync();
        }
        finally
        {
            if (ownsTransaction) await Connection.DisposeAsync();
        }
    }
}
