using FleetPrompt.Core.Content;

namespace FleetPrompt.Core.Forums;

/// <param name="Mode">One of <see cref="CategoryMode"/>.</param>
public sealed record NewCategory(string Name, string? Description, string Mode = CategoryMode.Discussion)
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (!Visible.In(Name)) yield return new("name", "Give the category a name.");
        else if (Name.Trim().Length > 60) yield return new("name", "Keep the name within 60 characters.");
        if (Description?.Length > 300) yield return new("description", "Keep the description within 300 characters.");
        if (!CategoryMode.IsKnown(Mode)) yield return new("mode", "Say whether it is for discussions or for questions.");
    }
}

/// <param name="FormKey">Issued with the form.</param>
/// <param name="Tags">As typed.</param>
/// <param name="DraftId">The draft that this posts.</param>
public sealed record NewThread(Guid CategoryId, string Title, string Body, Guid FormKey, string? Tags = null, Guid? DraftId = null)
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (!Visible.In(Title)) yield return new("title", "Give the thread a title.");
        else if (Title.Trim().Length > ContentLimits.Default.MaxTitleLength) yield return new("title", $"Keep the title within {ContentLimits.Default.MaxTitleLength} characters.");
        if (CategoryId == Guid.Empty) yield return new("category", "Choose a category.");
        if (TagNames.Problem(Tags) is { } tags) yield return new("tags", tags);
        foreach (var problem in PostBody.Problems(Body, FormKey)) yield return problem;
    }
}

/// <inheritdoc cref="NewThread"/>
/// <param name="ReplyToPostId">The post that it answers; of the same thread, or it is left out.</param>
public sealed record NewReply(Guid ThreadId, string Body, Guid FormKey, Guid? ReplyToPostId = null)
{
    public IEnumerable<FieldProblem> Problems() => PostBody.Problems(Body, FormKey);
}

/// <summary>Whether a text has anything to see: spaces, control and format characters alone do not show.</summary>
internal static class Visible
{
    public static bool In(string? text) =>
        text is not null
        && text.EnumerateRunes().Any(r => !System.Text.Rune.IsWhiteSpace(r)
            && System.Text.Rune.GetUnicodeCategory(r) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.OtherNotAssigned));
}

internal static class PostBody
{
    public static IEnumerable<FieldProblem> Problems(string body, Guid formKey) =>
        formKey == Guid.Empty ? [.. Problems(body), new("form", "The form has lost its key. Copy your text and reload the page.")] : Problems(body);

    public static IEnumerable<FieldProblem> Problems(string body)
    {
        if (!Visible.In(body)) yield return new("body", "Write something first.");
        else if (body.Length > ContentLimits.Default.MaxPostLength)
            yield return new("body", $"Your text has {body.Length:N0} characters; at most {ContentLimits.Default.MaxPostLength:N0} fit in a post. Split it in two.");
    }
}
