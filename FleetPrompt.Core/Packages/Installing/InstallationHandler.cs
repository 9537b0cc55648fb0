using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages.Installing;

/// <summary>
/// Does one thing to an installation, in one unit: all of it, or nothing. The installation's state follows the directive's: begun, done, failed.
/// </summary>
internal abstract class InstallationHandler<TArgs>(PackageVerb verb, SignalBus signals, TimeProvider time) : IDirectiveHandler<TArgs>, IDirectiveObserver<TArgs>
    where TArgs : class, IInstallationArgs
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, TArgs args, CancellationToken cancel)
    {
        var installation = await FindAsync(run, args, cancel);
        if (installation is null || installation.Status == InstallationStatus.Uninstalled) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The package is not installed any more.");
        if (!IsAsSeen(installation, args))
            return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "The installation has changed since your page showed it. Reload and decide again.");
        var from = installation.Version;
        if (await ActAsync(run, installation, args, cancel) is { } failure) return failure;
        installation.Revision++;
        installation.DirectiveId = run.Directive.Id;
        (installation.LastErrorKind, installation.LastErrorMessage, installation.LastErrorAt) = (null, null, null);
        installation.UpdatedAt = Now;
        await run.Unit.Db.SaveChangesAsync(cancel);
        await TellAsync(run.Unit, verb.Completed, installation, from, null, cancel);
        return new DirectiveOutcome.Succeeded(new { installation_id = installation.Id, package_slug = installation.PackageSlug, version = installation.Version, status = installation.Status });
    }

    public async Task BegunAsync(DirectiveRun run, TArgs args, CancellationToken cancel)
    {
        if (await FindAsync(run, args, cancel) is not { } installation) return;
        if (IsAsSeen(installation, args))
        {
            Begin(installation, args);
            installation.DirectiveId = run.Directive.Id;
            installation.UpdatedAt = Now;
        }

        await TellAsync(run.Unit, verb.Started, installation, null, null, cancel);
    }

    public async Task EndedAsync(DirectiveRun run, TArgs args, DirectiveOutcome outcome, CancellationToken cancel)
    {
        if (await FindAsync(run, args, cancel) is not { } installation) return;
        var failure = outcome as DirectiveOutcome.Failed;
        if (IsAsSeen(installation, args))
        {
            End(installation, args, failure);
            if (failure is not null) (installation.LastErrorKind, installation.LastErrorMessage, installation.LastErrorAt) = (failure.Kind, RedactionGuard.RedactText(failure.Message), Now);
            installation.UpdatedAt = Now;
        }

        await TellAsync(run.Unit, verb.Failed, installation, null, failure?.Kind ?? "canceled", cancel);
    }

    protected DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Null when it is done; the caller saves.</summary>
    protected abstract Task<DirectiveOutcome.Failed?> ActAsync(DirectiveRun run, PackageInstallation installation, TArgs args, CancellationToken cancel);

    /// <summary>The states in which it can begin, and the one while it is being done.</summary>
    protected virtual IReadOnlyList<string> States => [InstallationStatus.Installed];

    /// <summary>What was decided on an older page, or while something else was begun, does not touch what has come of it.</summary>
    private bool IsAsSeen(PackageInstallation installation, TArgs args) => installation.Revision == args.Revision && States.Contains(installation.Status);

    /// <summary>The state while it is being done.</summary>
    protected virtual void Begin(PackageInstallation installation, TArgs args) { }

    /// <summary>The state after it was not done.</summary>
    /// <param name="failure">Null where it was canceled.</param>
    protected virtual void End(PackageInstallation installation, TArgs args, DirectiveOutcome.Failed? failure) { }

    private static async Task<PackageInstallation?> FindAsync(DirectiveRun run, TArgs args, CancellationToken cancel)
    {
        await PackageRules.AloneAsync(run.Unit, cancel);
        return await run.Unit.Db.PackageInstallations.SingleOrDefaultAsync(i => i.Id == args.InstallationId, cancel);
    }

    private Task<Signal> TellAsync(TenantUnit unit, SignalType<InstallationFact> type, PackageInstallation installation, string? from, string? errorKind, CancellationToken cancel) =>
        signals.EmitAsync(
            unit,
            type,
            PackageInstallation.Subject(installation.Id),
            new InstallationFact(installation.Id, installation.PackageSlug, installation.Version, from == installation.Version ? null : from, errorKind),
            cancel: cancel);
}
