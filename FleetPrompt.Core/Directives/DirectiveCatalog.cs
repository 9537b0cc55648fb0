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

/// <summary>A directive's type tied to its handler, which runs in the unit of the outcome or outside every unit.</summary>
internal abstract record DirectiveBinding(DirectiveType Type)
{
    /// <summary>The handler is an <see cref="IDirectiveObserver{TArgs}"/>.</summary>
    public abstract bool Observes { get; }

    public abstract Task BegunAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel);

    public abstract Task EndedAsync(IServiceProvider services, DirectiveRun run, DirectiveOutcome outcome, CancellationToken cancel);
}

internal abstract record InUnitBinding(DirectiveType Type) : DirectiveBinding(Type)
{
    public abstract Task<DirectiveOutcome> HandleAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel);
}

internal abstract record ExternalBinding(DirectiveType Type) : DirectiveBinding(Type)
{
    public abstract Task<DirectiveOutcome> HandleAsync(IServiceProvider services, ExternalDirectiveRun run, CancellationToken cancel);
}

internal sealed record InUnitBinding<TArgs, THandler>(DirectiveType<TArgs> Typed) : InUnitBinding(Typed)
    where TArgs : class, IDirectiveArgs
    where THandler : class, IDirectiveHandler<TArgs>
{
    public override Task<DirectiveOutcome> HandleAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel) =>
        StoredArgs.HandAsync<TArgs>(run.Directive, args => services.GetRequiredService<THandler>().HandleAsync(run, args, cancel));

    public override bool Observes => StoredArgs.Observes<TArgs, THandler>();

    public override Task BegunAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel) =>
        StoredArgs.ObserveAsync<TArgs, THandler>(services, run.Directive, (observer, args) => observer.BegunAsync(run, args, cancel));

    public override Task EndedAsync(IServiceProvider services, DirectiveRun run, DirectiveOutcome outcome, CancellationToken cancel) =>
        StoredArgs.ObserveAsync<TArgs, THandler>(services, run.Directive, (observer, args) => observer.EndedAsync(run, args, outcome, cancel));
}

internal sealed record ExternalBinding<TArgs, THandler>(DirectiveType<TArgs> Typed) : ExternalBinding(Typed)
    where TArgs : class, IDirectiveArgs
    where THandler : class, IExternalDirectiveHandler<TArgs>
{
    public override Task<DirectiveOutcome> HandleAsync(IServiceProvider services, ExternalDirectiveRun run, CancellationToken cancel) =>
        StoredArgs.HandAsync<TArgs>(run.Directive, args => services.GetRequiredService<THandler>().HandleAsync(run, args, cancel));

    public override bool Observes => StoredArgs.Observes<TArgs, THandler>();

    public override Task BegunAsync(IServiceProvider services, DirectiveRun run, CancellationToken cancel) =>
        StoredArgs.ObserveAsync<TArgs, THandler>(services, run.Directive, (observer, args) => observer.BegunAsync(run, args, cancel));

    public override Task EndedAsync(IServiceProvider services, DirectiveRun run, DirectiveOutcome outcome, CancellationToken cancel) =>
        StoredArgs.ObserveAsync<TArgs, THandler>(services, run.Directive, (observer, args) => observer.EndedAsync(run, args, outcome, cancel));
}

internal static class StoredArgs
{
    /// <summary>Hands the stored arguments on if they still fit.</summary>
    public static async Task<DirectiveOutcome> HandAsync<TArgs>(Directive directive, Func<TArgs, Task<DirectiveOutcome>> handle)
        where TArgs : class, IDirectiveArgs
    {
        var args = directive.Payload.Deserialize<TArgs>(SignalJson.Options);
        var problem = args is null ? new FieldProblem("payload", "The arguments are missing.") : args.Problems().FirstOrDefault();
        return problem is not null ? new DirectiveOutcome.Failed(DirectiveErrors.Validation, problem.Message) : await handle(args!);
    }

    public static bool Observes<TArgs, THandler>()
        where TArgs : class, IDirectiveArgs => typeof(IDirectiveObserver<TArgs>).IsAssignableFrom(typeof(THandler));

    /// <summary>Lets the handler see the step, also with arguments that no longer fit.</summary>
    public static Task ObserveAsync<TArgs, THandler>(IServiceProvider services, Directive directive, Func<IDirectiveObserver<TArgs>, TArgs, Task> tell)
        where TArgs : class, IDirectiveArgs
        where THandler : class =>
        directive.Payload.Deserialize<TArgs>(SignalJson.Options) is { } args ? tell((IDirectiveObserver<TArgs>)services.GetRequiredService<THandler>(), args) : Task.CompletedTask;
}
