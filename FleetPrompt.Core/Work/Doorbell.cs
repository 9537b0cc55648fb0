using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Work;

/// <summary>
/// Says "something committed for this tenant" to whoever listens in this process, and through <see cref="Relay"/> to other nodes. It carries no facts: a lost ring costs latency, never work.
/// </summary>
public sealed class Doorbell
{
    private readonly Lock gate = new();
    private Action<int?>[] listeners = [];
    private Action<int>? remote;

    /// <summary>Rings when <paramref name="unit"/> has committed.</summary>
    public void RingAfterCommit(TenantUnit unit)
    {
        var tenant = unit.Tenant.TenantId;
        unit.AfterCommitOnce(this, () => Ring(tenant));
    }

    /// <summary>Rings here and on other nodes.</summary>
    public void Ring(int tenantId)
    {
        RingHere(tenantId);
        remote?.Invoke(tenantId);
    }

    /// <summary>A ring that came from another node; null stands for all tenants.</summary>
    public void RingHere(int? tenantId)
    {
        foreach (var listener in listeners) listener(tenantId);
    }

    /// <summary>Calls <paramref name="listener"/> on each ring, on the ringing thread: it must not block or throw. Dispose to stop.</summary>
    public IDisposable Listen(Action<int?> listener)
    {
        Action<int?> own = tenant => listener(tenant); // equal delegates given twice are two listeners
        lock (gate) listeners = [.. listeners, own];
        return new Subscription(() =>
        {
            lock (gate) listeners = [.. listeners.Where(l => l != own)];
        });
    }

    /// <summary>Where rings go besides this process.</summary>
    public void Relay(Action<int> toOtherNodes) => remote = toOtherNodes;

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
