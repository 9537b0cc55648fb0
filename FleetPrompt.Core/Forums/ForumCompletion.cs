using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>What a composer offers while a name is typed; nothing to who is not a member.</summary>
public sealed class ForumCompletion(IUnits units)
{
    /// <summary>The longest beginning of a name that is looked for.</summary>
    public const int Longest = 60;

    /// <summary>Members whose name has a word that begins so.</summary>
    public Task<IReadOnlyList<Person>> MembersAsync(OperationContext operation, string text, int most, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<Person>>(
            operation,
            async unit => await MayAsync(unit, cancel) ? await unit.FindPeopleAsync(text.Replace('\0', ' ').Trim(), most, active: true, cancel) : [],
            cancel);

    /// <summary>Categories whose name has a word that begins so; all of them for an empty text.</summary>
    public Task<IReadOnlyList<CategoryChoice>> CategoriesAsync(OperationContext operation, string text, int most, CancellationToken cancel = default) =>
        units.ReadAsync<IReadOnlyList<CategoryChoice>>(
            operation,
            async unit =>
            {
                if (!await MayAsync(unit, cancel)) return [];
                var all = await unit.Db.ForumCategories.AsNoTracking().OrderBy(c => c.Status).ThenBy(c => c.Name).Select(c => new CategoryChoice(c.Slug, c.Name, c.Description)).ToListAsync(cancel);
                return [.. all.Where(c => Begins(c.Name, text.Trim())).Take(most)];
            },
            cancel);

    /// <summary>How a post mentions a person: names of several words stand in quotation marks.</summary>
    public static string Mention(string name) => name.All(char.IsLetterOrDigit) ? $"@{name}" : $"@\"{name.Replace("\"", "", StringComparison.Ordinal)}\"";

    private static bool Begins(string name, string text) =>
        text.Length == 0 || name.StartsWith(text, StringComparison.CurrentCultureIgnoreCase) || name.Split(' ', '-').Any(word => word.StartsWith(text, StringComparison.CurrentCultureIgnoreCase));

    private static async Task<bool> MayAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } reader } && await unit.RoleOfAsync(reader, cancel) is not null;
}

public sealed record CategoryChoice(string Slug, string Name, string? Description);
