using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;

namespace FleetPrompt.Core.Directives;

/// <summary>Directives as the queue's work: those that share a unit together, as far as they go; all others, and what did not go together, one by one.</summary>
internal sealed class DirectiveWork(DirectivesTogether together, DirectiveAlone alone) : IWorkKind
{
    public string Name => DirectiveService.WorkKind;

    public async Task PerformAsync(TenantRef tenant, IReadOnlyList<WorkItem> items)
    {
        var left = items[0].Work.Shares ? await together.PerformAsync(tenant, items) : items;
        foreach (var item in left) await alone.PerformAsync(tenant, item.Work, item.Stop);
    }

    public Task AbandonAsync(TenantRef tenant, ClaimedWork work, CancellationToken cancel) => alone.AbandonAsync(tenant, work, cancel);
}
