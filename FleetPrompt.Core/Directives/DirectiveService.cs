using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Directives;

/// <summary>Takes requests for side effects: checks the right, the arguments and the idempotency key, and puts the directive in line, all in the caller's unit.</summary>
public sealed class DirectiveService(DirectiveCatalog catalog, IDirectiveLog log, IWorkQueue queue, SignalBus signals, DirectiveTelemetry telemetry, TimeProvider time)
{
    internal const string WorkKind = "directive";

    /// <summary>
    /// Records the intent and queues it. The same key and arguments again give back the directive that exists, in whatever state it is.
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

    /// <summary>Many of a kind at once, in a few statements; receipts in the order of the requests. An error of one is the error of all: return it from the unit, which rolls back.</summary>
    /// <exception cref="ArgumentException">The type is not registered: a bug.</exception>
    public async Task<Result<DirectiveReceipt[]>> RequestAllAsync<TArgs>(
        TenantUnit unit,
        DirectiveType<TArgs> type,
        IReadOnlyList<DirectiveRequest<TArgs>> requests,
        CancellationToken cancel = default)
        where TArgs : class, IDirectiveArgs
    {
        if (catalog.Find(type.Name) != type) throw new ArgumentException($"'{type.Name}' is not a registered directive.", nameof(type));
        using var span = telemetry.Request(unit, type);
        return span.Ended(await RequestInSpanAsync(unit, type, requests, cancel));
    }

    private async Task<Result<DirectiveReceipt[]>> RequestInSpanAsync<TArgs>(TenantUnit unit, DirectiveType<TArgs> type, IReadOnlyList<DirectiveRequest<TArgs>> requests, CancellationToken cancel)
        where TArgs : class, IDirectiveArgs
    {
        var role = await AuthorityAsync(unit, type, cancel);
        if (!role.IsOk) return role.Error!;
        var drafts = new List<Directive>(requests.Count);
        foreach (var request in requests)
        {
            var args = RequestRules.Check(request, time.GetUtcNow());
            if (!args.IsOk) return args.Error!;
            drafts.Add(Draft(unit, type, request, args.Value, role.Value));
        }

        var inserted = await log.InsertAsync(unit, drafts, cancel);
        var made = drafts.Where(d => inserted.Contains(d.Id)).ToList();
        await RecordAsync(unit, type, made, cancel);
        var receipts = new DirectiveReceipt[drafts.Count];
        for (var n = 0; n < drafts.Count; n++)
        {
            var receipt = inserted.Contains(drafts[n].Id) ? new DirectiveReceipt(drafts[n].Id, drafts[n].Status, drafts[n].Attempt, Existing: false) : await ExistingAsync(unit, drafts[n], cancel);
            if (!receipt.IsOk) return receipt.Error!;
            receipts[n] = receipt.Value;
        }

        return receipts;
    }

    /// <summary>That they were requested, and their places in line.</summary>
    private async Task RecordAsync(TenantUnit unit, DirectiveType type, List<Directive> made, CancellationToken cancel)
    {
        if (made.Count == 0) return;
        await signals.EmitAsync(unit, [.. made.Select(d => SignalBus.Draft(DirectiveSignals.Requested, SubjectOf(d), Fact(d, d.Status, d.Attempt), About(type, d)))], cancel);
        queue.Enqueue(unit, [.. made.Select(d => InLine(type, d.Id, d.ScheduledAt))]);
        foreach (var directive in made) telemetry.Requested(unit, directive.Name);
    }

    /// <summary>Its place in line.</summary>
    internal static QueuedWork InLine(DirectiveType type, Guid id, DateTimeOffset? at) => new(WorkKind, id, type.Name, at, Shares: type.SharesUnit);

    internal static Subject SubjectOf(Directive directive) => new("directive", directive.Id);

    internal static DirectiveFact Fact(Directive directive, string status, int attempt, string? errorKind = null) =>
        new(directive.Id, directive.Name, attempt, status, errorKind);

    internal static SignalOptions About(DirectiveType? type, Directive directive) =>
        new() { Stream = directive.Stream, CausationId = directive.Id, Visibility = type?.Visibility };

    /// <summary>The requester's role as it is now, if it may request this.</summary>
    internal static async Task<Result<string>> AuthorityAsync(TenantUnit unit, DirectiveType type, CancellationToken cancel)
    {
        var actor = unit.Operation.Actor;
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

    private Directive Draft<TArgs>(TenantUnit unit, DirectiveType<TArgs> type, DirectiveRequest<TArgs> request, ReadOnlyMemory<byte> args, string role)
        where TArgs : class, IDirectiveArgs
    {
        var operation = unit.Operation;
        return new Directive
        {
            Name = type.Name,
            Stream = request.Stream ?? request.Subject.Stream,
            IdempotencyKey = IdempotencyKey.For(type.Name, unit.Tenant, request.Subject, request.Version),
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
