using System.Globalization;

namespace FleetPrompt.Web.Components;

/// <summary>Values of an address's query as anybody may have typed them.</summary>
internal static class QueryText
{
    /// <summary>A page number; the first page for anything that is none.</summary>
    public static int Page(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1;
}
