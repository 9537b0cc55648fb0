using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums;

/// <summary>
/// Brings threads with their replies in from NDJSON, one unit a thread: authors become placeholder members, every thread and post its signals.
/// A thread that is in already is left alone, so an import that was stopped goes on where it was. Bad lines are reported; the rest goes in.
/// </summary>
public sealed class ForumImport(IUnits units, SignalBus signals, IContentRenderer renderer, TimeProvider time)
{
    private const int MaxTries = 5;
    private const string UniqueViolation = "23505";

    public async Task<ImportReport> RunAsync(TenantRef tenant, TextReader lines, ImportSettings settings, IProgress<ImportReport>? progress = null, CancellationToken cancel = default)
    {
        var operation = OperationContext.New(tenant, Actor.System, Sources.Import);
        var (category, known) = await PrepareAsync(operation, settings, cancel);
        var bad = new List<BadLine>();
        var report = new ImportReport(0, 0, 0, bad);
        for (var number = 1; await lines.ReadLineAsync(cancel) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var parsed = ImportLine.Parse(number == 1 ? line.TrimStart('\uFEFF') : line, time.GetUtcNow().AddDays(1));
            if (!parsed.IsOk) bad.Add(new BadLine(number, parsed.Error!.Message));
            else if (known.Contains(parsed.Value.Id)) report = report with { Skipped = report.Skipped + 1 };
            else
            {
                var made = await ImportAsync(operation, category, settings, parsed.Value, cancel);
                known.Add(parsed.Value.Id);
                report = made.Value ? report with { Threads = report.Threads + 1, Replies = report.Replies + parsed.Value.Replies.Count } : report with { Skipped = report.Skipped + 1 };
            }

            progress?.Report(report);
        }

        return report;
    }

    private async Task<(Guid Category, HashSet<string> Known)> PrepareAsync(OperationContext operation, ImportSettings settings, CancellationToken cancel)
    {
        var prepared = await units.RunAsync<(Guid, HashSet<string>)>(
            operation,
            async unit =>
            {
                var slug = Slug.Of(settings.CategoryName, "imported");
                await unit.LockAsync($"forum.category:{slug}", cancel);
                var known = await unit.Db.ForumThreads.IgnoreQueryFilters().Where(t => t.ImportSource == settings.Source).Select(t => t.ImportId!).ToListAsync(cancel);
                var category = await unit.Db.ForumCategories.AsNoTracking().SingleOrDefaultAsync(c => c.Slug == slug, cancel) ?? await CategoryAsync(unit, slug, settings, cancel);
                return (category.Id, known.ToHashSet(StringComparer.Ordinal));
            },
            cancel);
        return prepared.Value;
    }

    private async Task<ForumCategory> CategoryAsync(TenantUnit unit, string slug, ImportSettings settings, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var category = new ForumCategory
        {
            Slug = slug,
            Name = settings.CategoryName,
            Description = settings.CategoryDescription,
            CreatedByUserId = Guid.Empty,
            CreatedAt = now,
            UpdatedAt = now,
        };
        unit.Db.Add(category);
        await unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(
            unit,
            ForumSignals.CategoryCreated,
            ForumSubjects.Category(category.Id),
            new CategoryFact(category.Id),
            ForumWriting.Once("forum.category.created", category.Id),
            cancel);
        return category;
    }

    /// <summary>One unit a thread. Where another import has just made one of its authors, begins it again: then the author is there.</summary>
    private async Task<Result<bool>> ImportAsync(OperationContext operation, Guid category, ImportSettings settings, ImportLine line, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await units.RunPlatformAsync(unit => ImportAsync(unit, operation, category, settings, line, cancel), cancel);
            }
            catch (DbUpdateException fault) when (tries < MaxTries && fault.InnerException is DbException { SqlState: UniqueViolation })
            {
                // Nothing was committed.
            }
        }
    }

    /// <summary>False when somebody else's import brought the thread in meanwhile.</summary>
    private async Task<Result<bool>> ImportAsync(PlatformUnit platform, OperationContext operation, Guid category, ImportSettings settings, ImportLine line, CancellationToken cancel)
    {
        var tenant = operation.Tenant;
        var source = settings.Source;
        var names = line.Replies.Select(r => r.Author).Append(line.Author).Distinct(StringComparer.Ordinal);
        var authors = names.ToDictionary(name => name, name => settings.Members.TryGetValue(name, out var member) ? member : AuthorId(tenant, source, name), StringComparer.Ordinal);
        await EnsureAuthorsAsync(platform, tenant, authors, cancel);
        var unit = await platform.SwitchAsync(operation with { CorrelationId = Guid.CreateVersion7() }, cancel);
        await unit.LockAsync($"forum.import:{source}:{line.Id}", cancel);
        if (await unit.Db.ForumThreads.IgnoreQueryFilters().AnyAsync(t => t.ImportSource == source && t.ImportId == line.Id, cancel)) return false;

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var posts = Posts(line, id, authors, now);
        var accepted = line.Replies.Select((r, i) => (r.Accepted, Post: posts[i + 1])).FirstOrDefault(x => x.Accepted).Post;
        var last = posts.MaxBy(p => (p.CreatedAt, p.Number))!;
        var thread = new ForumThread
        {
            Id = id,
            CategoryId = category,
            Title = line.Title,
            Slug = await ForumWriting.FreeSlugAsync(unit, line.Title, id, cancel),
            CreatedByUserId = authors[line.Author],
            Tags = [.. line.Tags],
            PostCount = posts.Count,
            LastActivityAt = last.CreatedAt,
            LastPostUserId = last.AuthorUserId,
            TextLength = posts.Sum(p => (long)p.Content.Length),
            AcceptedPostId = accepted?.Id,
            ImportSource = source,
            ImportId = line.Id,
            CreatedAt = line.Created,
            UpdatedAt = now,
        };
        unit.Db.Add(thread);
        unit.Db.AddRange(posts);
        unit.Db.AddRange(posts.CountBy(p => p.AuthorUserId!.Value).Select(p => new ThreadParticipant { ThreadId = id, UserId = p.Key, Posts = p.Value }));
        await unit.Db.SaveChangesAsync(cancel);
        await TellAsync(unit, thread, posts, cancel);
        return true;
    }

    private List<ForumPost> Posts(ImportLine line, Guid threadId, Dictionary<string, Guid> authors, DateTimeOffset now)
    {
        var texts = line.Replies.Select(r => (r.Id, r.Text, r.Author, r.Created)).Prepend((line.Id, line.Text, line.Author, line.Created));
        return
        [
            .. texts.Select((t, i) => new ForumPost
            {
                Id = Guid.CreateVersion7(now),
                ThreadId = threadId,
                Number = i + 1,
                Content = t.Text,
                ContentHtml = renderer.Render(t.Text, line.Format).Html,
                ContentFormat = line.Format == ContentFormat.Html ? "html" : "markdown",
                AuthorUserId = authors[t.Author],
                ImportId = t.Id,
                CreatedAt = t.Created,
                UpdatedAt = now,
            }),
        ];
    }

    private async Task TellAsync(TenantUnit unit, ForumThread thread, List<ForumPost> posts, CancellationToken cancel)
    {
        var created = await signals.EmitAsync(
            unit,
            ForumSignals.ThreadCreated,
            ForumSubjects.Thread(thread.Id),
            new ThreadFact(thread.Id, thread.CategoryId),
            ForumWriting.Once("forum.thread.created", thread.Id) with { OccurredAt = thread.CreatedAt, Actor = Actor.User(thread.CreatedByUserId) },
            cancel);
        var drafts = posts.Select(post => SignalBus.Draft(
            ForumSignals.PostCreated,
            ForumSubjects.Post(post.Id),
            new PostFact(post.Id, post.ThreadId, post.Number, post.Role),
            ForumWriting.Once("forum.post.created", post.Id) with
            {
                Stream = ForumSubjects.Thread(thread.Id).Stream,
                OccurredAt = post.CreatedAt,
                Actor = Actor.User(post.AuthorUserId!.Value),
                CausationId = post.Number == 1 ? created.Id : null,
            }));
        await signals.EmitAsync(unit, [.. drafts], cancel);
    }

    private async Task EnsureAuthorsAsync(PlatformUnit unit, TenantRef tenant, Dictionary<string, Guid> authors, CancellationToken cancel)
    {
        var ids = authors.Values.ToList();
        var there = await unit.Db.Users.Where(u => ids.Contains(u.Id)).Select(u => u.Id).ToListAsync(cancel);
        var now = time.GetUtcNow();
        foreach (var (name, id) in authors.Where(a => !there.Contains(a.Value)))
        {
            unit.Db.Users.Add(new User { Id = id, DisplayName = name, CreatedAt = now, SecurityStamp = Guid.NewGuid().ToString("N") });
            unit.Db.Memberships.Add(new OrganizationMembership
            {
                OrganizationId = tenant.OrganizationId,
                UserId = id,
                Role = OrgRole.Member,
                Status = MembershipStatus.Placeholder,
                CreatedAt = now,
                UpdatedAt = now,
            });
        }

        await unit.Db.SaveChangesAsync(cancel);
    }

    /// <summary>The same author of the same source in the same organisation always has the same id (a version 8 uuid made from a SHA-256, RFC 9562).</summary>
    private static Guid AuthorId(TenantRef tenant, string source, string author)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.OrganizationId}\n{source}\n{author}"))[..16];
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}

/// <param name="Source">Names where the threads come from: with a thread's id it says whether it is in already.</param>
/// <param name="CategoryName">Where the threads go; made when missing.</param>
public sealed record ImportSettings(string Source = "ndjson", string CategoryName = "Imported", string? CategoryDescription = "Threads brought in from elsewhere.")
{
    /// <summary>Authors who are members already, by the name the lines give them; all others become placeholders.</summary>
    public IReadOnlyDictionary<string, Guid> Members { get; init; } = new Dictionary<string, Guid>();
}

public sealed record ImportReport(int Threads, int Replies, int Skipped, IReadOnlyList<BadLine> Bad);

public sealed record BadLine(int Number, string Reason);
