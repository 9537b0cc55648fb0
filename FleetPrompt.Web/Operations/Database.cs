namespace FleetPrompt.Web.Operations;

/// <summary>The database a command works on: how its services are added, and what to leave or stop at the very end.</summary>
public sealed record Database(Action<IServiceCollection> AddTo, IAsyncDisposable? Server) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>Finds or starts the database of a data directory.</summary>
/// <exception cref="Core.Operations.StartupException">One line on what is missing.</exception>
public delegate Task<Database> OpenDatabase(string dataDirectory, CancellationToken cancel);
