using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary><c>fleet up</c>: everything from an empty machine to a page in the browser.</summary>
internal static class UpVerb
{
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

        var accounts = demo ?? addresses.All(IsLoopback) ? await app.Services.GetRequiredService<Demo>().SeedAsync(cancel) : [];
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || fault.GetBaseException() is SocketException)
        {
            throw StartupException.For("--urls", $"{urls} cannot be served ({fault.GetBaseException().Message}). Stop what uses it, or choose another, like --urls http://127.0.0.1:5081.", fault);
        }

        var served = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await context.Out.WriteLineAsync($"FleetPrompt is ready at {served}");
        if (accounts.Count > 0) await context.Out.WriteLineAsync($"Demo accounts (password {Demo.Password}): {string.Join(", ", accounts)}");
        await context.Out.FlushAsync(cancel);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static IReadOnlyList<Uri> Addresses(string urls)
    {
        var parts = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return
        [
            .. parts.Select(url =>
                Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                    && uri.Scheme is "http" or "https"
                    ? uri
                    : throw StartupException.For("--urls", $"'{url}' is not an address to serve at. Use one like {DefaultUrl}.")),
        ];
    }

    private static bool IsLoopback(Uri address) => address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
