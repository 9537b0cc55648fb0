using System.Net;
using System.Text.RegularExpressions;
using Shouldly;

namespace FleetPrompt.Tests.Security;

/// <summary>Somebody with a cookie jar and no browser, who follows no redirect.</summary>
internal sealed partial class HttpVisitor(Uri origin) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = origin };

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
