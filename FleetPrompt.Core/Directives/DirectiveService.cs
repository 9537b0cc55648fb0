using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Directives;

/// <summary>Takes requests for side effects: checks the right, the arguments and the idempotency key, and puts the directive in line, all in the caller's unit.</summary>
public sealed class DirectiveService(DirectiveCatalog catalog, IDirectiveLog log, IWorkQueue queue, SignalBus signals, RequestLine line, DirectiveTelemetry telemetry, TimeProvider time)
{
    internal const string WorkKind = "directive";

    /// <summary>
    /// Records the intent and queues it, as part of the caller's unit. The same key and arguments again give back the directive that exists, in whatever state it is.
    /// Errors: <see cref="Forbidden"/>, <see cref="Invalid"/> (arguments that do not fit or cannot be kept, a time that has passed or is over a year ahead), <see cref="Conflict"/> (the key was used with other arguments).
    /// </summary>
    /// <exception cref="ArgumentException">The type is not registered: a bug.</exception>
    public async Task<Result<DirectiveReceipt>> RequestAsync<TArgs>(
        TenantUnit unit,
        DirectiveType<TArgs> type,
        DirectiveRequest<TArgs> request,
        CancellationToken cancel = default)
        where TArgs : class, IDirectiveArgs
    {
        var requested = await RequestAllAsync(unit, type, [request], cancel);
        return requested.Then(r => r[0]);
    }

    /// <summary>The same in a unit of its own, which it may share with others that are asked for in the organisation at the same moment. Must not be called within a unit.</summary>
    /// <exception cref="ArgumentException">The type is not registered: a bug.</exception>
    public async Task<Result<DirectiveReceipt>> RequestAsync<TArgs>(
        OperationContext operation,
        DirectiveType<TArgs> type,
        DirectiveRequest<TArgs> request,
        CancellationToken cancel = default)
        where TArgs : class, IDirectiveArgs
    {
        using var span = telemetry.Request(operation, Registered(type));
        return span.Ended(await line.AskAsync(Asked(operation, type, request), DecideAsync, cancel));
    }

    /// <summary>Many of a kind at once, in a few statements; receipts in the order of the requests. An error of one is the error of all: return it from the unit, which rolls back.</summary>
    /// <exception cref="ArgumentException">The type is not registered: a bug.</exception>
    public async Task<Result<DirectiveReceipt[]>> RequestAllAsync<TArgs>(
        TenantUnit unit,
        DirectiveType<TArgs> type,
        IReadOnlyList<DirectiveRequest<TArgs>> requests,
        CancellationToken cancel = default)
        where TArgs : class, IDirectiveArgs
    {
        using var span = telemetry.Request(unit.Operation, Registered(type));
        var decided = await DecideAsync(unit, [.. requests.Select(r => Asked(unit.Operation, type, r))], cancel);
        return span.Ended(decided.FirstOrDefault(r => !r.IsOk) is { Error: { } error } ? error : decided.Select(r => r.Value).ToArray());
    }

    private DirectiveType Registered(DirectiveType type) =>
        catalog.Find(type.Name) == type ? type : throw new ArgumentException($"'{type.Name}' is not a registered directive.", nameof(type));

    private AskedDirective Asked<TArgs>(OperationContext operation, DirectiveType<TArgs> type, DirectiveRequest<TArgs> request)
        where TArgs : class, IDirectiveArgs =>
        new(type, operation, role => RequestRules.Check(request, time.GetUtcNow()).Then(args => Draft(operation, type, request, args, role)));

    /// <summary>Each for itself, in the order given.</summary>
    private async Task<List<Result<DirectiveReceipt>>> DecideAsync(TenantUnit unit, IReadOnlyList<AskedDirective> asked, CancellationToken cancel)
    {
        var roles = new Dictionary<(Actor, DirectiveType), Result<string>>();
        var drafts = new List<Result<Directive>>(asked.Count);
        foreach (var one in asked)
        {
            if (!roles.TryGetValue((one.Operation.Actor, one.Type), out var role)) roles[(one.Operation.Actor, one.Type)] = role = await AuthorityAsync(unit, one.Operation.Actor, one.Type, cancel);
            drafts.Add(role.IsOk ? one.Draft(role.Value) : role.Error!);
        }

        var inserted = await InsertAsync(unit, asked, drafts, cancel);
        var receipts = new List<Result<DirectiveReceipt>>(asked.Count);
        foreach (var draft in drafts)
        {
            receipts.Add(
                !draft.IsOk ? draft.Error!
                : inserted.Contains(draft.Value.Id) ? new DirectiveReceipt(draft.Value.Id, draft.Value.Status, draft.Value.Attempt, Existing: false)
                : await ExistingAsync(unit, draft.Value, cancel));
        }

        return receipts;
    }

    /// <summary>Those that are new, that they were requested, and their places in line.</summary>
    private async Task<IReadOnlySet<Guid>> InsertAsync(TenantUnit unit, IReadOnlyList<AskedDirective> asked, IReadOnlyList<Result<Directive>> drafts, CancellationToken cancel)
    {
        var good = asked.Zip(drafts).Where(a => a.Second.IsOk).Select(a => (Asked: a.First, Directive: a.Second.Value)).ToList();
        if (good.Count == 0) return new HashSet<Guid>();
        var inserted = await log.InsertAsync(unit, [.. good.Select(g => g.Directive)], cancel);
        var made = good.Where(g => inserted.Contains(g.Directive.Id)).ToList();
        if (made.Count == 0) return inserted;
        await signals.EmitAsync(
            unit,
            [
                .. made.Select(m => SignalBus.Draft(DirectiveSignals.Requested, SubjectOf(m.Directive), Fact(m.Directive, m.Directive.Status, m.Directive.Attempt), About(m.Asked.Type, m.Directive))
                    with { Operation = m.Asked.Operation }),
            ],
            cancel);
        queue.Enqueue(unit, [.. made.Select(m => InLine(m.Asked.Type, m.Directive.Id, m.Directive.ScheduledAt))]);
        foreach (var (_, directive) in made) telemetry.Requested(unit, directive.Name);
        return inserted;
    }

    /// <summary>Its place in line.</summary>
    internal static QueuedWork InLine(DirectiveType type, Guid id, DateTimeOffset? at) => new(WorkKind, id, type.Name, at, Shares: type.SharesUnit);

    internal static Subject SubjectOf(Directive directive) => new("directive", directive.Id);

    internal static DirectiveFact Fact(Directive directive, string status, int attempt, string? errorKind = null) =>
        new(directive.Id, directive.Name, attempt, status, errorKind);

    internal static SignalOptions About(DirectiveType? type, Directive directive) =>
        new() { Stream = directive.Stream, CausationId = directive.Id, Visibility = type?.Visibility };

    /// <summary>The requester's role as it is now, if it may request this.</summary>
    internal static Task<Result<string>> AuthorityAsync(TenantUnit unit, DirectiveType type, CancellationToken cancel) => AuthorityAsync(unit, unit.Operation.Actor, type, cancel);

    private static async Task<Result<string>> AuthorityAsync(TenantUnit unit, Actor actor, DirectiveType type, CancellationToken cancel)
    {
        var role = actor switch
        {
            { Type: Actor.UserType, Id: { } user } => await unit.RoleOfAsync(user, cancel),
            { Type: Actor.SystemType } => Actor.SystemType,
            _ => null,
        };
        return role is not null && type.Roles.Contains(role)
            ? role
            : new Forbidden($"Only {WhoMay(type)} of this organisation can do this.");
    }

    private static string WhoMay(DirectiveType type) => string.Join(" or ", type.Roles.Select(r => r == OrgRole.Admin ? "an admin" : r == OrgRole.Owner ? "an owner" : "a " + r));

    private Directive Draft<TArgs>(OperationContext operation, DirectiveType<TArgs> type, DirectiveRequest<TArgs> request, ReadOnlyMemory<byte> args, string role)
        where TArgs : class, IDirectiveArgs
    {
        return new Directive
        {
            Name = type.Name,
            Stream = request.Stream ?? request.Subject.Stream,
            IdempotencyKey = request.Key ?? IdempotencyKey.For(type.Name, operation.Tenant, request.Subject, request.Version),
            ArgsHash = IdempotencyKey.HashOf(args),
            Payload = DirectiveJson.Redacted(args),
            Status = DirectiveStates.Requested,
            RequestedByType = operation.Actor.Type,
            RequestedById = operation.Actor.Id,
            ActorRole = role,
            CorrelationId = operation.CorrelationId,
            CausationId = operation.CausationId,
            RequestedAt = time.GetUtcNow(),
            ScheduledAt = request.ScheduledAt,
            SubjectType = request.Subject.Type,
            SubjectId = request.Subject.Id,
        };
    }

    private static async Task<Result<DirectiveReceipt>> ExistingAsync(TenantUnit unit, Directive asked, CancellationToken cancel)
    {
        var existing = await unit.Db.Directives.AsNoTracking()
            .Where(d => d.IdempotencyKey == asked.IdempotencyKey && d.Status != DirectiveStates.Canceled)
            .Select(d => new { d.Id, d.Status, d.Attempt, d.ArgsHash })
            .SingleAsync(cancel);
        return existing.ArgsHash == asked.ArgsHash
            ? new DirectiveReceipt(existing.Id, existing.Status, existing.Attempt, Existing: true)
            : new Conflict("The same request was already made with other details (idempotency_conflict). Reload the page and try again.");
    }
}
