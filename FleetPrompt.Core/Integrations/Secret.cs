namespace FleetPrompt.Core.Integrations;

/// <summary>
/// A value that opens something. It shows itself to nobody who does not ask with <see cref="Reveal"/>: printed, logged, compared or serialised it says nothing.
/// </summary>
public sealed class Secret
{
    /// <summary>Of a shorter one, the last four characters would tell too much.</summary>
    private const int LongEnoughToShowItsEnd = 12;

    private readonly string value;

    /// <exception cref="ArgumentException">There is nothing to keep.</exception>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        this.value = value;
    }

    /// <summary>Of what somebody may have left empty.</summary>
    public static Secret? From(string? value) => string.IsNullOrWhiteSpace(value) ? null : new Secret(value);

    public string Reveal() => value;

    /// <summary>The last four characters, by which people know which it is; empty for one so short that they would give it away.</summary>
    public string LastFour() => value.Length < LongEnoughToShowItsEnd ? "" : value[^4..];

    public override string ToString() => "(secret)";
}
