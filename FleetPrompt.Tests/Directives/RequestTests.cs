using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

public sealed class RequestTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task The_same_request_many_times_at_once_is_one_directive()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();

        var receipts = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => acme.Request(new(subject))))).Select(r => r.ShouldBeOk()).ToList();

        receipts.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        receipts.Count(r => !r.Existing).ShouldBe(1);
        (await acme.All<Directive>(d => d.SubjectId == subject)).ShouldHaveSingleItem();
        (await acme.Told(receipts[0].Id)).ShouldBe(["directive.requested"]);
    }

    [Fact]
    public async Task The_same_request_after_it_ended_gives_the_one_that_ended()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        var first = (await acme.Request(new(subject))).ShouldBeOk();
        await RunWork();

        var second = (await acme.Request(new(subject, Reason: "said otherwise"))).ShouldBeOk();

        second.ShouldBe(new DirectiveReceipt(first.Id, DirectiveStates.Succeeded, 1, Existing: true));
    }

    [Fact]
    public async Task The_same_key_with_other_arguments_is_a_conflict()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        (await acme.Request(new(subject, "one"))).ShouldBeOk();

        (await acme.Request(new(subject, "two"))).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("idempotency_conflict");
    }

    [Fact]
    public async Task Another_version_and_another_organisation_are_other_directives()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var subject = Guid.NewGuid();

        var ids = new[] { await acme.Request(new(subject)), await acme.Request(new(subject), version: "2"), await zeta.Request(new(subject)) }.Select(r => r.ShouldBeOk().Id);

        ids.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_canceled_directive_frees_its_key()
    {
        var acme = await Given.Org();
        var subject = Guid.NewGuid();
        var first = (await acme.Request(new(subject))).ShouldBeOk();
        await Given.AsOwner($"update {acme.Schema}.directives set status = 'canceled' where id = '{first.Id}'");

        var second = (await acme.Request(new(subject))).ShouldBeOk();

        second.Existing.ShouldBeFalse();
        second.Id.ShouldNotBe(first.Id);
        await RunWork();
        (await acme.Told(first.Id)).ShouldBe(["directive.requested"]);
        (await acme.Directive(second.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_refused_with_every_problem()
    {
        var acme = await Given.Org();

        (await acme.Request(new(Guid.NewGuid(), Note: ""))).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("note");
    }

    [Fact]
    public async Task What_cannot_be_kept_or_done_in_time_is_refused_with_what_to_do_and_nothing_is_written()
    {
        var acme = await Given.Org();
        var now = DateTimeOffset.UtcNow;
        var subject = Guid.NewGuid();
        (Rehearsal Args, DateTimeOffset? At, string Field, string Says)[] bad =
        [
            (new(subject, new string('a', 70_000)), null, "payload", "at most 65,536 are kept"),
            (new(subject, "one\0two"), null, "payload", "NUL character"),
            (new(subject, Weight: double.NaN), null, "payload", "cannot be written as JSON"),
            (new(subject), now.AddHours(-1), "scheduled_at", "has passed"),
            (new(subject), now.AddYears(100), "scheduled_at", "within a year"),
        ];

        foreach (var (args, at, field, says) in bad)
        {
            var problem = (await acme.Request(args, scheduledAt: at)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem();
            problem.Field.ShouldBe(field);
            problem.Message.ShouldContain(says);
        }

        (await acme.All<Directive>()).ShouldBeEmpty();
        (await acme.Signals(s => s.SubjectType == "directive")).ShouldBeEmpty();
        (await acme.Request(new(subject, new string('a', 60_000)))).ShouldBeOk();
    }

    [Fact]
    public async Task One_that_does_not_fit_keeps_all_of_its_unit_from_being_requested()
    {
        var acme = await Given.Org();
        DirectiveRequest<Rehearsal>[] requests = [.. new[] { "fits", "" }.Select(note => new Rehearsal(Guid.NewGuid(), note)).Select(r => new DirectiveRequest<Rehearsal>(new("test.thing", r.Subject), r, "1"))];

        (await acme.Do(unit => Given.Get<DirectiveService>().RequestAllAsync(unit, Rehearsals.Play, requests, Cancel))).Error.ShouldBeOfType<Invalid>();

        (await acme.All<Directive>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_at_once_those_that_were_requested_before_come_back_as_they_are()
    {
        var acme = await Given.Org();
        var requests = Enumerable.Range(0, 3).Select(_ => new Rehearsal(Guid.NewGuid())).Select(r => new DirectiveRequest<Rehearsal>(new("test.thing", r.Subject), r, "1")).ToList();
        var first = (await acme.Do(unit => Given.Get<DirectiveService>().RequestAllAsync(unit, Rehearsals.Play, [requests[1]], Cancel))).ShouldBeOk();

        var all = (await acme.Do(unit => Given.Get<DirectiveService>().RequestAllAsync(unit, Rehearsals.Play, [.. requests, requests[0]], Cancel))).ShouldBeOk();

        all.Select(r => r.Existing).ShouldBe([false, true, false, true]);
        all[1].Id.ShouldBe(first[0].Id);
        all[3].Id.ShouldBe(all[0].Id);
        (await acme.All<Directive>()).Count.ShouldBe(3);
        foreach (var directive in all) (await acme.Told(directive.Id)).ShouldBe(["directive.requested"]);
    }

    [Fact]
    public async Task Secrets_in_arguments_are_not_kept()
    {
        var acme = await Given.Org();
        var asked = (await acme.Request(new(Guid.NewGuid(), "ghp_abcdefghijklmnopqrstuvwxyz0123456789"))).ShouldBeOk();

        (await acme.Directive(asked.Id)).Payload.RootElement.GetProperty("note").GetString().ShouldBe("[redacted]");
    }

    [Fact]
    public async Task A_directive_for_later_waits()
    {
        var acme = await Given.Org();
        var asked = (await acme.Request(new(Guid.NewGuid()), scheduledAt: DateTimeOffset.UtcNow.AddHours(1))).ShouldBeOk();

        await RunWork();

        (await acme.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Requested);
    }

    [Fact]
    public async Task An_unregistered_directive_is_a_bug()
    {
        var acme = await Given.Org();

        await Should.ThrowAsync<ArgumentException>(() => acme.Request(new(Guid.NewGuid()), type: new("rehearsal.unknown", "…", OrgRole.All)));
    }
}
