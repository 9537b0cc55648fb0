using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Tests.Faults;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>Requests that are units of their own and come at the same moment.</summary>
public sealed class RequestLineTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task Those_that_come_while_one_is_written_go_together_and_each_is_decided_for_itself()
    {
        var acme = await Given.Org().WithMember("ana");
        var known = new Rehearsal(Guid.NewGuid());
        var existing = (await AskAsync(acme, known)).ShouldBeOk();
        var (first, others) = await BesideOneThatWaitsAsync(
            acme,
            () => AskAsync(acme, new(Guid.NewGuid())),
            () => AskAsync(acme, new(Guid.NewGuid()), by: "ana"),
            () => AskAsync(acme, known),
            () => AskAsync(acme, known with { Note = "other" }),
            () => AskAsync(acme, new(Guid.NewGuid(), Note: "")),
            () => AskAsync(acme, new(Guid.NewGuid())));

        first.ShouldBeOk();
        others[0].ShouldBeOk().Existing.ShouldBeFalse();
        (others[1].ShouldBeOk().Id, others[1].Value.Existing).ShouldBe((existing.Id, true));
        others[2].Error.ShouldBeOfType<Conflict>();
        others[3].Error.ShouldBeOfType<Invalid>();
        var (anas, last) = (await acme.Directive(others[0].Value.Id), await acme.Directive(others[4].ShouldBeOk().Id));
        (anas.RequestedById, last.RequestedByType).ShouldBe((acme["ana"], "user"));
        anas.CorrelationId.ShouldNotBe(last.CorrelationId);
        (await TransactionsAsync(acme, anas.Id, last.Id)).ShouldBe(1);
        (await acme.All<Directive>()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Where_one_breaks_the_unit_the_others_are_taken_all_the_same()
    {
        var acme = await Given.Org();
        var (first, others) = await BesideOneThatWaitsAsync(
            acme,
            () => AskAsync(acme, new(Guid.NewGuid())),
            () => AskAsync(acme, new(Guid.NewGuid())),
            () => AskAsync(acme, new(Guid.NewGuid()), stream: "not\0text").ContinueWith(t => (Result<DirectiveReceipt>)new NotFound(t.Exception!.GetBaseException().GetType().Name), TaskScheduler.Default),
            () => AskAsync(acme, new(Guid.NewGuid())));

        first.ShouldBeOk();
        others.Select(o => o.IsOk).ShouldBe([true, false, true]);
        others[1].Error!.Message.ShouldContain("PostgresException");
        (await acme.All<Directive>()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_any_more_is_let_go()
    {
        var acme = await Given.Org();
        await using var held = await TableLock.TakeAsync(Given.Logins.Owner, $"{acme.Schema}.directives", read: false);
        using var patience = new CancellationTokenSource();
        var asked = Given.Get<DirectiveService>().RequestAsync(acme.Act(), Rehearsals.Play, Request(new(Guid.NewGuid())), patience.Token);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
    }

    /// <summary>The first is held while the others come.</summary>
    private async Task<(Result<DirectiveReceipt> First, Result<DirectiveReceipt>[] Others)> BesideOneThatWaitsAsync(Org acme, Func<Task<Result<DirectiveReceipt>>> one, params Func<Task<Result<DirectiveReceipt>>>[] more)
    {
        var table = $"{acme.Schema}.directives";
        Task<Result<DirectiveReceipt>> first;
        List<Task<Result<DirectiveReceipt>>> others;
        await using (await TableLock.TakeAsync(Given.Logins.Owner, table, read: false))
        {
            first = one();
            await Until.ItIsAsync(() => Given.AskOwner<long>($"select count(*) from pg_locks where relation = '{table}'::regclass and not granted"), 1L);
            others = [.. more.Select(ask => ask())];
        }

        return (await first, await Task.WhenAll(others));
    }

    private Task<Result<DirectiveReceipt>> AskAsync(Org org, Rehearsal args, string by = Org.OwnerName, string? stream = null) =>
        Given.Get<DirectiveService>().RequestAsync(org.Act(by), Rehearsals.Play, Request(args) with { Stream = stream }, Cancel);

    private static DirectiveRequest<Rehearsal> Request(Rehearsal args) => new(new("test.thing", args.Subject), args, "1");

    private Task<long> TransactionsAsync(Org org, params Guid[] directives) =>
        Given.AskOwner<long>($"select count(distinct xid) from {org.Schema}.signals where subject_id in ({string.Join(',', directives.Select(d => $"'{d}'"))})");
}
