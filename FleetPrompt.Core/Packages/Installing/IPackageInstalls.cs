using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Packages.Installing;

/// <summary>Which organisations have a package, for the registry's counts. The organisation is the unit's own; saying the same twice counts once.</summary>
public interface IPackageInstalls
{
    Task NoteAsync(TenantUnit unit, string slug, bool installed, CancellationToken cancel);
}
