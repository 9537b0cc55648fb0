using System.Globalization;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>One row of the table of rights.</summary>
/// <param name="Words">What is done, to be said after "You cannot".</param>
/// <param name="From">The level from which members may; null for owners and admins alone.</param>
/// <param name="WhileSilenced">Silenced members may too.</param>
public sealed record ForumRight(ForumAct Act, string Words, TrustLevel? From, bool WhileSilenced = false);

/// <summary>
/// Who may do what in a forum: role × trust level × act, in one table. Owners and admins may do everything, members what their level allows; who is silenced only reads.
/// What an act does to something that is not as it should be (a locked thread, an archived category) is not a question of rights.
/// </summary>
public static class ForumRights
{
    public static readonly IReadOnlyList<ForumRight> All =
    [
        new(ForumAct.Read, "read", TrustLevel.New, WhileSilenced: true),
        new(ForumAct.Bookmark, "bookmark posts", TrustLevel.New, WhileSilenced: true),
        new(ForumAct.React, "react to posts", TrustLevel.New),
        new(ForumAct.Downvote, "vote posts down", TrustLevel.Basic),
        new(ForumAct.Flag, "flag posts", TrustLevel.New),
        new(ForumAct.Reply, "reply", TrustLevel.New),
        new(ForumAct.StartThread, "start threads", TrustLevel.New),
        new(ForumAct.EditOwnPost, "edit your posts", TrustLevel.New),
        new(ForumAct.DeleteOwnPost, "delete your posts", TrustLevel.New),
        new(ForumAct.RenameOwnThread, "rename your threads", TrustLevel.New),
        new(ForumAct.AcceptInOwnThread, "accept answers to your questions", TrustLevel.New),
        new(ForumAct.ChooseTags, "choose tags for your threads", TrustLevel.New),
        new(ForumAct.CreateTag, "create tags", TrustLevel.Trusted),
        new(ForumAct.RenameThread, "rename others' threads", TrustLevel.Trusted),
        new(ForumAct.AcceptAnswer, "accept answers to others' questions", null),
        new(ForumAct.EditPost, "edit others' posts", null),
        new(ForumAct.HidePost, "hide posts", null),
        new(ForumAct.DeletePost, "delete others' posts", null),
        new(ForumAct.LockThread, "lock threads", null),
        new(ForumAct.PinThread, "pin threads", null),
        new(ForumAct.MoveThread, "move threads", null),
        new(ForumAct.MergeThreads, "merge threads", null),
        new(ForumAct.SplitThread, "split threads", null),
        new(ForumAct.CreateCategory, "create categories", null),
        new(ForumAct.EditCategory, "edit categories", null),
        new(ForumAct.Moderate, "work on the moderation queue", null),
        new(ForumAct.SetTrust, "set trust levels", null),
        new(ForumAct.ChangeSettings, "change the forum's settings", null),
    ];

    private static readonly Dictionary<ForumAct, ForumRight> ByAct = All.ToDictionary(r => r.Act);

    public static ForumRight Of(ForumAct act) => ByAct[act];

    /// <summary>Whether a role and level allow an act to who is not silenced.</summary>
    public static bool Allows(string? role, TrustLevel trust, ForumAct act) => OrgRole.IsAdministrator(role) || (role == OrgRole.Member && Of(act).From <= trust);

    /// <summary>Why this person may not, said to them; null if they may.</summary>
    public static Error? Refusal(ForumStanding standing, ForumAct act, DateTimeOffset now)
    {
        var right = Of(act);
        if (!Allows(standing.Role, standing.Trust, act))
        {
            return new Forbidden(
                right.From is { } level
                    ? $"You cannot {right.Words} yet: that is for members from trust level {(int)level} ({level.Name()}); yours is {(int)standing.Trust} ({standing.Trust.Name()})."
                    : $"You cannot {right.Words}: only an owner or an admin of this organisation can.");
        }

        return !right.WhileSilenced && !standing.Administers && standing.SilencedUntil > now
            ? new Forbidden($"A moderator has silenced you until {standing.SilencedUntil.Value.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC; until then you can read. Your text is kept.")
            : null;
    }

    public static string Name(this TrustLevel level) => level.ToString().ToLowerInvariant();
}
