using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <summary>A transaction on <c>public</c>, with at most one switch to a tenant, and one commit.</summary>
internal sealed class NpgsqlPlatformUnit : PlatformUnit, IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly IDbContextFactory<TenantDb> tenantDbs;
    private NpgsqlTenantUnit? inside;

    private NpgsqlPlatformUnit(PlatformDb db, IServiceProvider services, NpgsqlConnection connection, NpgsqlTransaction transaction, IDbContextFactory<TenantDb> tenantDbs)
        : base(db, services)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.tenantDbs = tenantDbs;
    }

    public static async Task<NpgsqlPlatformUnit> BeginAsync(NpgsqlDataSource source, IDbContextFactory<TenantDb> tenantDbs, IServiceProvider services, CancellationToken cancel)
    {
        var db = services.GetRequiredService<PlatformDb>();
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            db.Database.SetDbConnection(connection, contextOwnsConnection: false);
            await db.Database.UseTransactionAsync(transaction, cancel);
            db.Database.AutoSavepointsEnabled = false;
            ((IUnitContext)db).StatementFailed = false;
            return new NpgsqlPlatformUnit(db, services, connection, transaction, tenantDbs);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task LockAsync(string key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('platform/' || $1, 0))", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancel);
    }

    public override async Task<TenantUnit> SwitchAsync(OperationContext operation, CancellationToken cancel)
    {
        if (inside is not null) throw new InvalidOperationException("A platform unit switches to a tenant once.");
        NpgsqlTenantUnit.RefuseAfterFailure(Db);
        return inside = await NpgsqlTenantUnit.EnterAsync(connection, transaction, tenantDbs, operation, ownsTransaction: false, cancel);
    }

    public async Task CommitAsync(CancellationToken cancel)
    {
        NpgsqlTenantUnit.RefuseAfterFailure(Db);
        if (inside is not null) NpgsqlTenantUnit.RefuseAfterFailure(inside.Db);
        await transaction.CommitAsync(cancel);
        inside?.CommittedByPlatform();
    }

    public async ValueTask DisposeAsync()
    {
        if (inside is not null) await inside.DisposeAsync();
        await NpgsqlTenantUnit.LeaveAsync(Db);
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
