using System.Collections.Frozen;

namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>The closed set of classes that code is coloured with. The style sheet has a rule for each, and the sanitiser lets no other through.</summary>
public static class CodeClasses
{
    private static readonly FrozenDictionary<CodeKind, string> Names =
        Enum.GetValues<CodeKind>().ToFrozenDictionary(kind => kind, kind => $"fp-code-{kind.ToString().ToLowerInvariant()}");

    /// <summary>Every class there is.</summary>
    public static FrozenSet<string> All { get; } = Names.Values.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The class of one kind.</summary>
    public static string Of(CodeKind kind) => Names[kind];
}
