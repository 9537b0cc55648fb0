namespace FleetPrompt.Core.Signals;

/// <summary>What a signal or directive is about.</summary>
public sealed record Subject(string Type, Guid Id)
{
    /// <summary>The stream of a subject that has a timeline of its own.</summary>
    public string Stream => $"{Type}:{Id}";

    public override string ToString() => Stream;
}
