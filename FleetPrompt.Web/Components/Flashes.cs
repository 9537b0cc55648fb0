using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace FleetPrompt.Web.Components;

/// <summary>One sentence that survives one redirect, in a cookie of its own. It is shown as text, whatever it holds.</summary>
public static class Flashes
{
    private const string Cookie = "fp-flash";
    private const int Longest = 300;

    /// <summary>Shown on the page that the redirect leads to.</summary>
    public static void Flash(this HttpContext http, string text, string tone = "success") =>
        http.Response.Cookies.Append(
            Cookie,
            WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(new FlashMessage(text, tone))),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromMinutes(1) });

    /// <summary>What was left for this page, once.</summary>
    public static FlashMessage? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 and < 1000 } sealedText) return null;
        http.Response.Cookies.Delete(Cookie);
        try
        {
            var flash = JsonSerializer.Deserialize<FlashMessage>(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(sealedText)));
            return flash is { Text.Length: > 0 and <= Longest, Tone: "info" or "success" or "warning" or "error" } ? flash : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return null;
        }
    }
}
