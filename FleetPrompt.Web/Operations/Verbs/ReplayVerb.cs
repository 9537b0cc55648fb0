using System.CommandLine;
using System.Globalization;
using FleetPrompt.Core;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Operations.Verbs;

internal static class ReplayVerb
{
    public static Command Create(VerbContext context)
    {
        var org = Options.Org();
        var ids = new Option<Guid[]>("--id") { Description = "These signals.", AllowMultipleArgumentsPerToken = true };
        var name = new Option<string?>("--name") { Description = "Signals whose name begins so, for example forum.post." };
        var from = new Option<string?>("--from") { Description = "Recorded at that time or later: 2026-03-14, or 2026-03-14T09:00 (UTC)." };
        var to = new Option<string?>("--to") { Description = "Recorded before that time." };
        var recent = new Option<int?>("--recent") { Description = "Of these, the last N." };
        var external = new Option<bool>("--external") { Description = "Handlers may do again what leaves the database." };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would happen." };
        var data = Options.Data();
        var command = new Command("replay", "Give signals to their handlers once more; handlers are idempotent, so this mends what has drifted.") { org, ids, name, from, to, recent, external, dry, data };
        command.SetAction((parsed, cancel) =>
        {
            var request = new ReplayRequest(
                parsed.GetValue(ids) is { Length: > 0 } given ? given : null,
                parsed.GetValue(name),
                TimeOf("--from", parsed.GetValue(from)),
                TimeOf("--to", parsed.GetValue(to)),
                parsed.GetValue(recent),
                parsed.GetValue(external));
            return context.WithMigratedAsync(
                parsed.GetValue(data),
                services => RunAsync(context, services, parsed.GetRequiredValue(org), request, parsed.GetValue(dry), cancel),
                cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(VerbContext context, IServiceProvider services, string slug, ReplayRequest request, bool dry, CancellationToken cancel)
    {
        var tenant = await services.GetRequiredService<ITenantDirectory>().FindAsync(slug, cancel);
        if (tenant is null) return await RefuseAsync(context, new NotFound($"There is no organisation '{slug}'."));
        var replay = services.GetRequiredService<SignalReplay>();
        var operation = OperationContext.New(tenant, Actor.System, Sources.Cli);
        if (dry)
        {
            var tried = await replay.TryAsync(operation, request, cancel);
            if (!tried.IsOk) return await RefuseAsync(context, tried.Error!);
            foreach (var line in DryRunWords.Lines(tried.Value)) await context.Out.WriteLineAsync(line);
            return 0;
        }

        var requested = await replay.RequestAsync(operation, request, cancel);
        if (!requested.IsOk) return await RefuseAsync(context, requested.Error!);
        var (id, signals, deliveries) = requested.Value;
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Replay {id}: {signals:N0} signals, {deliveries:N0} deliveries in line. A running FleetPrompt works them off."));
        return 0;
    }

    private static async Task<int> RefuseAsync(VerbContext context, Error error)
    {
        await context.Error.WriteLineAsync(error.Message);
        return 1;
    }

    private static DateTimeOffset? TimeOf(string option, string? text)
    {
        if (text is null) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw StartupException.For(option, $"'{text}' is not a time. Write it like 2026-03-14 or 2026-03-14T09:00.");
    }
}
