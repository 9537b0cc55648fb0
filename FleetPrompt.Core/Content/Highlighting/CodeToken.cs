namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>A part of a piece of code: <paramref name="Length"/> UTF-16 characters from <paramref name="Start"/>, more than none.</summary>
public readonly record struct CodeToken(CodeKind Kind, int Start, int Length);

/// <summary>What a part of a piece of code is. Each has one colour; see <see cref="CodeClasses"/>.</summary>
public enum CodeKind
{
    Comment,
    Keyword,
    Text,
    Number,
    Type,

    /// <summary>What is called or set: a function at its call, a key, an attribute, a variable, an option.</summary>
    Name,

    /// <summary>What is about the code: directives, decorators, a diff's positions.</summary>
    Meta,
    Added,
    Removed,
}
