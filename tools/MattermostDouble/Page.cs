using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Markdig;

namespace MattermostDouble;

/// <summary>The channels with their messages, to look at.</summary>
internal static class Page
{
    /// <summary>What Mattermost renders of Markdown, near enough; markup in a text stays text.</summary>
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseEmphasisExtras().UseSoftlineBreakAsHardlineBreak().Build();

    private const string Style =
        """
        :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent) }
        body { margin: 0 auto; padding: 1.5rem; max-width: 52rem; font: 15px/1.5 system-ui, sans-serif }
        h1 { font-size: 1.1rem } h2 { font-size: 1rem; border-bottom: 1px solid var(--line); padding-bottom: .4rem; margin-top: 2rem }
        article { padding: .6rem 0; border-bottom: 1px solid var(--line) } article h3, article h4 { font-size: 1rem; margin: .3rem 0 }
        header { font-weight: 600 } time, .way { font-weight: 400; opacity: .65; font-size: .85em; margin-left: .5em }
        table { border-collapse: collapse } td, th { border: 1px solid var(--line); padding: .15rem .5rem } code { font-family: ui-monospace, monospace }
        .text { overflow-wrap: anywhere } .text > :first-child { margin-top: .2rem } .text > :last-child { margin-bottom: .2rem }
        """;

    public static IResult Of(Server server)
    {
        var (settings, messages) = (server.Settings, server.Messages);
        var html = new StringBuilder(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
            <meta name="viewport" content="width=device-width"><title>{Plain(settings.Team)} – Mattermost double</title><style>{Style}</style></head>
            <body><h1>{Plain(settings.Team)} – a stand-in for Mattermost</h1>
            """);
        foreach (var channel in settings.Channels.Where(c => messages.Any(m => m.Channel == c)).DefaultIfEmpty(settings.WebhookChannel))
        {
            html.Append(CultureInfo.InvariantCulture, $"<section aria-label=\"{Plain(channel)}\"><h2># {Plain(channel)}</h2>");
            var shown = messages.Where(m => m.Channel == channel).ToList();
            if (shown.Count == 0) html.Append("<p>No messages yet.</p>");
            foreach (var message in shown) Append(html, message);
            html.Append("</section>");
        }

        return Results.Text(html.Append("</body></html>").ToString(), "text/html", Encoding.UTF8);
    }

    private static void Append(StringBuilder html, Message message) =>
        html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <article id="message-{message.Number}"><header>{Plain(message.Username)}<span class="way">{message.Via}</span><time>{message.At:HH:mm:ss}</time></header>
            <div class="text">{Markdig.Markdown.ToHtml(message.Text, Markdown)}</div></article>
            """);

    private static string Plain(string text) => HtmlEncoder.Default.Encode(text);
}
