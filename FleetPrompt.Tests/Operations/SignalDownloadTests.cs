using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using FleetPrompt.Web.Operations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class SignalDownloadTests(Installation fleet) : DatabaseTests(fleet)
{
    private SignalDownload Download => Given.Get<SignalDownload>();

    [Fact]
    public async Task What_fits_and_may_be_seen_comes_newest_first_across_pages()
    {
        var acme = await Given.Org().WithMember("ana");
        var other = await Given.Org("other");
        await Many(acme, 1_203);
        await acme.Emit(type: TestSignals.Whispered);
        var speech = new SignalQuery(Name: "speech");

        var hers = await Take(acme.Act("ana"), speech);

        hers.Select(s => s.Seq).ShouldBe((await acme.Signals(s => s.Name == "speech.said")).Select(s => s.Seq).Reverse());
        (await Download.CountAsync(acme.Act("ana"), speech, Cancel)).ShouldBe(1_203);
        (await Take(acme.Act(), speech)).Count.ShouldBe(1_204);
        (await Take(other.Act(), speech)).ShouldBeEmpty();
        (await Take(OperationContext.New(acme.Tenant, Actor.User(other[Org.OwnerName]), Sources.Web), speech)).ShouldBeEmpty();
        (await Take(acme.Act(), speech with { Before = hers[1_000].Seq })).Count.ShouldBe(202);
    }

    [Fact]
    public async Task A_file_ends_at_its_cap_and_the_count_says_that_there_are_more()
    {
        var acme = await Given.Org();
        await Many(acme, SignalDownload.Most + 5);
        var speech = new SignalQuery(Name: "speech");

        (await Take(acme.Act(), speech)).Select(s => s.Seq).Distinct().Count().ShouldBe(SignalDownload.Most);
        (await Download.CountAsync(acme.Act(), speech, Cancel)).ShouldBe(SignalDownload.Most + 1);
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("a=1", "\"a=1\"")]
    public void A_cell_is_quoted_and_is_never_a_formula(string text, string cell) => SignalCsv.Cell(text).ShouldBe(cell);

    private async Task<List<Signal>> Take(OperationContext operation, SignalQuery query)
    {
        var taken = new List<Signal>();
        await foreach (var signal in Download.ReadAsync(operation, query, Cancel)) taken.Add(signal);
        return taken;
    }

    /// <summary>Copies of one signal.</summary>
    private async Task Many(Org org, int count)
    {
        var one = await org.Emit(type: TestSignals.Said);
        await Given.AsOwner($"""
            insert into {org.Schema}.signals (id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, payload, metadata, visibility)
            select gen_random_uuid(), name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, payload, metadata, visibility
            from {org.Schema}.signals, generate_series(2, {count}) where id = '{one.Id}'
            """);
    }
}
