using System.CommandLine;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary><c>fleet export</c>: everything an organisation owns, as files.</summary>
internal static class ExportVerb
{
    public static Command Create(VerbContext context)
    {
        var org = Options.Org();
        var target = new Option<string>("--out") { Description = "A directory that is not there yet, or is empty.", Required = true };
        var data = Options.Data();
        var command = new Command("export", "Write everything an organisation owns to a directory, as NDJSON.") { org, target, data };
        command.SetAction((parsed, cancel) => context.WithMigratedAsync(
            parsed.GetValue(data),
            services => RunAsync(context, services, parsed.GetRequiredValue(org), Path.GetFullPath(parsed.GetRequiredValue(target)), cancel),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(VerbContext context, IServiceProvider services, string slug, string directory, CancellationToken cancel)
    {
        var tenant = await services.GetRequiredService<ITenantDirectory>().FindAsync(slug, cancel);
        if (tenant is null)
        {
            await context.Error.WriteLineAsync($"There is no organisation '{slug}'.");
            return 1;
        }

        var exported = await services.GetRequiredService<ITenantExport>().RunAsync(tenant, directory, new TransferLines(context.Out), cancel);
        if (!exported.IsOk)
        {
            await context.Error.WriteLineAsync(exported.Error!.Message);
            return 1;
        }

        await context.Out.WriteLineAsync($"Exported {exported.Value.Total} rows in {exported.Value.Rows.Count} files of {slug} to {directory}.");
        return 0;
    }
}
