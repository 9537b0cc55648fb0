namespace FleetPrompt.Web.Components;

/// <summary>How a state is shown: tone, icon and word together, because colour alone tells some people nothing.</summary>
internal readonly record struct StatusLook(string Tone, string Icon, string Word)
{
    public static StatusLook Of(string state) => state switch
    {
        "requested" or "queued" => new("system", "clock", "Queued"),
        "running" or "started" or "provisioning" => new("human", "play", "Running"),
        "succeeded" => new("succeeded", "check-circle", "Succeeded"),
        "completed" or "done" => new("succeeded", "check-circle", "Done"),
        "parked" => new("failed", "pause", "Parked"),
        "failed" => new("failed", "x-circle", "Failed"),
        "canceled" => new("system", "slash", "Canceled"),
        "recorded" => new("signal", "check", "Recorded"),
        "open" => new("succeeded", "message", "Open"),
        "locked" => new("directive", "lock", "Locked"),
        "archived" => new("system", "lock", "Archived"),
        "solved" => new("succeeded", "check-circle", "Solved"),
        "published" => new("succeeded", "eye", "Published"),
        "hidden" => new("pending", "eye-off", "Hidden"),
        "deleted" or "removed" => new("failed", "trash", "Removed"),
        "pending" or "pending_review" => new("pending", "clock", "Needs review"),
        "approved" => new("succeeded", "check", "Approved"),
        "rejected" => new("system", "x", "Rejected"),
        "escalated" => new("escalated", "arrow-up", "Escalated"),
        "flagged" => new("pending", "flag", "Flagged"),
        "installed" => new("succeeded", "check-circle", "Installed"),
        "installing" or "upgrading" or "uninstalling" or "deploying" => new("human", "play", char.ToUpperInvariant(state[0]) + state[1..]),
        "uninstalled" => new("system", "slash", "Uninstalled"),
        "connected" => new("succeeded", "link", "Connected"),
        "revoked" => new("system", "slash", "Revoked"),
        "paused" => new("system", "pause", "Paused"),
        "error" => new("failed", "x-circle", "Error"),
        "enabled" or "active" => new("succeeded", "check", "Active"),
        "disabled" => new("system", "pause", "Disabled"),
        "uncertain" => new("escalated", "alert", "Uncertain"),
        _ => new("system", "clock", state.Length == 0 ? "Unknown" : char.ToUpperInvariant(state[0]) + state[1..].Replace('_', ' ')),
    };
}
