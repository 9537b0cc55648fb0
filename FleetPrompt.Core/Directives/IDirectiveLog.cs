using System.Text.Json;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>The verbs on directives that need more than EF Core.</summary>
public interface IDirectiveLog
{
    /// <summary>Inserts those whose key is not taken; waits for concurrent requests with the same keys. Returns the ids of those inserted.</summary>
    Task<IReadOnlySet<Guid>> InsertAsync(TenantUnit unit, IReadOnlyList<Directive> directives, CancellationToken cancel);

    /// <summary>The directives with these ids, in no order.</summary>
    Task<IReadOnlyList<Directive>> ReadAsync(TenantUnit unit, IReadOnlyCollection<Guid> ids, CancellationToken cancel);

    /// <summary>
    /// Takes what was requested to succeeded, with its attempt, in one step. False if any of them has moved meanwhile or was asked to stop: then nothing of this unit may commit.
    /// </summary>
    Task<bool> SucceedAsync(TenantUnit unit, IReadOnlyList<DoneDirective> done, DateTimeOffset startedAt, DateTimeOffset finishedAt, CancellationToken cancel);
}

/// <param name="Token">The fencing token under which it was done.</param>
public sealed record DoneDirective(Directive Directive, long Token, JsonDocument? Result);
