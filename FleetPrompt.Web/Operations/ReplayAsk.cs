using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Web.Components;

namespace FleetPrompt.Web.Operations;

/// <summary>What a replay is asked for, and how that is called.</summary>
public sealed record ReplayAsk(ReplayRequest Request, string Scope)
{
    public static ReplayAsk Of(TimelineEntry signal) => new(new ReplayRequest(Ids: [signal.Id]), $"{signal.Name} {Words.ShortId(signal.Id)}");

    public static string Told(ReplayReceipt receipt) =>
        $"Replaying {Words.Count(receipt.Signals, "signal", "signals")}: {Words.Count(receipt.Deliveries, "delivery is", "deliveries are")} in line.";
}
