using System.Text.Json;
using System.Text.Json.Nodes;
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
    /// Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>, <see cref="Conflict"/> (the key was used with other arguments).
    /// </summary>
    /// <exception cref="ArgumentException">The type is not registered: a bug.</exception>
    public async Task<Result<DirectiveReceipt>> RequestAsync<TArgs>(
        TenantUnit unit,
        DirectiveType<TArgs> type,
        DirectiveRequest<TArgs> request,
        CancellationToken cancel = default)
        where TArgs : class, IDirectiveArgs
    {
        if (catalog.Find(type.Name) != type) throw new ArgumentException($"'{type.Name}' is not a registered directive.", nameof(type));
        using var span = telemetry.Request(unit, type);
        return span.Ended(await RecordAsync(unit, type, request, cancel));
    }

    internal static Subject SubjectOf(Directive directive) => new("directive", directive.Id);

    private async Task<Result<DirectiveReceipt>> RecordAsync<TArgs>(TenantUnit unit, DirectiveType<TArgs> type, DirectiveRequest<TArgs> request, CancellationToken cancel)
        where TArgs : class, IDirectiveArgs
    {
        var role = await AuthorityAsync(unit, type, cancel);
        if (!role.IsOk) return role.Error!;
        var problems = request.Args.Problems().ToList();
        if (problems.Count > 0) return new Invalid(problems);

        var args = JsonSerializer.SerializeToNode(request.Args, SignalJson.Options);
        var directive = Draft(unit, type, request, args, role.Value);
        if (!await log.InsertAsync(unit, directive, cancel)) return await ExistingAsync(unit, directive, cancel);

        await signals.EmitAsync(unit, DirectiveSignals.Requested, SubjectOf(directive), Fact(directive, directive.Status, directive.Attempt), About(type, directive), cancel);
        await queue.EnqueueAsync(unit, WorkKind, directive.Id, directive.ScheduledAt, priority: 0, cancel);
        telemetry.Requested(unit, type.Name);
        return new DirectiveReceipt(directive.Id, directive.Status, directive.Attempt, Existing: false);
    }

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

    private Directive Draft<TArgs>(TenantUnit unit, DirectiveType<TArgs> type, DirectiveRequest<TArgs> request, JsonNode? args, string role)
        where TArgs : class, IDirectiveArgs
    {
        var operation = unit.Operation;
        return new Directive
        {
            Name = type.Name,
            Stream = request.Stream ?? request.Subject.Stream,
            IdempotencyKey = IdempotencyKey.For(type.Name, unit.Tenant, request.Subject, request.Version),
            ArgsHash = IdempotencyKey.HashOf(args),
            Payload = JsonSerializer.SerializeToDocument(RedactionGuard.Redact(args).Node, SignalJson.Options),
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
