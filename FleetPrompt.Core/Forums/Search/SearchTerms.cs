using System.Text;

namespace FleetPrompt.Core.Forums.Search;

/// <summary>A search as PostgreSQL's <c>to_tsquery</c> reads it. Every term is quoted, so that nothing in it is syntax.</summary>
public static class SearchTerms
{
    /// <summary>Null when there is nothing to look for but what the filters say.</summary>
    public static string? Of(SearchQuery query)
    {
        var terms = query.Words.Select((word, i) => Quoted(word) + (query.LastIsPrefix && i == query.Words.Count - 1 ? ":*" : ""))
            .Concat(query.Phrases.Select(Quoted))
            .Concat(query.Without.Select(w => "!" + Quoted(w)))
            .ToList();
        return terms.Count == 0 ? null : string.Join(" & ", terms);
    }

    private static string Quoted(string term)
    {
        var quoted = new StringBuilder("'", term.Length + 2);
        foreach (var c in term) quoted.Append(c is '\'' or '\\' ? new string(c, 2) : c.ToString());
        return quoted.Append('\'').ToString();
    }
}
