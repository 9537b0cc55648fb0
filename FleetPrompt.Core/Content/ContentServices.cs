using FleetPrompt.Core.Content.Highlighting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FleetPrompt.Core.Content;

/// <summary>Registers what turns written text into safe HTML.</summary>
public static class ContentServices
{
    /// <summary>Adds <see cref="IContentRenderer"/>, <see cref="IHtmlSanitizer"/> and <see cref="ICodeHighlighter"/> as singletons. What is registered already stays.</summary>
    public static IServiceCollection AddContent(this IServiceCollection services)
    {
        services.TryAddSingleton(ContentLimits.Default);
        services.TryAddSingleton<IHtmlSanitizer, AllowListSanitizer>();
        services.TryAddSingleton<ICodeHighlighter, LexicalHighlighter>();
        services.TryAddSingleton<IContentRenderer, MarkdownRenderer>();
        return services;
    }
}
