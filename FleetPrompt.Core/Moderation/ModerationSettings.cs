using FleetPrompt.Core.Moderation.Rules;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <param name="BannedWords">One a line, or several words that belong together.</param>
/// <param name="Rules">Those that are on.</param>
public sealed record NewModerationSetting(bool AutoHide, double Threshold, string? BannedWords, IReadOnlyList<string> Rules);

/// <summary>How an organisation is moderated: from which score on posts are hidden, which rules are on, and which words are banned.</summary>
public sealed class ModerationSettings(IUnits units, SignalBus signals, TimeProvider time)
{
    public const double LeastThreshold = 0.5;
    public const double MostThreshold = 50;
    public const int MostWords = 500;
    public const int LongestWord = 60;

    /// <summary>Null for who does not moderate.</summary>
    public Task<ModerationSetting?> ReadAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit => await ModerationClaims.RefusalAsync(unit, cancel) is null ? await unit.Db.ModerationSettings.AsNoTracking().SingleOrDefaultAsync(cancel) ?? new ModerationSetting() : null,
            cancel);

    /// <summary>Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<ModerationSetting>> ChangeAsync(OperationContext operation, NewModerationSetting form, CancellationToken cancel = default) =>
        units.RunAsync<ModerationSetting>(
            operation,
            async unit =>
            {
                if (await ModerationClaims.RefusalAsync(unit, cancel) is { } refused) return refused;
                var words = Words(form.BannedWords);
                var problems = Problems(form, words).ToList();
                if (problems.Count > 0) return new Invalid(problems);
                await unit.LockAsync("moderation.settings", cancel);
                var setting = await unit.Db.ModerationSettings.SingleOrDefaultAsync(cancel);
                if (setting is null) unit.Db.ModerationSettings.Add(setting = new ModerationSetting());
                (setting.AutoHide, setting.Threshold, setting.BannedWords) = (form.AutoHide, Math.Round(form.Threshold, 2), words);
                setting.DisabledRules = [.. SpamRules.All.Select(r => r.Name).Except(form.Rules)];
                (setting.UpdatedByUserId, setting.UpdatedAt) = (operation.Actor.Id, time.GetUtcNow());
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(
                    unit,
                    ModerationSignals.SettingsChanged,
                    new Subject("org", operation.Tenant.OrganizationId),
                    new SettingFact(setting.AutoHide, words.Count, setting.DisabledRules.Count),
                    cancel: cancel);
                return setting;
            },
            cancel);

    /// <summary>Folded, each once.</summary>
    internal static List<string> Words(string? lines) =>
        [.. (lines ?? "").Split('\n').Select(l => string.Join(' ', FoldedText.Words(l))).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<FieldProblem> Problems(NewModerationSetting form, List<string> words)
    {
        if (form.Threshold is not (>= LeastThreshold and <= MostThreshold)) yield return new("threshold", $"Give a score between {LeastThreshold} and {MostThreshold}, like {ModerationSetting.DefaultThreshold}.");
        if (words.Count > MostWords) yield return new("words", $"Keep the list within {MostWords} words.");
        if (words.FirstOrDefault(w => w.Length > LongestWord) is { } word) yield return new("words", $"“{word[..20]}…” is too long; keep each within {LongestWord} characters.");
    }
}
