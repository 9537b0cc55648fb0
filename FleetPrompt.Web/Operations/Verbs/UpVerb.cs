using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary><c>fleet up</c>: everything from an empty machine to a page in the browser.</summary>
internal static class UpVerb
{
    /// <summary>How long a start may take from serving to being ready before it is worth a word.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Setting = "--urls";
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public static Command Create(VerbContext context)
    {
        var urls = new Option<string?>("--urls") { Description = $"Where to serve (ASPNETCORE_URLS; {DefaultUrl})." };
        var data = Options.Data();
        var noDemo = new Option<bool>("--no-demo") { Description = "Make no demo organisations." };
        var demo = new Option<bool>("--demo") { Description = "Make them even when serving beyond this machine." };
        var command = new Command("up", "Start everything and serve.") { urls, data, noDemo, demo };
        command.SetAction((parsed, cancel) =>
            RunAsync(
                context,
                parsed.GetValue(urls) ?? context.Environment("ASPNETCORE_URLS") ?? DefaultUrl,
                parsed.GetValue(data),
                parsed.GetValue(noDemo) ? false : parsed.GetValue(demo) ? true : null,
                cancel));
        return command;
    }

    private static async Task<int> RunAsync(VerbContext context, string urls, string? data, bool? demo, CancellationToken cancel)
    {
        var addresses = Addresses(urls);
        await using var database = await context.Open(context.DataDirectory(data), cancel);
        await using var app = FleetPromptApp.Build(new AppSettings { Urls = urls }, database);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var report = await app.Services.GetRequiredService<IProvisioner>().MigrateAsync(cancel);
        foreach (var tenant in report.LeftBehind) await context.Error.WriteLineAsync($"{tenant.Slug} was left behind by the migration: {tenant.Reason}");

        await app.Services.GetRequiredService<Core.Accounts.Registration>().FinishAllAsync(Sources.Cli, cancel);
        var accounts = demo ?? addresses.All(IsLoopback) ? await app.Services.GetRequiredService<Demo>().SeedAsync(cancel) : [];
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw StartupException.For(Setting, $"{urls} cannot be served ({fault.GetBaseException().Message}). Stop what uses it, or choose another, like --urls http://127.0.0.1:5081.", fault);
        }
        catch (InvalidOperationException fault) when (addresses.Any(a => a.Scheme == Uri.UriSchemeHttps))
        {
            throw StartupException.For(Setting, $"{urls} needs a certificate. Name it in ASPNETCORE_Kestrel__Certificates__Default__Path, or serve http behind a proxy.", fault);
        }

        var served = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        if (await UnreadyAsync(app) is { } unready) await context.Error.WriteLineAsync($"FleetPrompt serves at {served} and is not ready: {unready} It goes on trying; {served}/readyz tells when it is.");
        else await context.Out.WriteLineAsync($"FleetPrompt is ready at {served}");
        if (accounts.Count > 0) await context.Out.WriteLineAsync($"Demo accounts (password {Demo.Password}): {string.Join(", ", accounts)}");
        await context.Out.FlushAsync(cancel);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Waits until <c>/readyz</c> would answer well; what is missing when it does not come to that in time.</summary>
    private static async Task<string?> UnreadyAsync(WebApplication app)
    {
        var health = app.Services.GetRequiredService<HealthCheckService>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var started = Stopwatch.GetTimestamp(); !app.Lifetime.ApplicationStopping.IsCancellationRequested; await pace.WaitForNextTickAsync())
        {
            var report = await health.CheckHealthAsync(check => check.Tags.Contains(FleetPromptApp.Ready));
            if (report.Status != HealthStatus.Unhealthy) return null;
            if (Stopwatch.GetElapsedTime(started) > Patience) return string.Join(" ", report.Entries.Where(e => e.Value.Status == HealthStatus.Unhealthy).Select(e => $"{e.Key}: {e.Value.Description}"));
        }

        return null;
    }

    private static IReadOnlyList<Uri> Addresses(string urls)
    {
        var parts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length == 0 ? throw Unusable(urls) : [.. parts.Select(Address)];
    }

    /// <summary>What Kestrel can listen at: http or https, a host and a port, and no path.</summary>
    private static Uri Address(string url)
    {
        var named = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(named, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0) throw Unusable(url);
        if (uri is { Port: 0, Host: "localhost" }) throw StartupException.For(Setting, $"'{url}' leaves the port open for two addresses at once. Use http://127.0.0.1:0, or name the port.");
        return uri;
    }

    private static StartupException Unusable(string url) => StartupException.For(Setting, $"'{url}' is not an address to serve at. Use one like {DefaultUrl}.");

    private static bool IsLoopback(Uri address) => address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
