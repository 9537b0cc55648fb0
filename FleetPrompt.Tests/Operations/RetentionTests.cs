using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class RetentionTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly DateTimeOffset Tonight = new(2026, 3, 1, 3, 17, 0, TimeSpan.Zero);

    [Fact]
    public async Task Facts_that_have_outlived_their_use_go_and_younger_ones_stay()
    {
        var acme = await Given.Org();
        var old = await acme.Emit();
        await AgeAsync(acme, 31);
        var young = await acme.Emit();

        (await RetainAsync()).ShouldBe(1);

        var left = await acme.Signals();
        left.ShouldNotContain(s => s.Id == old.Id);
        left.ShouldContain(s => s.Id == young.Id);
        left.ShouldContain(s => s.Name == OperationSignals.RetentionApplied.Name);
    }

    [Fact]
    public async Task The_organisations_own_setting_decides()
    {
        var (shortly, long_) = (await Given.Org("brief"), await Given.Org("patient"));
        await KeepAsync(shortly, 7);
        await KeepAsync(long_, 60);
        await shortly.Emit();
        await long_.Emit();
        await AgeAsync(shortly, 10);
        await AgeAsync(long_, 50);

        (await RetainAsync()).ShouldBe(1);

        (await shortly.Signals(s => s.Name == TestSignals.Noted.Name)).ShouldBeEmpty();
        (await long_.Signals(s => s.Name == TestSignals.Noted.Name)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_history_of_a_living_thread_stays_with_its_directives()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();
        (await Given.Get<ForumModeration>().LockAsync(acme.Act(), new ThreadModeration(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        await RunWork();
        await AgeAsync(acme, 400);
        var before = await acme.Signals(s => s.Stream == ForumSubjects.Thread(thread.ThreadId).Stream);
        before.Count.ShouldBeGreaterThan(4);

        await RetainAsync();

        (await acme.Signals(s => s.Stream == ForumSubjects.Thread(thread.ThreadId).Stream)).Select(s => s.Id).ShouldBe(before.Select(s => s.Id));
        (await acme.All<Directive>(d => d.Name == ForumDirectives.LockThread.Name)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_directive_about_nothing_that_lives_goes_with_its_attempts_and_its_signals()
    {
        var acme = await Given.Org();
        var receipt = (await acme.Request(new Rehearsal(Guid.NewGuid()))).ShouldBeOk();
        var waiting = (await acme.Request(new Rehearsal(Guid.NewGuid()), scheduledAt: DateTimeOffset.UtcNow.AddYears(1))).ShouldBeOk();
        await RunWork();
        await AgeAsync(acme, 31);

        await RetainAsync();

        (await acme.All<Directive>(d => d.Name == Rehearsals.Play.Name)).Select(d => d.Id).ShouldBe([waiting.Id]);
        (await acme.All<DirectiveAttempt>(a => a.DirectiveId == receipt.Id)).ShouldBeEmpty();
        (await acme.Told(receipt.Id)).ShouldBeEmpty();
        (await acme.Told(waiting.Id)).ShouldBe([DirectiveSignals.Requested.Name]);
    }

    [Fact]
    public async Task What_a_handler_has_not_been_given_stays()
    {
        var acme = await Given.Org();
        var given = await acme.Emit(type: TestSignals.Said);
        await RunWork();
        var pending = await acme.Emit(type: TestSignals.Said);
        await AgeAsync(acme, 31);

        await Given.Get<Housekeeping>().RetainAsync(Tonight, Cancel);
        await Given.AsOwner($"delete from runtime.ready where kind = 'delivery' and tenant_id = {acme.Tenant.TenantId}"); // the queue does retention first
        await RunWork();

        (await acme.Signals(s => s.Name == TestSignals.Said.Name)).Select(s => s.Id).ShouldBe([pending.Id]);
        given.Id.ShouldNotBe(pending.Id);
    }

    [Fact]
    public async Task A_firing_that_happens_twice_is_one_directive()
    {
        var acme = await Given.Org();
        await acme.Emit();
        await AgeAsync(acme, 31);

        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Given.Get<Housekeeping>().RetainAsync(Tonight, Cancel)));

        nodes.Sum().ShouldBe(1);
        (await acme.All<Directive>()).ShouldHaveSingleItem().IdempotencyKey.ShouldEndWith("retention@2026-03-01T03:17:00Z");
    }

    [Fact]
    public async Task Where_nothing_is_due_nothing_is_asked_for()
    {
        var acme = await Given.Org();

        await Given.Get<Housekeeping>().RetainAsync(Tonight, Cancel);

        (await acme.All<Directive>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_organisations_history_is_out_of_reach()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        await acme.Emit();
        var theirs = await other.Emit();
        await AgeAsync(acme, 31);
        await AgeAsync(other, 31);

        await acme.DoOk(unit => Given.Get<IHistory>().PurgeAsync(unit, Cancel));

        (await acme.Signals(s => s.Name == TestSignals.Noted.Name)).ShouldBeEmpty();
        (await other.Signals(s => s.Name == TestSignals.Noted.Name)).ShouldHaveSingleItem().Id.ShouldBe(theirs.Id);
    }

    private async Task<int> RetainAsync()
    {
        var organisations = await Given.Get<Housekeeping>().RetainAsync(Tonight, Cancel);
        await RunWork();
        return organisations;
    }

    private Task KeepAsync(Org org, int days) => Given.AsOwner($"update public.organizations set signal_retention_days = {days} where id = '{org.Tenant.OrganizationId}'");

    private Task AgeAsync(Org org, int days) =>
        Given.AsOwner($"update {org.Schema}.signals set recorded_at = recorded_at - interval '{days} days'; update {org.Schema}.directives set finished_at = finished_at - interval '{days} days'");
}
