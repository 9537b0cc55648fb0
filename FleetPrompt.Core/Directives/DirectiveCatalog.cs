using System.Text.Json;
using FleetPrompt.Core.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace FleetPrompt.Core.Directives;

/// <summary>All directives that may be requested, with their handlers.</summary>
public sealed class DirectiveCatalog
{
    private readonly Dictionary<string, DirectiveBinding> byName;

    internal DirectiveCatalog(IEnumerable<DirectiveBinding> bindings) => byName = bindings.ToDictionary(b => b.Type.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<DirectiveType> All => [.. byName.Values.Select(b => b.Type)];

    public DirectiveType? Find(string name) => Binding(name)?.Type;

    internal DirectiveBinding? Binding(string name) => byName.GetValueOrDefault(name);
}

/// <summary>A directive's type tied to its handler.</summary>
internal abstract record DirectiveBinding(DirectiveType Type)
{
    public abstract Task<DirectiveOutcome> HandleAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel);
}

internal sealed record DirectiveBinding<TArgs, THandler>(DirectiveType<TArgs> Typed) : DirectiveBinding(Typed)
    where TArgs : class, IDirectiveArgs
    where THandler : class, IDirectiveHandler<TArgs>
{
    public override async Task<DirectiveOutcome> HandleAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel)
    {
        var args = run.Directive.Payload.Deserialize<TArgs>(SignalJson.Options);
        var problem = args is null ? new FieldProblem("payload", "The arguments are missing.") : args.Problems().FirstOrDefault();
        if (problem is not null) return new DirectiveOutcome.Failed(DirectiveErrors.Validation, problem.Message);
        return await services.GetRequiredService<THandler>().HandleAsync(run, args!, cancel);
    }
}
