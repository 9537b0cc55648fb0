namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>What a reader should do next.</summary>
/// <param name="Verb">The words of the link.</param>
/// <param name="Reason">Why, without a full stop.</param>
public sealed record DigestAction(string Verb, string Path, string Reason)
{
    /// <summary>The first of these rules that applies decides.</summary>
    private static readonly IReadOnlyList<(Func<DigestFacts, bool> Applies, Func<DigestFacts, DigestAction> Action)> Rules =
    [
        (f => f.Pointers.UncertainMessages > 0,
         f => new("Look and decide", f.Pointers.UncertainInstallation is { } id ? DigestLinks.Installation(id) : DigestLinks.Executions, $"{Count(f.Pointers.UncertainMessages, "message")} may or may not have arrived")),
        (f => f.Pointers.RefusedConnections > 0,
         f => new("Connect again", DigestLinks.Connections, $"{Count(f.Pointers.RefusedConnections, "connection was refused", "connections were refused")}")),
        (f => f.Pointers.FailedInstallations > 0,
         f => new("Run it again", f.Pointers.FailedInstallation is { } id ? DigestLinks.Installation(id) : DigestLinks.FailedDirectives, $"{Count(f.Pointers.FailedInstallations, "package")} could not be installed")),
        (f => f.Executions.Any(e => e.Uncertain > 0),
         f => new("Look at what is uncertain", DigestLinks.Executions, $"of {Count(f.Executions.Sum(e => e.Uncertain), "execution")} nobody knows how it ended")),
        (f => f.Directives.Failed > 0,
         f => new("Look at what failed", DigestLinks.FailedDirectives, $"{Count(f.Directives.Failed, "directive")} failed and can be run again")),
        (f => f.Executions.Any(e => e.Failed > 0),
         f => new("See what failed", DigestLinks.Executions, $"{Count(f.Executions.Sum(e => e.Failed), "execution")} failed")),
        (f => f.Pointers.ParkedDeliveries > 0,
         f => new("Give them again", DigestLinks.Parked, $"{Count(f.Pointers.ParkedDeliveries, "delivery", "deliveries")} failed too often and stopped")),
        (f => f.Pointers.ApprovalInstallation is not null,
         f => new("Review the upgrade", DigestLinks.Installation(f.Pointers.ApprovalInstallation!.Value), "a package's upgrade asks for more permissions")),
    ];

    /// <summary>Null when nothing needs anybody.</summary>
    public static DigestAction? Of(DigestFacts facts) => Rules.FirstOrDefault(r => r.Applies(facts)).Action?.Invoke(facts);

    private static string Count(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{DigestSections.Number(count)} {many ?? one + "s"}";
}
