using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Work;

public sealed class DoorbellTests
{
    private readonly Doorbell doorbell = new();
    private readonly List<int?> heard = [];
    private readonly List<int> relayed = [];

    [Fact]
    public void A_ring_is_heard_here_and_on_other_nodes()
    {
        doorbell.Relay(relayed.Add);
        using var listening = doorbell.Listen(heard.Add);

        doorbell.Ring(7);

        heard.ShouldBe([7]);
        relayed.ShouldBe([7]);
    }

    [Fact]
    public void A_ring_that_came_from_elsewhere_is_not_sent_back()
    {
        doorbell.Relay(relayed.Add);
        using var listening = doorbell.Listen(heard.Add);

        doorbell.RingHere(7);
        doorbell.RingHere(null);

        heard.ShouldBe([7, null]);
        relayed.ShouldBeEmpty();
    }

    [Fact]
    public void Who_stopped_listening_hears_nothing_more()
    {
        var listening = doorbell.Listen(heard.Add);
        listening.Dispose();
        listening.Dispose();

        doorbell.Ring(7);

        heard.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_listener_twice_stops_once_at_a_time()
    {
        Action<int?> listener = heard.Add;
        using var first = doorbell.Listen(listener);
        doorbell.Listen(listener).Dispose();

        doorbell.Ring(7);

        heard.ShouldBe([7]);
    }

    [Fact]
    public void A_listener_may_leave_while_the_bell_rings()
    {
        IDisposable? own = null;
        own = doorbell.Listen(_ => own!.Dispose());
        using var other = doorbell.Listen(heard.Add);

        doorbell.Ring(1);
        doorbell.Ring(2);

        heard.ShouldBe([1, 2]);
    }

    [Fact]
    public void A_unit_rings_only_once_it_has_committed()
    {
        using var listening = doorbell.Listen(heard.Add);
        var unit = new StandInUnit(OperationContext.New(Rooms.Demo, Actor.System, Sources.Job));

        doorbell.RingAfterCommit(unit);
        heard.ShouldBeEmpty();
        unit.Commit();

        heard.ShouldBe([Rooms.Demo.TenantId]);
    }

    [Fact]
    public void A_unit_stays_with_its_tenant()
    {
        var unit = new StandInUnit(OperationContext.New(Rooms.Demo, Actor.System, Sources.Job));

        Should.Throw<ArgumentException>(() => unit.Join(OperationContext.New(Rooms.Acme, Actor.System, Sources.Job)));
        unit.Tenant.ShouldBe(Rooms.Demo);
    }

    private sealed class StandInUnit(OperationContext operation) : TenantUnit(operation)
    {
        public override TenantDb Db => throw new NotSupportedException();

        public override Task SaveAsync(CancellationToken cancel) => throw new NotSupportedException();

        public void Commit() => Committed();

        public override Task LockAsync(string key, CancellationToken cancel) => throw new NotSupportedException();

        public override Task<string?> RoleOfAsync(Guid userId, CancellationToken cancel) => throw new NotSupportedException();

        public override Task<IReadOnlyList<Person>> FindPeopleAsync(string text, int most, bool active, CancellationToken cancel) => throw new NotSupportedException();

        public override Task<Membership?> MembershipAsync(Guid userId, CancellationToken cancel) => throw new NotSupportedException();

        public override Task<IReadOnlyDictionary<Guid, Person>> PeopleAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) => throw new NotSupportedException();

        public override Task<string> OrganizationNameAsync(CancellationToken cancel) => throw new NotSupportedException();
    }
}
