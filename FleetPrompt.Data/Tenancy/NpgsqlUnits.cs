using FleetPrompt.Core;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FleetPrompt.Data.Tenancy;

/// <inheritdoc cref="IUnits"/>
internal sealed class NpgsqlUnits(IDbContextFactory<TenantDb> tenantDbs, IServiceScopeFactory scopes, NpgsqlDataSource source) : IUnits
{
    private const int Tries = 3;
    private static readonly AsyncLocal<bool> Inside = new();

    public Task<Result<T>> RunAsync<T>(OperationContext operation, Func<TenantUnit, Task<Result<T>>> work, CancellationToken cancel) =>
        AloneAsync(() => TryAsync(async attempt =>
        {
            await using var unit = attempt.Unit = await NpgsqlTenantUnit.BeginAsync(source, tenantDbs, operation, cancel);
            var result = await work(unit);
            if (result.IsOk) await CommitAsync(attempt, () => unit.CommitAsync(cancel));
            return result;
        }));

    public Task<T> ReadAsync<T>(OperationContext operation, Func<TenantUnit, Task<T>> read, CancellationToken cancel) =>
        AloneAsync(() => TryAsync(async attempt =>
        {
            await using var unit = attempt.Unit = await NpgsqlTenantUnit.BeginAsync(source, tenantDbs, operation, cancel);
            return await read(unit);
        }));

    public Task<T> ReadSnapshotAsync<T>(OperationContext operation, Func<TenantUnit, Task<T>> read, CancellationToken cancel) =>
        AloneAsync(() => TryAsync(async attempt =>
        {
            await using var unit = attempt.Unit = await NpgsqlTenantUnit.BeginSnapshotAsync(source, tenantDbs, operation, cancel);
            return await read(unit);
        }));

    public Task<Result<T>> RunPlatformAsync<T>(Func<PlatformUnit, Task<Result<T>>> work, CancellationToken cancel) =>
        AloneAsync(() => TryAsync(async attempt =>
        {
            await using var scope = scopes.CreateAsyncScope();
            await using var unit = await NpgsqlPlatformUnit.BeginAsync(source, tenantDbs, scope.ServiceProvider, cancel);
            var result = await work(unit);
            if (!result.IsOk) return result;
            await unit.FlushAsync(cancel);
            await CommitAsync(attempt, () => unit.CommitAsync(cancel));
            return result;
        }));

    void IUnits.RefuseWithin() => RefuseWithin();

    private static void RefuseWithin()
    {
        if (Inside.Value) throw new InvalidOperationException("A unit is open already. Pass it on instead of opening another.");
    }

    /// <summary>Units do not nest: the inner one would not see the outer one's changes, and could wait for it for ever.</summary>
    private static async Task<T> AloneAsync<T>(Func<Task<T>> run)
    {
        RefuseWithin();
        Inside.Value = true;
        return await run();
    }

    /// <summary>
    /// Again from the start on a serialisation failure or a deadlock (40001, 40P01), as PostgreSQL asks for, and where a connection turns out to have been broken in the pool, before it was
    /// answered at all; but never once commit was sent. Other connections of the pool are likely as old: they are given up, too.
    /// </summary>
    private async Task<T> TryAsync<T>(Func<Attempt, Task<T>> run)
    {
        for (var n = 1; ; n++)
        {
            var attempt = new Attempt();
            try
            {
                return await run(attempt);
            }
            catch (Exception fault) when (n < Tries && !(attempt.CommitSent && AtCommit(fault)) && StateOf(fault) is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                // Nothing was committed.
            }
            catch (Exception fault) when (n < Tries && attempt is { CommitSent: false, Unit.Answered: false } && IsBroken(fault))
            {
                source.Clear();
            }
        }
    }

    private static Task CommitAsync(Attempt attempt, Func<Task> commit)
    {
        attempt.CommitSent = true;
        return commit();
    }

    /// <summary>Not in a statement that went with it.</summary>
    private static bool AtCommit(Exception fault) => fault is not PostgresException { BatchCommand.CommandText: not NpgsqlTenantUnit.Commit };

    /// <summary>The server closed the connection, or ended its session (57P01 to 57P03).</summary>
    private static bool IsBroken(Exception fault) => fault is PostgresException { SqlState: ['5', '7', 'P', '0', _] } or NpgsqlException { InnerException: IOException };

    private static string? StateOf(Exception fault) => (fault as PostgresException ?? fault.InnerException as PostgresException)?.SqlState;

    private sealed class Attempt
    {
        public NpgsqlTenantUnit? Unit { get; set; }

        public bool CommitSent { get; set; }
    }
}
