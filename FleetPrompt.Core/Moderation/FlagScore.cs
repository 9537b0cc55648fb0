namespace FleetPrompt.Core.Moderation;

/// <summary>
/// How much a flag says, and how urgent what it adds up to is. A flag weighs what its reason weighs, more from somebody who is trusted and less from somebody whose flags were dismissed before;
/// a rule's flag weighs twice its confidence. The score of a post is the sum over its open flags.
/// </summary>
public static class FlagScore
{
    public const int Low = 1;
    public const int Medium = 2;
    public const int High = 3;
    public const int Critical = 4;

    /// <summary>What a flag of a moderator weighs: their trust needs no level.</summary>
    private const double Moderator = 3;

    private const double Rule = 2;

    private static readonly double[] ByTrust = [0.5, 1, 1.5, 2];

    /// <param name="trust">The flagger's trust level, 0 to 3.</param>
    /// <param name="right">The flagger's flags that were followed by an action.</param>
    /// <param name="wrong">The flagger's flags that were dismissed.</param>
    public static double OfMember(string reason, int trust, bool moderates, int right, int wrong) =>
        Rounded((moderates ? Moderator : ByTrust[Math.Clamp(trust, 0, 3)]) * OfReason(reason) * Accuracy(right, wrong));

    public static double OfRule(string reason, double confidence, int right, int wrong) =>
        Rounded(Rule * Math.Clamp(confidence, 0, 1) * OfReason(reason) * Accuracy(right, wrong));

    /// <summary>1 for who has no record; between 0.2 and 1.8 with one, by the rule of succession.</summary>
    public static double Accuracy(int right, int wrong) => Math.Clamp(2 * (right + 1.0) / (right + wrong + 2.0), 0.2, 1.8);

    /// <summary>Critical from the threshold on, where posts are hidden; high from two thirds of it, medium from a third.</summary>
    public static int Severity(double score, double threshold, bool escalated = false) =>
        escalated || score >= threshold ? Critical
        : score >= threshold * 2 / 3 ? High
        : score >= threshold / 3 ? Medium
        : Low;

    public static string Word(int severity) => severity switch { Critical => "critical", High => "high", Medium => "medium", _ => "low" };

    private static double OfReason(string reason) =>
        reason switch
        {
            FlagReason.Harassment => 1.5,
            FlagReason.Spam => 1,
            FlagReason.OffTopic => 0.5,
            FlagReason.Duplicate => 0.4,
            _ => 0.6,
        };

    private static double Rounded(double weight) => Math.Round(weight, 3);
}
