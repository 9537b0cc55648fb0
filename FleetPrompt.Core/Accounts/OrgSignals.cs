using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Accounts;

/// <summary>What happens to an organisation and its people.</summary>
public static class OrgSignals
{
    public static readonly SignalType<OrgFact> Created = new("org.created", "created the organisation");
    public static readonly SignalType<MemberFact> MemberJoined = new("org.member.joined", "joined");

    public static readonly IReadOnlyList<SignalType> All = [Created, MemberJoined];

    public static Subject Organization(Guid id) => new("org", id);
}

public sealed record OrgFact(Guid OrganizationId);

public sealed record MemberFact(Guid UserId, string Role);
