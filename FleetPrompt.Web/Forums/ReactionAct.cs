namespace FleetPrompt.Web.Forums;

/// <summary>What somebody's click on a reaction means.</summary>
public sealed record ReactionAct(Guid PostId, string Type, bool On)
{
    /// <summary>Reads what a reaction's button sends: <c>post:type:on|off</c>.</summary>
    public static ReactionAct? Parse(string? text) =>
        text?.Split(':') is [var post, var type, "on" or "off"] parts && Guid.TryParse(post, out var id) ? new ReactionAct(id, type, parts[2] == "on") : null;
}
