using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>Tags are there as long as a thread carries them: who may create tags does so by using them, everybody else uses those that are there.</summary>
public sealed class ForumTags(IUnits units)
{
    private const int MostListed = 100;

    /// <summary>The tags of the organisation with the number of their threads, the most used first. None for who is not a member.</summary>
    public Task<IReadOnlyList<TagCount>> AllAsync(OperationContext operation, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<TagCount>>(
            operation,
            async unit =>
                operation.Actor is not { Type: Actor.UserType, Id: { } reader } || await unit.RoleOfAsync(reader, cancel) is null
                    ? []
                    : await unit.Db.ForumThreads.SelectMany(t => t.Tags).GroupBy(t => t)
                        .Select(g => new { Tag = g.Key, Threads = g.Count() })
                        .OrderByDescending(t => t.Threads).ThenBy(t => t.Tag)
                        .Take(MostListed)
                        .Select(t => new TagCount(t.Tag, t.Threads))
                        .ToListAsync(cancel),
            cancel);

    /// <summary>The problem of a field with tags that a member may not bring in.</summary>
    internal static async Task<FieldProblem?> RefusalAsync(TenantUnit unit, ForumStanding standing, string? text, IReadOnlyList<string> had, DateTimeOffset now, CancellationToken cancel)
    {
        var added = TagNames.Of(text).Except(had, StringComparer.Ordinal).ToList();
        if (added.Count > 0 && ForumRights.Refusal(standing, ForumAct.ChooseTags, now) is { } none) return new("tags", none.Message);
        if (ForumRights.Refusal(standing, ForumAct.CreateTag, now) is null) return null;
        foreach (var tag in added)
        {
            if (!await unit.Db.ForumThreads.AnyAsync(t => t.Tags.Contains(tag), cancel))
                return new("tags", $"There is no tag “{tag}” yet. Choose one that is there, or ask somebody trusted to begin it.");
        }

        return null;
    }
}

public sealed record TagCount(string Tag, int Threads);
