using FleetPrompt.Core.Content;

namespace FleetPrompt.Core.Forums;

/// <param name="Version">The post's version that was edited.</param>
public sealed record PostEdit(Guid PostId, int Version, string Body, string? Reason)
{
    public IEnumerable<FieldProblem> Problems()
    {
        foreach (var problem in PostBody.Problems(Body)) yield return problem;
        if (Reason?.Length > Moderation.MaxReasonLength) yield return new("reason", $"Keep the reason within {Moderation.MaxReasonLength} characters.");
    }
}

/// <param name="Version">The thread's version that was edited.</param>
/// <param name="Tags">As typed; null leaves them as they are.</param>
public sealed record ThreadEdit(Guid ThreadId, int Version, string Title, string? Tags, string? Reason)
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (!Visible.In(Title)) yield return new("title", "Give the thread a title.");
        else if (Title.Trim().Length > ContentLimits.Default.MaxTitleLength) yield return new("title", $"Keep the title within {ContentLimits.Default.MaxTitleLength} characters.");
        if (Reason?.Length > Moderation.MaxReasonLength) yield return new("reason", $"Keep the reason within {Moderation.MaxReasonLength} characters.");
        if (TagNames.Problem(Tags) is { } problem) yield return new("tags", problem);
    }
}

/// <summary>A post as its edit page needs it.</summary>
/// <param name="NeedsReason">It is somebody else's.</param>
public sealed record EditablePost(Guid PostId, Guid ThreadId, string Slug, string Title, int Number, int Version, string Content, bool IsHtml, bool NeedsReason);

/// <summary>A thread as its edit page needs it.</summary>
/// <inheritdoc cref="EditablePost"/>
public sealed record EditableThread(Guid ThreadId, string Slug, string Title, int Version, IReadOnlyList<string> Tags, Guid CategoryId, string CategoryName, string CategorySlug, bool NeedsReason);

/// <param name="Changes">Newest first.</param>
public sealed record PostHistory(Guid ThreadId, string Slug, string Title, int Number, IReadOnlyList<PostChange> Changes);

/// <param name="OldTitle">Null where the title stayed as it was.</param>
public sealed record PostChange(int Number, Tenancy.Person By, string? Reason, DateTimeOffset At, string Before, string After, string? OldTitle, string? NewTitle);
