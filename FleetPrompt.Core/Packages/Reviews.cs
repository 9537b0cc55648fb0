using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Packages;

/// <summary>What members think of packages; seen by all organisations. One for each member and package, which may be changed.</summary>
public sealed class Reviews(IUnits units, SignalBus signals, TimeProvider time)
{
    public const int MaxText = 2_000;

    /// <summary>The newest first, before all others the one of <paramref name="writer"/>.</summary>
    public async Task<IReadOnlyList<ReviewView>> ListAsync(Guid packageId, Guid? writer, int most, CancellationToken cancel = default)
    {
        var read = await units.RunPlatformAsync<List<ReviewView>>(
            async unit => await (
                from review in unit.Db.PackageReviews.AsNoTracking()
                join user in unit.Db.Users on review.UserId equals user.Id
                where review.PackageId == packageId
                orderby review.UserId == writer descending, review.UpdatedAt descending, review.Id
                select new ReviewView(review.UserId, user.DisplayName, review.Rating, review.Text, review.Version, review.UpdatedAt)).Take(most).ToListAsync(cancel),
            cancel);
        return read.Value;
    }

    /// <summary>
    /// Writes or changes the actor's review. Only where the actor's organisation has, or had, the package. Errors: <see cref="Invalid"/> (rating, text), <see cref="Forbidden"/>, <see cref="NotFound"/>.
    /// </summary>
    public async Task<Result<Guid>> WriteAsync(OperationContext operation, string slug, int rating, string? text, CancellationToken cancel = default)
    {
        if (rating is < 1 or > 5) return new Invalid("rating", "Give one to five stars.");
        if (text?.Length > MaxText) return new Invalid("text", $"Keep the review within {MaxText:N0} characters.");
        if (text?.Contains('\0', StringComparison.Ordinal) == true) return new Invalid("text", "The review has a character that cannot be kept (U+0000). Take that out.");
        if (operation.Actor is not { Type: Actor.UserType, Id: { } user }) return new Forbidden("Only members review packages.");
        var version = await units.ReadAsync(
            operation,
            async unit => await unit.RoleOfAsync(user, cancel) is null
                ? null
                : await unit.Db.PackageInstallations.Where(i => i.PackageSlug == slug && i.InstalledAt != null).OrderByDescending(i => i.CreatedAt).Select(i => i.Version).FirstOrDefaultAsync(cancel),
            cancel);
        if (version is null) return new Forbidden("Only members of organisations that have installed the package can review it.");
        return await units.RunPlatformAsync<Guid>(
            async unit =>
            {
                await unit.LockAsync($"reviews:{slug}", cancel);
                if (await unit.Db.Packages.SingleOrDefaultAsync(p => p.Slug == slug && p.IsPublished, cancel) is not { } package) return new NotFound();
                var review = await unit.Db.PackageReviews.SingleOrDefaultAsync(r => r.PackageId == package.Id && r.UserId == user, cancel);
                var now = time.GetUtcNow();
                if (review is null)
                    unit.Db.Add(review = new PackageReview { PackageId = package.Id, UserId = user, OrganizationId = operation.Tenant.OrganizationId, Rating = rating, Version = version, CreatedAt = now });
                review.Rating = rating;
                review.Text = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
                review.Version = version;
                review.UpdatedAt = now;
                await unit.Db.SaveChangesAsync(cancel);
                var all = await unit.Db.PackageReviews.Where(r => r.PackageId == package.Id).GroupBy(r => 1).Select(g => new { Count = g.Count(), Average = g.Average(r => (decimal)r.Rating) }).SingleAsync(cancel);
                package.ReviewCount = all.Count;
                package.RatingAverage = Math.Round(all.Average, 2);
                await unit.Db.SaveChangesAsync(cancel);
                var tenant = await unit.SwitchAsync(operation, cancel);
                await signals.EmitAsync(tenant, PackageSignals.Reviewed, new Subject("package.review", review.Id), new ReviewFact(review.Id, slug, rating), cancel: cancel);
                return review.Id;
            },
            cancel);
    }
}

/// <param name="Version">The version that was installed when it was written.</param>
public sealed record ReviewView(Guid UserId, string Author, int Rating, string? Text, string Version, DateTimeOffset At);
