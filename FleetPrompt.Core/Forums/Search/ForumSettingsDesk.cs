using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Search;

/// <param name="Version">Of the settings that the form showed.</param>
public sealed record ForumSettingsForm(string Language, bool PublicRead, int Version);

/// <summary>What an organisation decides about its forum. Another language makes the search index anew, by directive.</summary>
public sealed class ForumSettingsDesk(IUnits units, ForumGate gate, SignalBus signals, DirectiveService directives, TimeProvider time)
{
    /// <summary>As they are, or as they are while nobody has decided anything.</summary>
    public Task<ForumSettings> ReadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync(operation, unit => OfAsync(unit, cancel), cancel);

    /// <summary>Owners and admins only. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>, <see cref="Conflict"/>.</summary>
    public Task<Result<ForumSettings>> SaveAsync(OperationContext operation, ForumSettingsForm form, CancellationToken cancel = default) =>
        units.RunAsync<ForumSettings>(
            operation,
            async unit =>
            {
                var admitted = await gate.AdmitAsync(unit, ForumAct.ChangeSettings, cancel);
                if (!admitted.IsOk) return admitted.Error!;
                if (!SearchLanguage.IsKnown(form.Language)) return new Invalid("language", "Choose one of the languages.");
                await unit.LockAsync("forum.settings", cancel);
                var settings = await unit.Db.ForumSettings.SingleOrDefaultAsync(cancel);
                if ((settings?.Version ?? 0) != form.Version) return new Conflict("Somebody has changed the settings since your page showed them. Reload and decide again.");
                if (settings is null) unit.Db.Add(settings = new ForumSettings());
                var translated = settings.Language != form.Language;
                (settings.Language, settings.PublicRead, settings.UpdatedAt) = (form.Language, form.PublicRead, time.GetUtcNow());
                settings.Version++;
                await unit.Db.SaveChangesAsync(cancel);
                var fact = new ForumSettingsFact(settings.Language, settings.PublicRead, settings.Version);
                await signals.EmitAsync(unit, ForumSignals.SettingsChanged, ForumSubjects.Forum(unit.Tenant.OrganizationId), fact, cancel: cancel);
                if (!translated) return settings;
                var asked = await directives.RequestAsync(unit, ForumDirectives.ReindexSearch, SearchReindexHandler.Request(unit.Tenant, new SearchReindex(settings.Version, Guid.Empty)), cancel);
                return asked.IsOk ? settings : asked.Error!;
            },
            cancel);

    internal static async Task<ForumSettings> OfAsync(TenantUnit unit, CancellationToken cancel) =>
        await unit.Db.ForumSettings.AsNoTracking().SingleOrDefaultAsync(cancel) ?? new ForumSettings();
}
