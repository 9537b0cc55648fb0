using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Operations;

/// <summary>Exports that owners ask for and download. An export holds everything, hidden posts and moderators' reasons among it: owners only.</summary>
public sealed class OrgExports(IUnits units, DirectiveService directives, SignalBus signals, TimeProvider time)
{
    /// <summary>How long a file waits to be downloaded.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private static readonly Forbidden OnlyOwners = new("Only an owner of this organisation can export it.");

    /// <summary>Asks for an export. The same form twice is one. Errors: <see cref="Forbidden"/>.</summary>
    public Task<Result<DirectiveReceipt>> RequestAsync(OperationContext operation, Guid formKey, CancellationToken cancel = default) =>
        directives.RequestAsync(operation, OperationDirectives.CreateExport, new(OrgSignals.Organization(operation.Tenant.OrganizationId), new CreateExport(formKey), formKey.ToString()), cancel);

    /// <summary>What can be downloaded, newest first. Errors: <see cref="Forbidden"/>.</summary>
    public Task<Result<IReadOnlyList<OrgExport>>> ListAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<Result<IReadOnlyList<OrgExport>>>(
            operation,
            async unit => await IsOwnerAsync(unit, cancel) ? await Available(unit).OrderByDescending(e => e.CreatedAt).ToListAsync(cancel) : OnlyOwners,
            cancel);

    /// <summary>Records that somebody takes it, and gives what it is. Errors: <see cref="Forbidden"/>, <see cref="NotFound"/>.</summary>
    public Task<Result<OrgExport>> TakeAsync(OperationContext operation, Guid id, CancellationToken cancel = default) =>
        units.RunAsync<OrgExport>(
            operation,
            async unit =>
            {
                if (!await IsOwnerAsync(unit, cancel)) return OnlyOwners;
                if (await Available(unit).SingleOrDefaultAsync(e => e.Id == id, cancel) is not { } export) return new NotFound("This export is not here any more. Ask for a new one.");
                await signals.EmitAsync(
                    unit,
                    OperationSignals.ExportDownloaded,
                    OrgSignals.Organization(operation.Tenant.OrganizationId),
                    new ExportFact(export.Id, export.Rows, export.SizeBytes),
                    new SignalOptions { CausationId = export.DirectiveId },
                    cancel);
                return export;
            },
            cancel);

    /// <summary>Writes the file, a piece at a time and each read by itself: a slow reader holds no transaction open.</summary>
    public async Task CopyAsync(OperationContext operation, OrgExport export, Stream target, CancellationToken cancel)
    {
        for (var number = 0; ; number++)
        {
            var part = await units.ReadAsync(
                operation,
                unit => unit.Db.ExportParts.AsNoTracking().Where(p => p.ExportId == export.Id && p.Number == number).Select(p => p.Bytes).SingleOrDefaultAsync(cancel),
                cancel);
            if (part is null) return;
            await target.WriteAsync(part, cancel);
        }
    }

    private IQueryable<OrgExport> Available(TenantUnit unit)
    {
        var now = time.GetUtcNow();
        return unit.Db.Exports.AsNoTracking().Where(e => e.ExpiresAt >= now);
    }

    private static async Task<bool> IsOwnerAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } && await unit.RoleOfAsync(user, cancel) == OrgRole.Owner;
}
