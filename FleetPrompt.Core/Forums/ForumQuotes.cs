using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Texts of posts as a reply quotes them.</summary>
public sealed class ForumQuotes(IUnits units)
{
    /// <summary>A published post as it was written; null for everything else, and for who is not a member.</summary>
    public Task<QuotedPost?> FindAsync(OperationContext operation, Guid threadId, int number, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit =>
            {
                if (operation.Actor is not { Type: Actor.UserType, Id: { } reader } || await unit.RoleOfAsync(reader, cancel) is null) return null;
                var post = await unit.Db.ForumPosts.Where(p => p.ThreadId == threadId && p.Number == number && p.Status == PostStatus.Published)
                    .Select(p => new { p.Id, p.Content, p.AuthorUserId })
                    .SingleOrDefaultAsync(cancel);
                if (post is null) return null;
                var people = await unit.PeopleAsync(post.AuthorUserId is { } author ? [author] : [], cancel);
                return new QuotedPost(post.Id, number, people.Values.FirstOrDefault()?.Name ?? "FleetPrompt", post.Content);
            },
            cancel);

    /// <summary>Markdown that quotes a text, with who wrote it and where.</summary>
    public static string Markdown(string author, string href, int number, string text)
    {
        var name = author.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace('\n', ' ');
        var lines = text.Trim().ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? ">" : $"> {line}");
        return $"> [{name} in #{number}]({href}):\n>\n{string.Join('\n', lines)}\n\n";
    }
}

/// <param name="Content">Markdown, or HTML that was imported.</param>
public sealed record QuotedPost(Guid PostId, int Number, string Author, string Content);
