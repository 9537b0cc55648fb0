namespace FleetPrompt.Web.Moderation;

/// <summary>Where moderation is.</summary>
public static class ModerationUrls
{
    public const string Queue = "/moderation";
    public const string Insights = "/moderation/insights";
    public const string Settings = "/settings/moderation";

    public static string Flag(Guid postId) => $"/forums/p/{postId}/flag";

    public static string Item(Guid itemId) => $"{Queue}?item={itemId}";
}
