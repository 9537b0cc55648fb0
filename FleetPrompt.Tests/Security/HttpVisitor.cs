using System.Net;
using System.Text.RegularExpressions;
using Shouldly;

namespace FleetPrompt.Tests.Security;

/// <summary>Somebody with a cookie jar and no browser, who follows no redirect.</summary>
internal sealed partial class HttpVisitor : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient client;

    public HttpVisitor(Uri origin)
    {
        Origin = origin;
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = origin };
    }

    public Uri Origin { get; }

    /// <summary>What it sends along with every request.</summary>
    public string Cookies => cookies.GetCookieHeader(Origin);

    public void Dispose() => client.Dispose();

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> fields) => client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields));

    public async Task SignInAsync(string email, string password)
    {
        var page = await (await GetAsync("/login")).Content.ReadAsStringAsync();
        var answer = await PostAsync("/login", new() { ["_handler"] = "login", ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value, ["Email"] = email, ["Password"] = password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
