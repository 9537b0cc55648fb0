using System.Collections.Concurrent;
using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Tests.Given;

/// <summary>Directives whose handler does what the test says for their subject.</summary>
public static class Rehearsals
{
    public static readonly DirectiveType<Rehearsal> Play = new("rehearsal.play", "asked for a rehearsal", OrgRole.All);

    public static readonly DirectiveType<Rehearsal> Owners = new("rehearsal.by_owner", "asked for a rehearsal of owners", [OrgRole.Owner]);

    public static readonly DirectiveType<Rehearsal> BySystem = new("rehearsal.by_system", "saw to a rehearsal", [Actor.SystemType]);

    public static readonly DirectiveType<Rehearsal> Together = new("rehearsal.together", "asked for a rehearsal with others", OrgRole.All) { SharesUnit = true };

    public static readonly DirectiveType<Rehearsal> Call = new("rehearsal.call", "asked to call outside", OrgRole.All, Effects.External);
}

public sealed record Rehearsal(Guid Subject, string? Note = null, string? Reason = null, double? Weight = null) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => Note == "" ? [new("note", "Say something.")] : [];
}

/// <summary>What the handler does, by subject; it succeeds where nothing was said.</summary>
public sealed class Stage
{
    private readonly ConcurrentDictionary<Guid, Func<DirectiveRun, CancellationToken, Task<DirectiveOutcome>>> acts = new();

    public void When(Guid subject, Func<DirectiveRun, CancellationToken, Task<DirectiveOutcome>> act) => acts[subject] = act;

    internal Task<DirectiveOutcome> PlayAsync(Guid subject, DirectiveRun run, CancellationToken cancel) =>
        acts.TryGetValue(subject, out var act) ? act(run, cancel) : Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
}

internal sealed class RehearsalHandler(Stage stage) : IDirectiveHandler<Rehearsal>
{
    public Task<DirectiveOutcome> HandleAsync(DirectiveRun run, Rehearsal args, CancellationToken cancel) => stage.PlayAsync(args.Subject, run, cancel);
}
