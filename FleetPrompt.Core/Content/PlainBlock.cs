using System.Text;

namespace FleetPrompt.Core.Content;

/// <summary>A text shown as it was written, for when formatting it would cost too much.</summary>
internal static class PlainBlock
{
    public const string Class = "plain";

    /// <summary>The escaped text in one <c>pre</c>, cut with an ellipsis at <paramref name="maxLength"/> characters.</summary>
    public static string From(string text, int maxLength)
    {
        var cut = text.Length > maxLength;
        var shown = cut ? text.AsSpan(0, maxLength) : text;
        if (cut && char.IsHighSurrogate(shown[^1]))
            shown = shown[..^1];
        var body = new StringBuilder(shown.Length + 64).AppendEscaped(shown);
        if (cut)
            body.Append('…');

        // A parser drops one line break right after <pre>.
        var start = body.Length > 0 && body[0] == '\n' ? "\n" : "";
        return $"<pre class=\"{Class}\">{start}{body}</pre>";
    }
}
