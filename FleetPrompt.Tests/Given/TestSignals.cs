using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Tests.Given;

/// <summary>Signals that only tests emit.</summary>
public static class TestSignals
{
    public static readonly SignalType<Note> Noted = new("test.noted", "noted");
    public static readonly SignalType<Note> Guarded = new("test.guarded", "noted for moderators", Visibility.Moderators);

    /// <summary>Signals that the tests' <see cref="Listeners"/> are given.</summary>
    public static readonly SignalType<Note> Said = new("speech.said", "said");
    public static readonly SignalType<Note> Whispered = new("speech.aside.whispered", "whispered", Visibility.Moderators);

    public static readonly IReadOnlyList<SignalType> All = [Noted, Guarded, Said, Whispered];

    public static Subject Anything() => new("test.thing", Guid.NewGuid());
}

public sealed record Note(string Text, string? Password = null);
