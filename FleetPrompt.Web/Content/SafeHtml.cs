using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Content;

/// <summary>The one place where stored HTML becomes markup. What is stored has been through the sanitiser.</summary>
internal static class SafeHtml
{
    public static RenderFragment Render(string sanitized) => builder => builder.AddMarkupContent(0, sanitized);
}
