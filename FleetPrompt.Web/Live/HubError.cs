using Microsoft.AspNetCore.SignalR;

namespace FleetPrompt.Web.Live;

/// <summary>Why a stream ends or does not begin: a word for programs, then a sentence for people.</summary>
internal static class HubError
{
    public static HubException InvalidRequest(string why) => new($"invalid_request: {why}");

    public static HubException SessionEnded() => new("session_ended: This session has ended. Sign in again and join with your cursor.");

    public static HubException NotAMember() => new("not_a_member: You are not a member of this organisation.");

    public static HubException RoleChanged() => new("role_changed: Your role has changed, and with it what you may see. Join again with your cursor.");

    public static HubException TooManyStreams() => new($"too_many_streams: You follow {HubSeats.PerPerson} streams already. End one first.");

    public static HubException TooManyConnections() => new($"too_many_connections: You have {HubSeats.PerPerson} connections already. One carries several streams.");

    public static HubException Unavailable() => new("unavailable: The database does not answer. Join again with your cursor in a moment.");
}
