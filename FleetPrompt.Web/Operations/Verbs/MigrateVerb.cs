using System.CommandLine;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Operations.Verbs;

internal static class MigrateVerb
{
    public static Command Create(VerbContext context)
    {
        var data = Options.Data();
        var command = new Command("migrate", "Bring the platform's tables and every organisation's up to date.") { data };
        command.SetAction((parsed, cancel) => context.WithServicesAsync(
            parsed.GetValue(data),
            async services =>
            {
                var report = await services.GetRequiredService<IProvisioner>().MigrateAsync(cancel);
                foreach (var tenant in report.LeftBehind) await context.Error.WriteLineAsync($"{tenant.Slug} was left behind: {tenant.Reason}");
                await context.Out.WriteLineAsync($"{report.Tenants} organisations, {report.Migrated} migrated, {report.LeftBehind.Count} left behind");
                return report.LeftBehind.Count == 0 ? 0 : 1;
            },
            cancel));
        return command;
    }
}
