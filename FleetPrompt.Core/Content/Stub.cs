namespace FleetPrompt.Core.Content;
public enum ContentFormat { Markdown, Html }
public sealed record RenderedContent(string Html, string PlainText, bool Degraded, string? Reason);
public interface IContentRenderer { RenderedContent Render(string text, ContentFormat format); }
public static class ContentLimits { public const int MaxPostLength = 32_000; public const int MaxTitleLength = 200; }
public sealed class StubRenderer : IContentRenderer { public RenderedContent Render(string text, ContentFormat format) => new(System.Net.WebUtility.HtmlEncode(text), text, false, null); }
