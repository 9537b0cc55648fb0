using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums.Members;

/// <summary>The active members of the unit's organisation with what they have done, read by the database in one go.</summary>
public interface IMemberDirectory
{
    Task<(IReadOnlyList<MemberRow> Rows, int Total)> ReadAsync(TenantUnit unit, string text, MemberOrder order, int skip, int take, CancellationToken cancel);
}
