using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Acceptance;

/// <summary>The testing plan of phase 2C (section 9), a test for each of its bullets. What each covers in depth stands with its room.</summary>
public sealed class Phase2CTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumModeration Moderation => Given.Get<ForumModeration>();

    [Fact]
    public async Task SignalBus_is_idempotent_by_dedupe_key()
    {
        var acme = await Given.Org();

        var told = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => acme.Emit("same", new SignalOptions { DedupeKey = "once" })));

        told.Select(s => s.Id).Distinct().ShouldHaveSingleItem();
        (await acme.Signals(s => s.DedupeKey == "once")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SignalFanout_runs_handlers_and_surfaces_their_errors()
    {
        var acme = await Given.Org();
        var (heard, failing) = (TestSignals.Anything(), TestSignals.Anything());
        Given.Get<Audience>().When(failing, (_, _) => throw new InvalidOperationException("The ear is deaf."));
        var good = await acme.Emit(type: TestSignals.Said, subject: heard);
        var bad = await acme.Emit(type: TestSignals.Said, subject: failing);

        await RunWork();

        Given.Get<Audience>().Heard(good.Id, Listeners.Ear).ShouldBe(1);
        (await acme.One<SignalDelivery>(d => d.SignalId == good.Id)).Status.ShouldBe(DeliveryStates.Done);
        var delivery = await acme.One<SignalDelivery>(d => d.SignalId == bad.Id);
        (delivery.Status, delivery.ErrorKind, delivery.ErrorMessage).ShouldBe((DeliveryStates.Pending, DeliveryErrors.Handler, "The ear is deaf."));
    }

    [Theory]
    [InlineData(true, DirectiveStates.Succeeded)]
    [InlineData(false, DirectiveStates.Failed)]
    public async Task A_directive_goes_from_requested_to_running_to_succeeded_or_failed(bool well, string end)
    {
        var acme = await Given.Org();
        var (subject, seen) = (Guid.NewGuid(), "");
        Stage.When(subject, async (run, cancel) =>
        {
            seen = await run.Unit.Db.Directives.Where(d => d.Id == run.Directive.Id).Select(d => d.Status).SingleAsync(cancel);
            return well ? new DirectiveOutcome.Succeeded() : new DirectiveOutcome.Failed("broken", "It broke.");
        });

        var asked = (await acme.Request(new(subject))).ShouldBeOk();
        asked.Status.ShouldBe(DirectiveStates.Requested);
        await RunWork();

        seen.ShouldBe(DirectiveStates.Running);
        (await acme.Directive(asked.Id)).Status.ShouldBe(end);
        (await acme.Told(asked.Id)).ShouldBe(["directive.requested", "directive.started", $"directive.{end}"]);
    }

    [Fact]
    public async Task A_failed_directive_requires_an_explicit_rerun()
    {
        var acme = await Given.Org();
        var (subject, tries) = (Guid.NewGuid(), 0);
        Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(++tries == 1 ? new DirectiveOutcome.Failed("broken", "It broke.") : new DirectiveOutcome.Succeeded()));
        var asked = (await acme.Request(new(subject))).ShouldBeOk();
        await RunWork();

        (await acme.Request(new(subject))).ShouldBeOk().ShouldBe(asked with { Status = DirectiveStates.Failed, Existing = true }, "the same request again is no rerun");
        Given.Clock.Advance(TimeSpan.FromDays(1));
        await RunWork();
        tries.ShouldBe(1);

        (await Given.Get<DirectiveControl>().RerunAsync(acme.Act(), asked.Id, asked.Attempt, "It is mended.", Cancel)).ShouldBeOk();
        await RunWork();
        tries.ShouldBe(2);
        (await acme.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
    }

    [Fact]
    public async Task A_tenant_cannot_read_across_tenants()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        var theirs = await other.Thread("Canary of another organisation");

        (await Given.Get<ForumReading>().ThreadAsync(acme.Act(), theirs.ThreadId, Cancel)).ShouldBeNull();
        (await acme.All<ForumThread>()).ShouldBeEmpty();
        (await acme.Signals(s => s.SubjectId == theirs.ThreadId)).ShouldBeEmpty();
        (await acme.TryReply(theirs)).Error.ShouldBeOfType<NotFound>();
        (await Moderation.LockAsync(acme.Act(), new(theirs.ThreadId, 0, null), Cancel)).ShouldBeOk();
        await RunWork();
        (await other.One<ForumThread>(t => t.Id == theirs.ThreadId)).Status.ShouldBe(ThreadStatus.Open);
    }

    [Fact]
    public async Task A_category_slug_and_a_thread_slug_are_unique_in_their_organisation()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        await acme.Category("News");

        (await Given.Get<ForumWriting>().CreateCategoryAsync(acme.Act(), new NewCategory("News", null), Cancel)).Error.ShouldBeOfType<Invalid>();
        (await other.Category("News")).Slug.ShouldBe("news");
        await acme.Thread("Hello");
        await acme.Thread("Hello");
        (await acme.All<ForumThread>()).Select(t => t.Slug).ShouldBeUnique();
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => Given.AsOwner($"update {acme.Schema}.forum_threads set slug = 'hello'"))).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task Creating_a_category_a_thread_and_a_post_leaves_signals_scoped_to_the_tenant()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        var thread = await acme.Thread();
        await acme.Reply(thread);

        var told = await acme.Signals(s => s.Name.StartsWith("forum."));
        told.Select(s => s.Name).ShouldBe([ForumSignals.CategoryCreated.Name, ForumSignals.ThreadCreated.Name, ForumSignals.PostCreated.Name, ForumSignals.PostCreated.Name]);
        told.ShouldAllBe(s => s.Metadata.RootElement.GetProperty("tenant").GetString() == acme.Schema);
        (await other.Signals(s => s.Name.StartsWith("forum."))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_moderation_directive_changes_state_emits_signals_and_is_marked_succeeded()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();

        var asked = (await Moderation.LockAsync(acme.Act(), new(thread.ThreadId, 0, "Heated"), Cancel)).ShouldBeOk();
        await RunWork();

        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).Status.ShouldBe(ThreadStatus.Locked);
        (await acme.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.Signals(s => s.Name == ForumSignals.ThreadLocked.Name)).ShouldHaveSingleItem().CausationId.ShouldBe(asked.Id);
    }

    [Fact]
    public async Task Moderation_is_restricted_to_roles_of_the_organisation()
    {
        var (acme, other) = (await Given.Org().WithAdmin("ada").WithMember("ana"), await Given.Org("other"));
        var thread = await acme.Thread();
        var stranger = OperationContext.New(acme.Tenant, Actor.User(other[Org.OwnerName]), Sources.Web);

        (await Moderation.LockAsync(acme.Act("ana"), new(thread.ThreadId, 0, null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Moderation.LockAsync(stranger, new(thread.ThreadId, 0, null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Moderation.LockAsync(acme.Act("ada"), new(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
    }

    [Fact]
    public async Task No_secret_is_in_a_signal_or_a_directive()
    {
        const string secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        var acme = await Given.Org();
        var thread = await acme.Thread($"My token {secret}", body: $"It is {secret}.");
        await acme.Emit(secret, operation: acme.Act());
        (await Moderation.LockAsync(acme.Act(), new(thread.ThreadId, 0, $"Posted {secret}"), Cancel)).ShouldBeOk();
        await RunWork();

        foreach (var table in new[] { "signals", "directives", "directive_attempts", "signal_deliveries" })
            (await Given.AskOwner<long>($"select count(*) from {acme.Schema}.{table} t where t::text like '%{secret}%'")).ShouldBe(0, table);
    }
}
