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
