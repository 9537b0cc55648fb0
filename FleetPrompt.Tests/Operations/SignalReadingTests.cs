using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class SignalReadingTests(Installation fleet) : DatabaseTests(fleet)
{
    private SignalReading Reading => Given.Get<SignalReading>();

    [Fact]
    public async Task The_newest_come_first_and_a_page_says_where_the_next_begins()
    {
        var acme = await Given.Org();
        var said = new List<Guid>();
        for (var n = 0; n < 5; n++) said.Add((await acme.Emit(type: TestSignals.Said)).Id);

        var query = new SignalQuery(Name: "speech", Take: 2);
        var first = await Reading.ReadAsync(acme.Act(), query, Cancel);
        var second = await Reading.ReadAsync(acme.Act(), query with { Before = first.Older }, Cancel);
        var last = await Reading.ReadAsync(acme.Act(), query with { Before = second.Older }, Cancel);

        first.Entries.Concat(second.Entries).Concat(last.Entries).Select(e => e.Id).ShouldBe(said.AsEnumerable().Reverse());
        last.Older.ShouldBeNull();
    }

    [Fact]
    public async Task Each_filter_leaves_only_what_fits()
    {
        var acme = await Given.Org().WithMember("ana");
        var subject = TestSignals.Anything();
        var hers = await acme.Emit(subject: subject, operation: acme.Act("ana"));
        await acme.Emit(type: TestSignals.Said);
        var elsewhere = await acme.Emit(options: new SignalOptions { Stream = "test.room:1" });

        await ShouldFind(new(SubjectId: subject.Id, SubjectType: subject.Type), hers.Id);
        await ShouldFind(new(ActorId: acme["ana"]), hers.Id);
        await ShouldFind(new(Stream: "test.room:1"), elsewhere.Id);
        await ShouldFind(new(Name: "test.noted", From: hers.RecordedAt, To: elsewhere.RecordedAt), hers.Id);
        await ShouldFind(new(Name: "test.noted", ActorType: Actor.SystemType));
        (await Reading.ActorsAsync(acme.Act(), Cancel)).Select(p => p.Name).ShouldContain("ana");

        async Task ShouldFind(SignalQuery query, params Guid[] ids)
        {
            (await Reading.ReadAsync(acme.Act(), query, Cancel)).Entries.Select(e => e.Id).ShouldBe(ids);
            (await acme.Signals()).Where(query.Matches).Select(s => s.Id).ShouldBe(ids, "what arrives live is filtered alike");
        }
    }

    [Fact]
    public async Task Members_see_what_is_theirs_to_see_and_others_nothing()
    {
        var acme = await Given.Org().WithMember("ana");
        var other = await Given.Org("other");
        var (said, whispered) = (await acme.Emit(type: TestSignals.Said), await acme.Emit(type: TestSignals.Whispered));
        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set handler = 'test.gone' where signal_id = '{said.Id}'");
        await RunWork();
        var query = new SignalQuery(Name: "speech");
        var stranger = OperationContext.New(acme.Tenant, Actor.User(other[Org.OwnerName]), Sources.Web);

        (await Reading.ReadAsync(acme.Act(), query, Cancel)).Entries.Select(e => e.Id).ShouldBe([whispered.Id, said.Id]);
        (await Reading.ReadAsync(acme.Act("ana"), query, Cancel)).Entries.Select(e => e.Id).ShouldBe([said.Id]);
        (await Reading.ReadAsync(stranger, query, Cancel)).Entries.ShouldBeEmpty();
        (await Reading.SheetAsync(acme.Act("ana"), whispered.Id, Cancel)).ShouldBeNull();
        (await Reading.SheetAsync(other.Act(), said.Id, Cancel)).ShouldBeNull();
        (await Reading.SheetAsync(stranger, said.Id, Cancel)).ShouldBeNull();
        (await Delivery(acme.Act())).ErrorMessage.ShouldNotBeNull();
        (await Delivery(acme.Act("ana"))).ErrorMessage.ShouldBeNull();

        async Task<DeliveryView> Delivery(OperationContext by) => (await Reading.SheetAsync(by, said.Id, Cancel)).ShouldNotBeNull().Deliveries.ShouldHaveSingleItem();
    }
}
