using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Directives;

/// <summary>A request on its way to becoming a directive.</summary>
/// <param name="Operation">Who asks, and as part of what.</param>
/// <param name="Draft">The directive for somebody in that role, or what is wrong with the request.</param>
internal sealed record AskedDirective(DirectiveType Type, OperationContext Operation, Func<string, Result<Directive>> Draft);
