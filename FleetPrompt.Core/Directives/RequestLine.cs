using System.Collections.Concurrent;
using System.Data.Common;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.Logging;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// Requests that are all there is to their unit. What is asked for in an organisation while others of it are being written waits for these, and then goes together, in one transaction (group
/// commit): nobody waits who comes alone. Each is decided for itself; where one breaks the unit, each is tried in one of its own.
/// </summary>
public sealed partial class RequestLine(IUnits units, ILogger<RequestLine> log)
{
    /// <summary>In one unit.</summary>
    private const int Most = 100;

    private readonly ConcurrentDictionary<int, Line> lines = new();

    /// <summary>Whoever stops waiting may have asked all the same.</summary>
    internal Task<Result<DirectiveReceipt>> AskAsync(AskedDirective asked, Decide decide, CancellationToken cancel)
    {
        units.RefuseWithin();
        cancel.ThrowIfCancellationRequested();
        var waiting = new Waiting(asked, new(TaskCreationOptions.RunContinuationsAsynchronously));
        var line = lines.GetOrAdd(asked.Operation.Tenant.TenantId, _ => new Line());
        lock (line)
        {
            line.Queue.Enqueue(waiting);
            if (!line.Moves)
            {
                line.Moves = true;
                using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => MoveAsync(line, decide), CancellationToken.None); // it goes on for others, too
            }
        }

        return waiting.Done.Task.WaitAsync(cancel);
    }

    private async Task MoveAsync(Line line, Decide decide)
    {
        while (Next(line) is { Count: > 0 } group)
        {
            await WriteAsync(group, decide);
            await Task.Yield(); // who has just been answered may ask again at once
        }
    }

    private static List<Waiting> Next(Line line)
    {
        lock (line)
        {
            var group = new List<Waiting>();
            while (group.Count < Most && line.Queue.TryDequeue(out var next)) group.Add(next);
            line.Moves = group.Count > 0;
            return group;
        }
    }

    private async Task WriteAsync(IReadOnlyList<Waiting> group, Decide decide)
    {
        try
        {
            var operation = group.Count == 1 ? group[0].Asked.Operation : OperationContext.New(group[0].Asked.Operation.Tenant, Actor.System, Sources.Job);
            var decided = await units.RunAsync<List<Result<DirectiveReceipt>>>(operation, async unit => await decide(unit, [.. group.Select(w => w.Asked)], CancellationToken.None));
            for (var n = 0; n < group.Count; n++) group[n].Done.TrySetResult(decided.Value[n]);
        }
        catch (Exception fault) when (group.Count > 1 && fault is not (DbException { IsTransient: true } or TimeoutException))
        {
            LogApart(fault, group.Count, group[0].Asked.Operation.Tenant.Slug);
            foreach (var one in group) await WriteAsync([one], decide);
        }
        catch (Exception fault)
        {
            foreach (var one in group) one.Done.TrySetException(fault); // the database does not answer: it would not for each of them, either
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} requests of {Tenant} could not be written together; they are tried one by one")]
    private partial void LogApart(Exception fault, int count, string tenant);

    internal delegate Task<List<Result<DirectiveReceipt>>> Decide(TenantUnit unit, IReadOnlyList<AskedDirective> asked, CancellationToken cancel);

    private sealed class Line
    {
        public Queue<Waiting> Queue { get; } = new();

        /// <summary>Somebody empties it.</summary>
        public bool Moves { get; set; }
    }

    private sealed record Waiting(AskedDirective Asked, TaskCompletionSource<Result<DirectiveReceipt>> Done);
}
