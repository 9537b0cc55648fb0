using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Accounts;

/// <summary>What happens to an organisation and its people.</summary>
public static class OrgSignals
{
    public static readonly SignalType<OrgFact> Created = new("org.created", "created the organisation");
    public static readonly SignalType<MemberFact> MemberJoined = new("org.member.joined", "joined");

    public static readonly SignalType<InvitationFact> MemberInvited = new("org.member.invited", "invited somebody", Visibility.Admins);
    public static readonly SignalType<RoleFact> RoleChanged = new("org.member.role_changed", "changed a member's role");
    public static readonly SignalType<MemberFact> MemberRemoved = new("org.member.removed", "removed a member");
    public static readonly SignalType<InvitationFact> InvitationRevoked = new("org.invitation.revoked", "withdrew an invitation", Visibility.Admins);

    public static readonly IReadOnlyList<SignalType> All = [Created, MemberJoined, MemberInvited, RoleChanged, MemberRemoved, InvitationRevoked];

    public static Subject Organization(Guid id) => new("org", id);
}

public sealed record OrgFact(Guid OrganizationId);

public sealed record MemberFact(Guid UserId, string Role);

public sealed record RoleFact(Guid UserId, string From, string To);

public sealed record InvitationFact(Guid InvitationId, string Role);
