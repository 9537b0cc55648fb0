using FleetPrompt.Data.Tenancy;
using Npgsql;

namespace FleetPrompt.Data.Work;

/// <summary>
/// A connection that is kept for claims, beside the pool. What goes back to the pool forgets its plans, and planning a claim takes longer than the claim. It never touches a tenant, so it does
/// not grow. Whoever finds it broken opens another.
/// </summary>
internal sealed class RunnerConnection(string application) : IDisposable, IAsyncDisposable
{
    private readonly string settings = new NpgsqlConnectionStringBuilder(AppDataSource.Secured(application).ConnectionString) { Pooling = false }.ConnectionString;
    private readonly SemaphoreSlim turn = new(1);
    private NpgsqlConnection? connection;

    /// <summary>One at a time; after a failure the next begins on a new connection.</summary>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> use, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            return await use(await OpenAsync(cancel));
        }
        catch
        {
            Close();
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        Close();
        turn.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref connection, null) is { } open) await open.DisposeAsync();
        turn.Dispose();
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        if (connection is { State: System.Data.ConnectionState.Open } open) return open;
        Close();
        var made = new NpgsqlConnection(settings);
        try
        {
            await made.OpenAsync(cancel);
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }

        return connection = made;
    }

    private void Close() => Interlocked.Exchange(ref connection, null)?.Dispose();
}
