namespace FleetPrompt.Core.Content;

/// <summary>What an author's text is written in.</summary>
public enum ContentFormat
{
    /// <summary>CommonMark with tables, task lists, autolinks and strikethrough. Raw HTML in it is shown, not interpreted.</summary>
    Markdown = 0,

    /// <summary>HTML, as other forums export it. It goes straight to the sanitiser.</summary>
    Html = 1,
}
