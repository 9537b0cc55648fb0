namespace FleetPrompt.Web.Live;

/// <summary>How many connections and streams one person has on this node, whatever the organisations: each costs memory and reads.</summary>
internal sealed class HubSeats
{
    public const int PerPerson = 20;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, Guid Person), int> taken = [];

    /// <summary>A place among the person's connections, given back by disposing it; null when none is left.</summary>
    public IDisposable? Connect(Guid person) => Take(("connection", person));

    /// <summary>The same among its streams.</summary>
    public IDisposable? Follow(Guid person) => Take(("stream", person));

    private Seat? Take((string, Guid) key)
    {
        lock (gate)
        {
            var count = taken.GetValueOrDefault(key);
            if (count == PerPerson) return null;
            taken[key] = count + 1;
            return new Seat(this, key);
        }
    }

    private void Leave((string, Guid) key)
    {
        lock (gate)
        {
            if (--taken[key] == 0) taken.Remove(key);
        }
    }

    private sealed class Seat(HubSeats seats, (string, Guid) key) : IDisposable
    {
        private bool left;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref left, true)) seats.Leave(key);
        }
    }
}
