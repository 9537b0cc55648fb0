using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Notices;

/// <summary>Members of the unit's organisation by what they are called.</summary>
public interface IMemberNames
{
    /// <summary>Those whose names have one of the keys (<see cref="Mentions.KeyOf"/>), with the key each has.</summary>
    Task<IReadOnlyList<(Guid Id, string Key)>> FindAsync(TenantUnit unit, IReadOnlyCollection<string> keys, CancellationToken cancel);
}
