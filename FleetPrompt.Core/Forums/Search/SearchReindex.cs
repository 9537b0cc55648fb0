using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Search;

/// <summary>All entries are to be made anew, in the language of the settings.</summary>
/// <param name="Version">Of the settings that ask for it.</param>
/// <param name="After">Posts up to this one have been done.</param>
public sealed record SearchReindex(int Version, Guid After) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (Version < 0) yield return new("version", "The version cannot be negative.");
    }
}

/// <summary>Makes some entries anew, and asks for the next ones until all are done: each run is short, and one that is lost goes on where it was.</summary>
internal sealed class SearchReindexHandler(SearchIndexing indexing, DirectiveService directives) : IDirectiveHandler<SearchReindex>
{
    private const int Slice = 2000;

    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, SearchReindex args, CancellationToken cancel)
    {
        var unit = run.Unit;
        var posts = unit.Db.ForumPosts.Where(p => p.Id > args.After && p.Status == PostStatus.Published);
        var ids = await posts.OrderBy(p => p.Id).Take(Slice).Select(p => p.Id).ToListAsync(cancel);
        if (ids.Count > 0)
        {
            var last = ids[^1];
            await indexing.WriteAsync(unit, posts.Where(p => p.Id <= last), cancel);
            if (ids.Count == Slice)
            {
                var next = await directives.RequestAsync(unit, ForumDirectives.ReindexSearch, Request(unit.Tenant, new SearchReindex(args.Version, last)), cancel);
                if (!next.IsOk) throw new InvalidOperationException(next.Error!.Message);
            }
        }

        return new DirectiveOutcome.Succeeded(new { posts = ids.Count });
    }

    internal static DirectiveRequest<SearchReindex> Request(TenantRef tenant, SearchReindex args) =>
        new(ForumSubjects.Forum(tenant.OrganizationId), args, $"{args.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)}-{args.After}");
}
