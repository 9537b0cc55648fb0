using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>
/// Does what a directive asks, in the unit that also records its success: either all of it is durable or none. Emits the domain's signals itself.
/// </summary>
public interface IDirectiveHandler<in TArgs>
    where TArgs : class, IDirectiveArgs
{
    Task<DirectiveOutcome> HandleAsync(DirectiveRun run, TArgs args, CancellationToken cancel);
}

/// <param name="Unit">Joins the outcome; acts in the requester's name, caused by the directive.</param>
public sealed record DirectiveRun(TenantUnit Unit, Directive Directive);
