using System.CommandLine;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Work;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary><c>fleet doctor</c>: looks at everything a node needs and says how to mend what is wrong.</summary>
internal static class DoctorVerb
{
    public static Command Create(VerbContext context)
    {
        var data = Options.Data();
        var command = new Command("doctor", "Check the machine, the database, migrations, the key ring and the scheduler.") { data };
        command.SetAction((parsed, cancel) => RunAsync(context, parsed.GetValue(data), cancel));
        return command;
    }

    private static async Task<int> RunAsync(VerbContext context, string? data, CancellationToken cancel)
    {
        var report = new Report(context.Out);
        await report.CheckAsync(".NET", () => Task.FromResult(Environment.Version.ToString()), "Install the .NET SDK 10.0.");
        var directory = context.DataDirectory(data);
        try
        {
            await using var database = await context.Open(directory, cancel);
            await using var app = FleetPromptApp.Build(new AppSettings(), database);
            var services = app.Services;
            var units = services.GetRequiredService<IUnits>();
            await report.CheckAsync(
                "database",
                async () => $"{(await units.RunPlatformAsync<int>(async unit => await unit.Db.Organizations.CountAsync(cancel), cancel)).Value} organisations",
                "Run ./fleet migrate, then look here again.");
            await report.CheckAsync(
                "migrations",
                async () =>
                {
                    var left = (await services.GetRequiredService<IProvisioner>().CheckAsync(cancel)).ToList();
                    return left.Count == 0 ? "all tenants are where they should be" : throw new InvalidOperationException($"left behind: {string.Join(", ", left.Select(t => $"{t.Slug} ({t.Reason})"))}");
                },
                "Run ./fleet migrate.");
            await report.CheckAsync(
                "key ring",
                () =>
                {
                    var protector = services.GetDataProtector("FleetPrompt.Doctor");
                    return Task.FromResult(protector.Unprotect(protector.Protect("ok")) == "ok" ? "seals and opens" : "");
                },
                "The table public.data_protection_keys must hold the ring that sealed the sessions; restore it.");
            await report.CheckAsync(
                "scheduler",
                async () => (await services.GetRequiredService<Core.Work.IWorkQueue>().LookAsync(cancel)) is var look
                    ? $"{look.Runners} runners alive, {look.Ready} waiting, {look.Running} running, oldest waiting {look.OldestReady.TotalSeconds:0} s"
                    : "",
                "Start a node with ./fleet up: work waits until one runs.");
            await report.CheckAsync("calendar", () => CalendarAsync(services, cancel), "Run ./fleet migrate: it makes the calendar's tables.");
        }
        catch (StartupException problem)
        {
            await report.FailedAsync("database", problem.Message, "");
        }

        return report.Failures == 0 ? 0 : 1;
    }

    private static async Task<string> CalendarAsync(IServiceProvider services, CancellationToken cancel)
    {
        var calendar = (await services.GetRequiredService<Schedulers>().LookAsync(cancel)).Single(s => s.Clustered);
        return $"{calendar.Nodes.Count(n => n is { State: "alive", IsThis: false })} nodes, {string.Join(", ", calendar.Triggers.Select(t => $"{t.Name} next at {t.Next:yyyy-MM-dd HH:mm} UTC"))}";
    }

    private sealed class Report(TextWriter output)
    {
        public int Failures { get; private set; }

        public async Task CheckAsync(string name, Func<Task<string>> look, string mend)
        {
            try
            {
                await output.WriteLineAsync($"ok    {name}: {await look()}");
            }
            catch (Exception fault)
            {
                await FailedAsync(name, fault.GetBaseException().Message, mend);
            }
        }

        public Task FailedAsync(string name, string problem, string mend)
        {
            Failures++;
            return output.WriteLineAsync($"FAIL  {name}: {problem} {mend}".TrimEnd());
        }
    }
}
