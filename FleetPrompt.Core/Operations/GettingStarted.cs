using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>The first steps of an organisation, from its first category to its first rerun. Each ticks itself when a signal shows that somebody has taken it.</summary>
public sealed class GettingStarted(IUnits units, DirectiveService directives, SignalBus signals)
{
    public const string Category = "category";
    public const string Thread = "thread";
    public const string Audit = "audit";
    public const string Moderation = "moderation";
    public const string Rerun = "rerun";

    /// <summary>In the order in which they are best taken.</summary>
    public static readonly IReadOnlyList<string> Steps = [Category, Thread, Audit, Moderation, Rerun];

    private static readonly IReadOnlyDictionary<string, string> StepBySignal = new Dictionary<string, string>
    {
        [ForumSignals.CategoryCreated.Name] = Category,
        [ForumSignals.ThreadCreated.Name] = Thread,
        [OperationSignals.AuditViewed.Name] = Audit,
        [ForumSignals.ThreadLocked.Name] = Moderation,
        [ForumSignals.ThreadUnlocked.Name] = Moderation,
        [ForumSignals.PostHidden.Name] = Moderation,
        [ForumSignals.PostUnhidden.Name] = Moderation,
        [ForumSignals.PostDeleted.Name] = Moderation,
        [DirectiveSignals.RerunRequested.Name] = Rerun,
    };

    /// <summary>An import is not somebody's first thread.</summary>
    internal static readonly SignalSubscription Subscription = new("org.getting_started", [.. StepBySignal.Keys]) { DuringImport = false };

    /// <summary>The step that a signal of that name shows; null for others.</summary>
    internal static string? StepOf(string signal) => StepBySignal.GetValueOrDefault(signal);

    /// <summary>The steps that have been taken.</summary>
    public Task<IReadOnlyDictionary<string, GettingStartedStep>> TakenAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyDictionary<string, GettingStartedStep>>(
            operation,
            async unit => await unit.Db.GettingStartedSteps.AsNoTracking().ToDictionaryAsync(s => s.Step, cancel),
            cancel);

    /// <summary>Records that somebody has looked at the timeline, once in their life and only while nobody here had.</summary>
    public async Task AuditSeenAsync(OperationContext operation, CancellationToken cancel = default)
    {
        if (operation.Actor.Id is not { } user) return;
        if (await units.ReadAsync(operation, unit => unit.Db.GettingStartedSteps.AnyAsync(s => s.Step == Audit, cancel), cancel)) return;
        await units.RunAsync<bool>(
            operation,
            async unit =>
            {
                await signals.EmitAsync(
                    unit,
                    OperationSignals.AuditViewed,
                    OrgSignals.Organization(unit.Tenant.OrganizationId),
                    new AuditFact(user),
                    new SignalOptions { DedupeKey = $"{OperationSignals.AuditViewed.Name}:{user}" },
                    cancel);
                return true;
            },
            cancel);
    }

    /// <summary>Starts a drill: a directive that fails, to be run again. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<DirectiveReceipt>> DrillAsync(OperationContext operation, Guid formKey, CancellationToken cancel = default) =>
        directives.RequestAsync(operation, OperationDirectives.RunDrill, new(OrgSignals.Organization(operation.Tenant.OrganizationId), new Drill(formKey), formKey.ToString()), cancel);
}

/// <summary>Ticks a step when a person has taken it for the first time.</summary>
internal sealed class GettingStartedHandler(SignalBus signals) : ISignalHandler
{
    public async Task HandleAsync(SignalRun run, CancellationToken cancel)
    {
        var signal = run.Signal;
        if (signal.ActorType != Actor.UserType || GettingStarted.StepOf(signal.Name) is not { } step) return;
        var steps = run.Unit.Db.GettingStartedSteps;
        if (await steps.AnyAsync(s => s.Step == step, cancel)) return;
        await run.Unit.LockAsync(GettingStarted.Subscription.Name, cancel);
        if (await steps.AnyAsync(s => s.Step == step, cancel)) return;
        steps.Add(new GettingStartedStep { Step = step, SignalId = signal.Id, ActorId = signal.ActorId, CompletedAt = signal.OccurredAt });
        await signals.EmitAsync(run.Unit, OperationSignals.StepTaken, OrgSignals.Organization(run.Unit.Tenant.OrganizationId), new StepFact(step), cancel: cancel);
    }
}
