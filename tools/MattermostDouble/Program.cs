using System.Security.Cryptography;
using MattermostDouble;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

// dotnet MattermostDouble.dll [--urls URL] [--key KEY] [--token TOKEN] [--team TEAM] [--channels NAME,NAME]
// A server on this machine that answers posts as Mattermost does, or as it is told to (see Control), and shows what was posted.
var builder = WebApplication.CreateSlimBuilder(args);
// The server complains of answers that are cut short, which is what it is for.
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls("http://127.0.0.1:8065");

var settings = new ServerSettings();
if (builder.Configuration["team"] is { Length: > 0 } team) settings = settings with { Team = team };
if (builder.Configuration["channels"] is { Length: > 0 } channels) settings = settings with { Channels = channels.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
var keys = new ServerKeys(builder.Configuration["key"] ?? RandomKey(), builder.Configuration["token"] ?? RandomKey());
builder.Services.AddSingleton(TimeProvider.System).AddSingleton(keys).AddSingleton(provider => new Server(settings, provider.GetRequiredService<TimeProvider>()));
builder.Services.AddSingleton<Troubles>().AddSingleton<IncomingWebhooks>().AddSingleton<RestApi>().AddSingleton<Front>();

var app = builder.Build();
var front = app.Services.GetRequiredService<Front>();
var webhooks = app.Services.GetRequiredService<IncomingWebhooks>();
var api = app.Services.GetRequiredService<RestApi>();
app.MapPost("/hooks/{key}", (HttpContext http) => front.AnswerAsync(http, webhooks.PostAsync));
app.MapPost("/api/v4/posts", (HttpContext http) => front.AnswerAsync(http, api.PostAsync));
app.MapGet("/api/v4/{**path}", (HttpContext http) => front.AnswerAsync(http, api.LookAsync));
app.MapControl();
app.MapGet("/", (Server server) => Page.Of(server));

await app.StartAsync();
var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
Console.WriteLine($"Mattermost double is ready at {url} (webhook {url}/hooks/{keys.Webhook}, access token {keys.Token})");
await app.WaitForShutdownAsync();

static string RandomKey() => RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz13456789", 26);
