using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Search;

/// <summary>Brings posts into the index that no signal has brought: those of a restored organisation, and of one that is older than the index.</summary>
internal sealed class SearchReconciliation(IUnits units, IForumIndex index, SearchIndexing indexing) : IReconciled
{
    private const int Batch = 500;

    public async Task<int> ReconcileAsync(TenantRef tenant, CancellationToken cancel)
    {
        for (var done = 0; ;)
        {
            var mended = await units.RunAsync<int>(OperationContext.New(tenant, Actor.System, Sources.Job), unit => MendAsync(unit, cancel), cancel);
            done += mended.Value;
            if (mended.Value < Batch) return done;
        }
    }

    private async Task<Result<int>> MendAsync(TenantUnit unit, CancellationToken cancel)
    {
        var astray = await index.AstrayAsync(unit, Batch, cancel);
        if (astray.Count == 0) return 0;
        await indexing.WriteAsync(unit, unit.Db.ForumPosts.Where(p => astray.Contains(p.Id)), cancel);
        var posts = unit.Db.ForumPosts;
        await unit.Db.ForumDocuments.Where(d => astray.Contains(d.PostId) && !posts.Any(p => p.Id == d.PostId)).ExecuteDeleteAsync(cancel);
        return astray.Count;
    }
}
