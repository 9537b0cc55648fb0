using FleetPrompt.Core.Moderation;
using Microsoft.AspNetCore.WebUtilities;

namespace FleetPrompt.Web.Moderation;

/// <summary>What the queue's address says: which items are shown, and which one is looked at.</summary>
internal sealed record QueueFilter(string? Status, string? Reason, string? Severity, string? Category, string? Origin, string? Mine, string? Page)
{
    /// <summary>Words that are not known pass for none.</summary>
    public QueueQuery Query => new(
        Status is ItemStatus.Escalated or ItemStatus.Decided ? Status : QueueQuery.Waiting,
        FlagReason.All.Contains(Reason) ? Reason : null,
        Severities.FirstOrDefault(s => FlagScore.Word(s) == Severity) is > 0 and var severity ? severity : null,
        Guid.TryParse(Category, out var category) ? category : null,
        FlagOrigin.All.Contains(Origin) ? Origin : null,
        Mine is "1",
        Components.QueryText.Page(Page));

    public static readonly int[] Severities = [FlagScore.Critical, FlagScore.High, FlagScore.Medium, FlagScore.Low];

    /// <summary>This view with other values; what is empty is left out.</summary>
    public string Href(Guid? item = null) => QueryHelpers.AddQueryString(
        ModerationUrls.Queue,
        new Dictionary<string, string?>
        {
            ["status"] = Status, ["reason"] = Reason, ["severity"] = Severity, ["category"] = Category, ["origin"] = Origin, ["mine"] = Mine, ["page"] = Page, ["item"] = item?.ToString(),
        }.Where(p => !string.IsNullOrEmpty(p.Value)).ToDictionary());
}
