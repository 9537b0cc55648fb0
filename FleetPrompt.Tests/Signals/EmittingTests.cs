using FleetPrompt.Core;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class EmittingTests(Installation fleet) : DatabaseTests(fleet)
{
    private SignalBus Bus => Given.Get<SignalBus>();

    [Fact]
    public async Task A_signal_says_who_where_from_about_what_and_as_part_of_what()
    {
        var acme = await Given.Org().WithMember("ana");
        var subject = TestSignals.Anything();
        var act = acme.Act("ana") with { CausationId = Guid.NewGuid() };

        var emitted = await acme.Emit(subject: subject, operation: act);

        var signal = await acme.One<Signal>(s => s.Id == emitted.Id);
        signal.ShouldSatisfyAllConditions(
            s => s.Name.ShouldBe("test.noted"),
            s => s.Stream.ShouldBe($"test.thing:{subject.Id}"),
            s => (s.ActorType, s.ActorId).ShouldBe(("user", acme["ana"])),
            s => (s.SubjectType, s.SubjectId).ShouldBe((subject.Type, subject.Id)),
            s => s.CorrelationId.ShouldBe(act.CorrelationId),
            s => s.CausationId.ShouldBe(act.CausationId),
            s => s.RequestId.ShouldBe("request-1"),
            s => s.Source.ShouldBe("web"),
            s => s.Visibility.ShouldBe("members"),
            s => s.RecordedAt.ShouldBe(s.OccurredAt, TimeSpan.FromMinutes(1)),
            s => s.Seq.ShouldBePositive());
        var metadata = signal.Metadata.RootElement;
        metadata.GetProperty("tenant").GetString().ShouldBe(acme.Schema);
        metadata.GetProperty("source").GetString().ShouldBe("web");
        metadata.GetProperty("request_id").GetString().ShouldBe("request-1");
        metadata.GetProperty("actor").GetProperty("id").GetGuid().ShouldBe(acme["ana"]);
        metadata.GetProperty("subject").GetProperty("id").GetGuid().ShouldBe(subject.Id);
        metadata.GetProperty("correlation_id").GetGuid().ShouldBe(act.CorrelationId);
        metadata.GetProperty("causation_id").GetGuid().ShouldBe(act.CausationId!.Value);
    }

    [Fact]
    public async Task The_same_dedupe_key_again_gives_the_first_signal_back()
    {
        var acme = await Given.Org();

        var first = await acme.Emit("first", new() { DedupeKey = "once" });
        var second = await acme.Emit("second", new() { DedupeKey = "once" });

        second.Id.ShouldBe(first.Id);
        second.Payload.RootElement.GetProperty("text").GetString().ShouldBe("first");
        (await acme.Signals(s => s.DedupeKey == "once")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_dedupe_key_at_once_is_one_signal()
    {
        var acme = await Given.Org();

        var emitted = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => acme.Emit($"{n}", new() { DedupeKey = "crowd" })));

        emitted.Select(s => s.Id).Distinct().ShouldHaveSingleItem();
        (await acme.Signals(s => s.DedupeKey == "crowd")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_dedupe_key_of_another_organisation_is_free()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));

        var ours = await acme.Emit("ours", new() { DedupeKey = "once" });
        var theirs = await zeta.Emit("theirs", new() { DedupeKey = "once" });

        theirs.Id.ShouldNotBe(ours.Id);
        (await zeta.Signals(s => s.Id == ours.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_at_once_keep_their_order_around_one_that_is_known()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        var known = await acme.Emit("known", new() { DedupeKey = "k" });
        var drafts = new[] { null, "k", null }.Select((key, n) => SignalBus.Draft(TestSignals.Noted, subject, new Note($"{n}"), new() { DedupeKey = key })).ToList();

        var emitted = await acme.DoOk(unit => Bus.EmitAsync(unit, drafts, Cancel));

        emitted[1].Id.ShouldBe(known.Id);
        (await acme.Signals(s => s.SubjectId == subject.Id)).Select(s => s.Payload.RootElement.GetProperty("text").GetString()).ShouldBe(["0", "2"]);
    }

    [Theory]
    [InlineData("noted")]
    [InlineData("Test.noted")]
    [InlineData("test..noted")]
    [InlineData("test.noted.")]
    [InlineData("test.1st")]
    [InlineData("test.no-ted")]
    [InlineData("test.noted\n")]
    public void A_name_is_lower_case_words_joined_by_dots(string name) => Should.Throw<ArgumentException>(() => new SignalType<Note>(name, "…"));

    [Fact]
    public async Task What_is_not_in_the_catalog_is_refused()
    {
        var acme = await Given.Org();
        var stranger = new SignalType<Note>("test.stranger", "…");
        var impostor = new SignalType<Note>("test.guarded", "the same name, for everybody");

        (await Should.ThrowAsync<ArgumentException>(() => acme.Emit(type: stranger))).Message.ShouldContain("catalog");
        (await Should.ThrowAsync<ArgumentException>(() => acme.Emit(type: impostor))).Message.ShouldContain("catalog");
    }

    [Fact]
    public async Task More_than_64_KiB_are_refused()
    {
        var acme = await Given.Org();

        (await Should.ThrowAsync<ArgumentException>(() => acme.Emit(new string('ä', 33_000)))).Message.ShouldContain("65,536");
        (await acme.Emit(new string('a', 60_000))).Seq.ShouldBePositive();
    }

    [Fact]
    public async Task Secrets_do_not_reach_the_table()
    {
        var acme = await Given.Org();
        const string token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

        var emitted = await acme.DoOk(unit => Bus.EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note($"use {token}", "hunter2 is mine"), cancel: Cancel));

        var stored = await Given.AskOwner<string>($"select payload::text || metadata::text from {acme.Schema}.signals where id = '{emitted.Id}'");
        stored.ShouldNotBeNull().ShouldNotContain(token);
        stored.ShouldNotContain("hunter2");
        emitted.Metadata.RootElement.GetProperty("redacted").EnumerateArray().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Who_may_see_it_is_narrowed_never_widened()
    {
        var acme = await Given.Org();

        (await acme.Emit(options: new() { Visibility = Visibility.Admins })).Visibility.ShouldBe("admins");
        (await acme.Emit(options: new() { Visibility = Visibility.Members }, type: TestSignals.Guarded)).Visibility.ShouldBe("moderators");
    }

    [Fact]
    public async Task Signals_go_with_the_unit_that_is_rolled_back()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();

        await acme.Do<bool>(async unit =>
        {
            await Bus.EmitAsync(unit, TestSignals.Noted, subject, new Note("never was"), cancel: Cancel);
            return new NotFound();
        });

        (await acme.Signals(s => s.SubjectId == subject.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_doorbell_rings_once_it_is_durable_and_not_otherwise()
    {
        var acme = await Given.Org();
        var rings = new List<int?>();
        using var listening = Given.Get<Core.Work.Doorbell>().Listen(rings.Add);

        await acme.Do<bool>(async unit =>
        {
            await Bus.EmitAsync(unit, TestSignals.Noted, TestSignals.Anything(), new Note("never was"), cancel: Cancel);
            return new NotFound();
        });
        rings.ShouldBeEmpty();

        await acme.Emit();
        rings.ShouldBe([acme.Tenant.TenantId]);
    }
}
