using System.ComponentModel.DataAnnotations;

namespace FleetPrompt.Core.Integrations.Outbound;

/// <summary>Where an operator lets people's addresses lead, beside public ones at port 443.</summary>
public sealed class OutboundOptions : IValidatableObject
{
    public const string Section = "Outbound";

    /// <summary>Networks that are not public and may be connected to, each <c>name=CIDR</c>. In them, and only there, http will do.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Ports besides 443 (and 80 for http).</summary>
    public IList<int> Ports { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var text in AllowedNetworks)
            if (!NamedNetwork.TryParse(text, out _))
                yield return new($"{Section}:{nameof(AllowedNetworks)}: '{text}' is not a named network. Write a name and a network, such as office=10.0.5.0/24 (/8 at the widest, /7 for IPv6).", [nameof(AllowedNetworks)]);
        foreach (var port in Ports)
            if (port is < 1 or > 65535)
                yield return new($"{Section}:{nameof(Ports)}: {port} is not a port. Use numbers from 1 to 65535, such as 8443.", [nameof(Ports)]);
    }
}
