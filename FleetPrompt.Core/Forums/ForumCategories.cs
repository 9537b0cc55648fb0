using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>What owners and admins change about a category. Its words are changed here, with their signal; opening and archiving it is asked for by directive.</summary>
public sealed class ForumCategories(IUnits units, DirectiveService directives, SignalBus signals, TimeProvider time)
{
    /// <summary>A category as its edit page needs it; null when there is none of that slug or the reader may not change it.</summary>
    public Task<ForumCategory?> FindAsync(OperationContext operation, string slug, CancellationToken cancel = default) =>
        units.ReadAsync(
            operation,
            async unit => await MayAsync(unit, cancel) is null ? await unit.Db.ForumCategories.AsNoTracking().SingleOrDefaultAsync(c => c.Slug == slug, cancel) : null,
            cancel);

    /// <summary>Errors: <see cref="Forbidden"/>, <see cref="NotFound"/>, <see cref="Invalid"/>, <see cref="Conflict"/> (somebody else was faster).</summary>
    public Task<Result<ForumCategory>> EditAsync(OperationContext operation, Guid id, int version, NewCategory form, CancellationToken cancel = default) =>
        units.RunAsync<ForumCategory>(
            operation,
            async unit =>
            {
                if (await MayAsync(unit, cancel) is { } refused) return refused;
                var problems = form.Problems().ToList();
                if (problems.Count > 0) return new Invalid(problems);
                await unit.LockAsync("forum.categories", cancel);
                var all = await unit.Db.ForumCategories.ToListAsync(cancel);
                var category = all.SingleOrDefault(c => c.Id == id);
                if (category is null) return new NotFound();
                if (category.Version != version) return new Conflict("Somebody else has changed this category since you opened it. What you typed is kept below; reload to see theirs.");
                var name = form.Name.Trim();
                if (all.Any(c => c.Id != id && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))) return new Invalid("name", "There is a category of that name already. Choose another name.");
                var description = string.IsNullOrWhiteSpace(form.Description) ? null : form.Description.Trim();
                if ((category.Name, category.Description, category.Mode) == (name, description, form.Mode)) return category;
                (category.Name, category.Description, category.Mode, category.Version, category.UpdatedAt) = (name, description, form.Mode, version + 1, time.GetUtcNow());
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(unit, ForumSignals.CategoryUpdated, ForumSubjects.Category(id), new CategoryStateFact(id, category.Mode, category.Status, category.Version), cancel: cancel);
                return category;
            },
            cancel);

    /// <summary>Asks for the category to be archived, or opened again.</summary>
    public Task<Result<DirectiveReceipt>> ArchiveAsync(OperationContext operation, CategoryUpdate args, CancellationToken cancel = default) =>
        directives.RequestAsync(operation, ForumDirectives.UpdateCategory, new(ForumSubjects.Category(args.CategoryId), args, args.Version.ToString(CultureInfo.InvariantCulture)), cancel);

    private static async Task<Error?> MayAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is not { Type: Actor.UserType, Id: { } user } || await unit.RoleOfAsync(user, cancel) is not { } role ? new NotFound()
        : OrgRole.IsAdministrator(role) ? null
        : new Forbidden("Only an owner or an admin of this organisation can change categories.");
}

/// <summary>Archives a category or opens it again, if it is still as the requester saw it.</summary>
internal sealed class UpdateCategoryHandler(SignalBus signals, TimeProvider time) : IDirectiveHandler<CategoryUpdate>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, CategoryUpdate args, CancellationToken cancel)
    {
        var category = await run.Unit.Db.ForumCategories.SingleOrDefaultAsync(c => c.Id == args.CategoryId, cancel);
        if (category is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "The category no longer exists.");
        var next = args.Archived ? CategoryStatus.Archived : CategoryStatus.Active;
        if (category.Version != args.Version || category.Status == next)
            return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, $"The category had changed since your page showed it (it is {category.Status} now). Reload and decide again.");
        (category.Status, category.Version, category.UpdatedAt) = (next, args.Version + 1, time.GetUtcNow());
        await run.Unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(run.Unit, ForumSignals.CategoryUpdated, ForumSubjects.Category(category.Id), new CategoryStateFact(category.Id, category.Mode, next, category.Version), cancel: cancel);
        return new DirectiveOutcome.Succeeded(new { category_id = category.Id, status = next, version = category.Version });
    }
}
