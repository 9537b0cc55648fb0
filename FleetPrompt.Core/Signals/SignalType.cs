using System.Text.RegularExpressions;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Signals;

/// <summary>An entry of the signal catalog: what a name means, what its payload is, and who may see it.</summary>
public abstract partial record SignalType(string Name, string Description, Visibility Visibility, Type PayloadType)
{
    public string Name { get; } = Valid(Name);

    private static string Valid(string name) =>
        NameGrammar().IsMatch(name) ? name : throw new ArgumentException($"'{name}' is not a signal name: lower-case words joined by dots, at least two.", nameof(name));

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\z", RegexOptions.CultureInvariant)]
    internal static partial Regex NameGrammar();
}

/// <inheritdoc/>
public sealed record SignalType<TPayload>(string Name, string Description, Visibility Visibility = Visibility.Members)
    : SignalType(Name, Description, Visibility, typeof(TPayload))
    where TPayload : notnull;
