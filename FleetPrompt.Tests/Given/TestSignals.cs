using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Tests.Given;

/// <summary>Signals that only tests emit.</summary>
public static class TestSignals
{
    public static readonly SignalType<Note> Noted = new("test.noted", "noted");
    public static readonly SignalType<Note> Guarded = new("test.guarded", "noted for moderators", Visibility.Moderators);

    public static readonly IReadOnlyList<SignalType> All = [Noted, Guarded];

    public static Subject Anything() => new("test.thing", Guid.NewGuid());
}

public sealed record Note(string Text, string? Password = null);
