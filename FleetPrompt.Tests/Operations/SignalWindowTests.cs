using FleetPrompt.Core.Operations;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class SignalWindowTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly SignalQuery Speech = new(Name: "speech", Take: 4);

    [Fact]
    public async Task Page_by_page_everything_is_there_once_while_new_ones_arrive()
    {
        var acme = await Given.Org();
        var said = await Say(acme, 18);
        var window = WindowOf(acme);
        var seen = new List<Guid>();

        for (var stretch = await window.ReadAsync(0, 3); stretch.Entries.Count > 0; stretch = await window.ReadAsync(seen.Count, 3))
        {
            seen.AddRange(stretch.Entries.Select(e => e.Id));
            await Say(acme, 1);
        }

        seen.ShouldBe(said);
        (await window.ReadAsync(0, 5)).Entries.Select(e => e.Id).ShouldBe(said.Take(5), "pages that were let go are read again and are the same");
        (await window.ReadAsync(17, 5)).ShouldSatisfyAllConditions(s => s.Entries.Single().Id.ShouldBe(said[17]), s => s.Known.ShouldBe(18), s => s.More.ShouldBeFalse());
    }

    [Fact]
    public async Task Only_the_neighbourhood_of_what_is_looked_at_is_held()
    {
        var acme = await Given.Org();
        var said = await Say(acme, 60);
        var window = WindowOf(acme);

        (await window.ReadAsync(50, 4)).Entries.Select(e => e.Id).ShouldBe(said.Skip(50).Take(4));

        window.Held.ShouldBeLessThanOrEqualTo(6 * 4);
        window.Newest.ShouldBe((await acme.Signals(s => s.Id == said[0])).Single().Seq);
        (await StatementCounter.Of(() => window.ReadAsync(50, 4))).ShouldBe(0, "what is held is not read again");
    }

    [Fact]
    public async Task What_is_committed_late_stands_among_the_others_once_the_window_forgets()
    {
        var acme = await Given.Org();
        var said = await Say(acme, 10);
        await Given.AsOwner($"update {acme.Schema}.signals set visibility = 'nobody' where id = '{said[2]}'");
        var window = WindowOf(acme);
        (await window.ReadAsync(0, 10)).Entries.Count.ShouldBe(9);

        await Given.AsOwner($"update {acme.Schema}.signals set visibility = 'members' where id = '{said[2]}'");
        window.Forget();

        (await window.ReadAsync(0, 10)).Entries.Select(e => e.Id).ShouldBe(said);
    }

    [Fact]
    public async Task It_shows_what_its_reader_may_see_and_nothing_to_others()
    {
        var acme = await Given.Org().WithMember("ana");
        var other = await Given.Org("other");
        await acme.Emit(type: TestSignals.Whispered);
        var said = await acme.Emit(type: TestSignals.Said);
        var reading = Given.Get<SignalReading>();

        (await new SignalWindow(Speech, q => reading.ReadAsync(acme.Act("ana"), q)).ReadAsync(0, 9)).Entries.Select(e => e.Id).ShouldBe([said.Id]);
        (await WindowOf(other).ReadAsync(0, 9)).ShouldSatisfyAllConditions(s => s.Entries.ShouldBeEmpty(), s => s.More.ShouldBeFalse());
    }

    private SignalWindow WindowOf(Org org) => new(Speech, query => Given.Get<SignalReading>().ReadAsync(org.Act(), query));

    /// <summary>Newest first.</summary>
    private static async Task<List<Guid>> Say(Org org, int times)
    {
        var said = new List<Guid>();
        for (var n = 0; n < times; n++) said.Insert(0, (await org.Emit(type: TestSignals.Said)).Id);
        return said;
    }
}
