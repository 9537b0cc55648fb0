namespace FleetPrompt.Web.Components;

/// <summary>Decides where the lines of a chain run.</summary>
public static class AuditTree
{
    /// <summary>Deeper steps are drawn at this depth.</summary>
    public const int MaxDepth = 4;

    /// <summary>
    /// Rows ordered cause before effect, each with the lines that pass it: level L goes on below a row if another row of depth L
    /// comes before one that is less deep.
    /// </summary>
    public static IReadOnlyList<AuditRow> Draw(IReadOnlyList<AuditRow> rows)
    {
        var drawn = new AuditRow[rows.Count];
        var lines = 0;
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            drawn[i] = rows[i] with { Lines = lines };
            var depth = Math.Clamp(rows[i].Depth, 0, MaxDepth);
            lines = rows[i].Joined ? (lines & ((1 << depth) - 1)) | (1 << depth) : 0;
        }
        return drawn;
    }
}
