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

    public override Task LockAsync(string key, CancellationToken cancel) => NpgsqlTenantUnit.LockAsync(connection, transaction, key, cancel);

    public override async Task<TenantUnit> SwitchAsync(OperationContext operation, CancellationToken cancel)
    {
        if (inside is not null) throw new InvalidOperationException("A platform unit switches to a tenant once.");
        NpgsqlTenantUnit.RefuseAfterFailure(Db);
        inside = NpgsqlTenantUnit.Enter(connection, transaction, tenantDbs, operation, ownsTransaction: false);
        await inside.FlushAsync(cancel); // from here on the platform's context is refused
        return inside;
    }

    /// <summary>Sends what the tenant's part holds back.</summary>
    public Task FlushAsync(CancellationToken cancel) => inside?.FlushAsync(cancel) ?? Task.CompletedTask;

    /// <summary>Call <see cref="FlushAsync"/> before.</summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        NpgsqlTenantUnit.RefuseAfterFailure(Db);
        inside?.RefuseAfterFailure();
        await transaction.CommitAsync(cancel);
        inside?.CommittedByPlatform();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (inside is not null) await inside.DisposeAsync();
            await NpgsqlTenantUnit.LeaveAsync(Db);
            await transaction.DisposeAsync();
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }
}
