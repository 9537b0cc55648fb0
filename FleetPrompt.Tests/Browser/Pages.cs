using System.Text.Json;
using Microsoft.Playwright;

namespace FleetPrompt.Tests.Browser;

/// <summary>What tests do on FleetPrompt's pages.</summary>
internal static class Pages
{
    public static ILocator Mark(this IPage page, string testId) => page.GetByTestId(testId);

    public static ILocator Post(this IPage page, int number) => page.Locator($"#post-{number}");

    public static ILocator AuditItem(this IPage page, string name) => page.Locator($"[data-testid=audit-item][data-name='{name}']");

    public static ILocatorAssertions Should(this ILocator locator) => Assertions.Expect(locator);

    /// <summary>Every island is live.</summary>
    public static Task ReadyAsync(this IPage page) => page.Locator("[data-interactive=false]").Should().ToHaveCountAsync(0);

    /// <summary>Opens a page and waits until its islands are live.</summary>
    public static async Task<IResponse> GoAsync(this IPage page, string path)
    {
        var response = await page.GotoAsync(path);
        await page.ReadyAsync();
        return response!;
    }

    public static async Task ReplyAsync(this IPage page, string text)
    {
        var posts = await page.Mark("post").CountAsync();
        await page.Mark("reply-body").FillAsync(text);
        await page.Mark("reply-submit").ClickAsync();
        await page.Mark("post").Nth(posts).WaitForAsync();
        await page.ReadyAsync();
    }

    /// <summary>Answers the open question with a reason.</summary>
    public static async Task ConfirmAsync(this IPage page, string reason)
    {
        await page.Mark("reason-input").FillAsync(reason);
        await page.Mark("confirm-ok").ClickAsync();
    }

    public static async Task LockAsync(this IPage page, string reason)
    {
        await page.Mark("thread-lock").ClickAsync();
        await page.ConfirmAsync(reason);
        await page.HasStatusAsync("locked");
    }

    public static Task HasStatusAsync(this IPage page, string status) => page.Mark("thread-status").Should().ToHaveAttributeAsync("data-status", status);

    /// <summary>The values of the fields of the form that holds the mark, as the browser would send them.</summary>
    public static async Task<Dictionary<string, object>> FormOfAsync(this IPage page, string testId)
    {
        var fields = await page.Mark(testId).EvaluateAsync<string>("e => JSON.stringify(Object.fromEntries(new FormData(e.closest('form'))))");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(fields)!.ToDictionary(f => f.Key, f => (object)f.Value);
    }

    /// <summary>Sends a form as the browser would, without following where the answer leads.</summary>
    public static async Task<IAPIResponse> PostAsync(this Visitor visitor, string path, Dictionary<string, object> fields)
    {
        var form = visitor.Context.APIRequest.CreateFormData();
        foreach (var (name, value) in fields) form.Set(name, (string)value);
        return await visitor.Context.APIRequest.PostAsync(path, new() { Form = form, MaxRedirects = 0 });
    }
}
