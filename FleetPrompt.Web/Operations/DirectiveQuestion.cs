using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Operations;

namespace FleetPrompt.Web.Operations;

/// <summary>The one question that is open on a page: whether to run a directive again or to cancel it, asked on the attempt that was seen then.</summary>
public sealed class DirectiveQuestion
{
    /// <summary>Null while none is open.</summary>
    public AskedDirective? Open { get; private set; }

    public bool IsAbout(TimelineEntry row) => Open?.Id == row.Id;

    public void Ask(TimelineEntry row) => Open = new(row.Id, row.State!.Attempt, row.State.Status == DirectiveStates.Failed);

    public void Close() => Open = null;

    /// <summary>Closes the question when it need not be answered any more, and says why; null while it stands.</summary>
    public string? Settle(IReadOnlyList<TimelineEntry> shown)
    {
        if (Open is not { } question || Overtaken(shown.FirstOrDefault(d => d.Id == question.Id)?.State, question.Attempt) is not { } told) return null;
        Close();
        return told;
    }

    private static string? Overtaken(DirectiveState? now, int attempt) =>
        now is null ? "The directive you were asked about has changed meanwhile, and is not in this list any more."
        : now.Attempt != attempt ? $"Somebody else has had it run again meanwhile: it is at attempt {now.Attempt} now."
        : DirectiveStates.IsFinal(now.Status) ? $"It has ended meanwhile: it is {now.Status} now."
        : null;
}

/// <param name="Rerun">Run again; else cancel.</param>
public sealed record AskedDirective(Guid Id, int Attempt, bool Rerun);
