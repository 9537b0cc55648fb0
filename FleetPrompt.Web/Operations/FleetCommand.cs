using System.CommandLine;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Web.Operations.Verbs;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Web.Operations;

/// <summary>The command line: <c>fleet VERB</c>. Exit code 0, 1 when something could not be done, 2 when configuration or the machine is in the way.</summary>
public static class FleetCommand
{
    public static async Task<int> RunAsync(string[] args, Func<string, string?> environment, OpenDatabase open)
    {
        var context = new VerbContext(environment, open, Console.Out, Console.Error);
        var root = new RootCommand("FleetPrompt: agentic communities that can be trusted.")
        {
            UpVerb.Create(context),
            MigrateVerb.Create(context),
            OrgVerb.Create(context),
            UserVerb.Create(context),
            OperatorVerb.Create(context),
            ImportVerb.Create(context),
            ExportVerb.Create(context),
            ReplayVerb.Create(context),
            DoctorVerb.Create(context),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (StartupException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return StartupException.ExitCode;
        }
        catch (OptionsValidationException problem)
        {
            await Console.Error.WriteLineAsync(string.Join(' ', problem.Failures));
            return StartupException.ExitCode;
        }
        catch (PackageManifestException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return StartupException.ExitCode;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"This should not have happened: {fault}");
            return 1;
        }
    }
}

/// <summary>What every verb needs: the environment, the database and where to write.</summary>
public sealed record VerbContext(Func<string, string?> Environment, OpenDatabase Open, TextWriter Out, TextWriter Error)
{
    /// <summary>Where the private database and other state live.</summary>
    public string DataDirectory(string? option) => Path.GetFullPath(option ?? Environment("FLEETPROMPT_DATA") ?? ".fleetprompt");

    /// <summary>Runs <paramref name="work"/> with the application's services on the database, without serving.</summary>
    public async Task<int> WithServicesAsync(string? dataOption, Func<IServiceProvider, Task<int>> work, CancellationToken cancel)
    {
        await using var database = await Open(DataDirectory(dataOption), cancel);
        await using var app = FleetPromptApp.Build(new AppSettings(), database);
        var needed = app.Services.GetServices<IHostedService>().Where(s => s is Core.Work.IRunsInVerbs).ToList();
        foreach (var service in needed) await service.StartAsync(cancel);
        try
        {
            return await work(app.Services);
        }
        finally
        {
            foreach (var service in needed) await service.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The same, on a database that has been brought up to date first.</summary>
    public Task<int> WithMigratedAsync(string? dataOption, Func<IServiceProvider, Task<int>> work, CancellationToken cancel) =>
        WithServicesAsync(
            dataOption,
            async services =>
            {
                await services.GetRequiredService<Core.Tenancy.IProvisioner>().MigrateAsync(cancel);
                return await work(services);
            },
            cancel);
}
