using FleetPrompt.Core;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

/// <summary>
/// A digest on its way to a server that goes wrong: at most one message, whatever happens; the state, the kind of error and what the page says are right; what nobody can know is asked of a person.
/// </summary>
public sealed class DigestFailureTests(Installation fleet, MattermostProcess mattermost) : DatabaseTests(fleet), IClassFixture<MattermostProcess>
{
    [Fact]
    public async Task A_digest_arrives_once_and_its_chain_is_told()
    {
        await using var stage = await StageAsync();
        var posted = (await mattermost.Messages()).Count;

        var execution = await stage.RunAsync();

        execution.Status.ShouldBe(ExecutionStatus.Succeeded);
        var message = (await mattermost.Messages()).Skip(posted).ShouldHaveSingleItem();
        message.Text.ShouldBe(execution.Output);
        message.Channel.ShouldBe("town-square");
        (await stage.MessageAsync(execution.Id)).Status.ShouldBe(OutboundStatus.Sent);
        (await stage.StateAsync()).LastSuccessAt.ShouldNotBeNull();
        var told = await stage.Org.Signals(s => s.CorrelationId == execution.CorrelationId);
        told.Select(s => s.Name).ShouldBe(
        [
            "mattermost.digest.requested", "directive.requested", "directive.started", "mattermost.digest.generated",
            "mattermost.message.posted", "value.digest.posted", "agent.execution.completed", "directive.succeeded",
        ]);
        execution.CorrelationKey.ShouldBe($"digest:{stage.Org.Tenant.Slug}:manual:{execution.Id}");
    }

    [Theory]
    [InlineData(400, ExecutionStatus.Failed, OutboundErrorKind.Validation, "webhook")]
    [InlineData(403, ExecutionStatus.Failed, OutboundErrorKind.Auth, "channel")]
    [InlineData(404, ExecutionStatus.Failed, OutboundErrorKind.Validation, "no such channel")]
    [InlineData(413, ExecutionStatus.Failed, OutboundErrorKind.Validation, "too large")]
    [InlineData(429, ExecutionStatus.Failed, OutboundErrorKind.RateLimit, "try again")]
    [InlineData(500, ExecutionStatus.Uncertain, OutboundErrorKind.Unknown, "Look in the channel")]
    [InlineData(501, ExecutionStatus.Failed, OutboundErrorKind.Validation, "System Admin")]
    [InlineData(503, ExecutionStatus.Failed, OutboundErrorKind.RateLimit, "try again")]
    public async Task An_answer_that_is_not_ok_is_told_by_its_kind(int status, string state, string kind, string says)
    {
        await using var stage = await StageAsync();
        await mattermost.AnswerNextWith(status);

        await EndsAsync(stage, state, kind, says, status);
    }

    [Fact]
    public async Task A_refused_connection_has_certainly_sent_nothing()
    {
        var gone = await MattermostProcess.StartAsync();
        await using var stage = await DigestStage.SetAsync(Given, gone.Webhook);
        await gone.DisposeAsync();

        await EndsAsync(stage, ExecutionStatus.Failed, OutboundErrorKind.Network, "Nothing was sent", null);
    }

    [Theory]
    [InlineData(Cut.BeforeReading, null)]
    [InlineData(Cut.BeforeAnswer, null)]
    [InlineData(Cut.WithinAnswer, 200)]
    public async Task A_connection_that_is_cut_before_the_whole_answer_leaves_it_uncertain(Cut when, int? heard)
    {
        await using var stage = await StageAsync();
        await mattermost.CutNext(when);

        await EndsAsync(stage, ExecutionStatus.Uncertain, OutboundErrorKind.Unknown, "Look in the channel", heard);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_ok_is_a_success()
    {
        await using var stage = await StageAsync();
        await mattermost.CutNext(Cut.AfterAnswer);

        (await stage.RunAsync()).Status.ShouldBe(ExecutionStatus.Succeeded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_answer_leaves_it_uncertain(bool read)
    {
        await using var stage = await StageAsync();
        var before = (await mattermost.Messages()).Count;
        await mattermost.HangNext(read);

        await EndsAsync(stage, ExecutionStatus.Uncertain, OutboundErrorKind.Unknown, "Look in the channel", null);

        await mattermost.Release();
        (await mattermost.Messages()).Count.ShouldBeLessThanOrEqualTo(before + 1);
    }

    [Fact]
    public async Task What_has_certainly_failed_is_sent_by_a_rerun_and_arrives_once()
    {
        await using var stage = await StageAsync();
        var posted = (await mattermost.Messages()).Count;
        await mattermost.AnswerNextWith(503);
        var execution = await stage.RunAsync();

        (await stage.Node.GetRequiredService<DirectiveControl>().RerunAsync(stage.Org.Act(), execution.DirectiveId!.Value, 1, "The server is back.", Cancel)).ShouldBeOk();
        await stage.WorkAsync();

        (await stage.Org.One<Execution>(e => e.Id == execution.Id)).Status.ShouldBe(ExecutionStatus.Succeeded);
        (await mattermost.Messages()).Count.ShouldBe(posted + 1);
        var state = await stage.StateAsync();
        (state.LastErrorKind, state.LastErrorMessage, state.LastErrorAt).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task What_is_uncertain_is_not_sent_by_a_rerun()
    {
        await using var stage = await StageAsync();
        await mattermost.CutNext(Cut.BeforeAnswer);
        var execution = await stage.RunAsync();
        var requests = (await mattermost.Requests()).Count;

        (await stage.Node.GetRequiredService<DirectiveControl>().RerunAsync(stage.Org.Act(), execution.DirectiveId!.Value, 1, "Try again.", Cancel)).ShouldBeOk();
        await stage.WorkAsync();

        (await mattermost.Requests()).Count.ShouldBe(requests);
        (await stage.Org.Directive(execution.DirectiveId!.Value)).ErrorKind.ShouldBe(OutboundStatus.Uncertain);
        (await stage.Org.One<Execution>(e => e.Id == execution.Id)).Status.ShouldBe(ExecutionStatus.Uncertain);
        (await stage.MessageAsync(execution.Id)).Status.ShouldBe(OutboundStatus.Uncertain);
    }

    [Fact]
    public async Task A_person_who_has_looked_says_that_it_is_there()
    {
        await using var stage = await StageAsync();
        await mattermost.CutNext(Cut.BeforeAnswer);
        var execution = await stage.RunAsync();
        var requests = (await mattermost.Requests()).Count;

        await DecideAsync(stage, execution, isThere: true);

        (await stage.MessageAsync(execution.Id)).Status.ShouldBe(OutboundStatus.Sent);
        (await stage.Org.One<Execution>(e => e.Id == execution.Id)).Status.ShouldBe(ExecutionStatus.Succeeded);
        (await mattermost.Requests()).Count.ShouldBe(requests);
    }

    [Fact]
    public async Task A_person_who_has_looked_has_it_sent_again_once()
    {
        await using var stage = await StageAsync();
        await mattermost.CutNext(Cut.BeforeReading);
        var execution = await stage.RunAsync();
        var posted = (await mattermost.Messages()).Count;

        await DecideAsync(stage, execution, isThere: false);

        var message = await stage.MessageAsync(execution.Id);
        (message.Status, message.Attempt).ShouldBe((OutboundStatus.Sent, 2));
        (await mattermost.Messages()).Count.ShouldBe(posted + 1);
        (await stage.Node.GetRequiredService<Digests>().DecideAsync(stage.Org.Act(), message.Id, 1, isThere: false, null, Cancel)).Error.ShouldBeOfType<Conflict>();
    }

    [Fact]
    public async Task A_double_click_is_one_digest()
    {
        await using var stage = await StageAsync();
        var posted = (await mattermost.Messages()).Count;
        var form = Guid.CreateVersion7();

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stage.RunNowAsync(form)));
        await stage.WorkAsync();

        asked.Select(a => a.ShouldBeOk()).Distinct().ShouldHaveSingleItem();
        (await mattermost.Messages()).Count.ShouldBe(posted + 1);
    }

    [Fact]
    public async Task Two_nodes_with_the_same_firing_post_one_digest()
    {
        await using var stage = await StageAsync();
        await using var other = await DigestStage.NodeAsync(Given, mattermost.Url.Port);
        var posted = (await mattermost.Messages()).Count;
        var firing = (await stage.Node.GetRequiredService<IDailyCalendar>().AllAsync(Cancel)).Single(f => f.Subject == stage.Installation);
        var day = new DateOnly(2026, 3, 29);

        await Task.WhenAll(new[] { stage.Node, other, stage.Node, other }.Select(n => n.GetRequiredService<DigestSchedule>().FiredAsync(firing, day, Given.Clock.GetUtcNow(), Cancel)));
        await Task.WhenAll(stage.WorkAsync(), stage.WorkAsync(other));

        (await mattermost.Messages()).Count.ShouldBe(posted + 1);
        var execution = await stage.Org.One<Execution>(e => e.Trigger == ExecutionTrigger.Schedule);
        execution.CorrelationKey.ShouldBe($"digest:{stage.Org.Tenant.Slug}:2026-03-29:town-square");
        (execution.WindowFrom, execution.WindowTo).ShouldBe((new DateTimeOffset(2026, 3, 28, 7, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 29, 7, 0, 0, TimeSpan.Zero)));
        (await stage.MessageAsync(execution.Id)).DedupeKey.ShouldBe($"mattermost_post:{stage.Org.Tenant.Slug}:town-square:2026-03-29:09:00");
    }

    [Fact]
    public async Task A_fourth_run_within_an_hour_is_refused_with_when_to_come_again()
    {
        await using var stage = await StageAsync();
        for (var run = 0; run < Digests.ManualMost; run++) (await stage.RunNowAsync()).ShouldBeOk();

        var refused = (await stage.RunNowAsync()).Error.ShouldBeOfType<Throttled>();

        refused.Message.ShouldContain("after");
        refused.RetryAfter.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        await stage.WorkAsync();
    }

    [Fact]
    public async Task A_member_cannot_run_it_and_another_organisation_sees_nothing_of_it()
    {
        await using var stage = await StageAsync();
        var stranger = await Given.Org("stranger");

        (await stage.RunNowAsync(by: "ana")).Error.ShouldBeOfType<Forbidden>();
        (await stage.Node.GetRequiredService<Digests>().RunNowAsync(stranger.Act(), stage.Installation, Guid.CreateVersion7(), Cancel)).Error.ShouldBeOfType<NotFound>();
        (await stranger.All<Execution>()).ShouldBeEmpty();
        (await stranger.All<OutboundMessage>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_uncertain_is_not_sent_by_a_rerun_after_the_time_of_day_was_changed()
    {
        await using var stage = await StageAsync();
        await mattermost.CutNext(Cut.BeforeAnswer);
        var execution = await stage.RunAsync();
        var requests = (await mattermost.Requests()).Count;
        await stage.Org.DoOk(unit => unit.Db.Database.ExecuteSqlAsync($"update package_installations set config = jsonb_set(config, '{{schedule_time}}', '\"10:30\"') where id = {stage.Installation}", Cancel));

        (await stage.Node.GetRequiredService<DirectiveControl>().RerunAsync(stage.Org.Act(), execution.DirectiveId!.Value, 1, "Try again.", Cancel)).ShouldBeOk();
        await stage.WorkAsync();

        (await mattermost.Requests()).Count.ShouldBe(requests);
        (await stage.Org.Directive(execution.DirectiveId!.Value)).ErrorKind.ShouldBe(OutboundStatus.Uncertain);
    }

    [Fact]
    public async Task A_connection_is_tried_with_one_message()
    {
        await using var stage = await StageAsync();
        var posted = (await mattermost.Messages()).Count;
        var credential = (await stage.Org.All<IntegrationCredential>()).ShouldHaveSingleItem().Id;
        var test = new TestConnection(credential, "off-topic", Guid.CreateVersion7());

        var asked = (await stage.Node.GetRequiredService<ConnectionTests>().AskAsync(stage.Org.Act(), test, Cancel)).ShouldBeOk();
        (await stage.Node.GetRequiredService<ConnectionTests>().AskAsync(stage.Org.Act(), test, Cancel)).ShouldBeOk().Existing.ShouldBeTrue();
        await stage.WorkAsync();

        (await stage.Org.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await mattermost.Messages()).Skip(posted).ShouldHaveSingleItem().Channel.ShouldBe("off-topic");
    }

    [Fact]
    public async Task A_connection_that_does_not_work_says_why_when_it_is_tried()
    {
        await using var stage = await StageAsync();
        await mattermost.AnswerNextWith(403);
        var credential = (await stage.Org.All<IntegrationCredential>()).ShouldHaveSingleItem().Id;

        var asked = (await stage.Node.GetRequiredService<ConnectionTests>().AskAsync(stage.Org.Act(), new TestConnection(credential, null, Guid.CreateVersion7()), Cancel)).ShouldBeOk();
        await stage.WorkAsync();

        (await stage.Org.Directive(asked.Id)).ErrorKind.ShouldBe(OutboundErrorKind.Auth);
        (await stage.Org.One<IntegrationCredential>(c => c.Id == credential)).LastErrorKind.ShouldBe(OutboundErrorKind.Auth);
    }

    private Task<DigestStage> StageAsync() => DigestStage.SetAsync(Given, mattermost.Webhook);

    private static async Task EndsAsync(DigestStage stage, string state, string kind, string says, int? http)
    {
        var execution = await stage.RunAsync();

        (execution.Status, execution.ErrorKind).ShouldBe((state, kind));
        execution.ErrorMessage!.ShouldContain(says);
        var message = await stage.MessageAsync(execution.Id);
        message.Status.ShouldBe(state == ExecutionStatus.Uncertain ? OutboundStatus.Uncertain : OutboundStatus.Failed);
        (message.ErrorKind, message.HttpStatus).ShouldBe((kind, http));
        (await stage.Org.Directive(execution.DirectiveId!.Value)).Status.ShouldBe(DirectiveStates.Failed);
        (await stage.StateAsync()).LastErrorMessage.ShouldBe(execution.ErrorMessage);
        (await stage.Org.Signals(s => s.Name == DigestSignals.Failed.Name)).ShouldHaveSingleItem().Payload.RootElement.GetProperty("error_kind").GetString().ShouldBe(kind);
        var health = (await stage.Node.GetRequiredService<DigestHealth>().ReadAsync(stage.Org.Act(), stage.Installation, Cancel))!;
        health.Uncertain.Count.ShouldBe(state == ExecutionStatus.Uncertain ? 1 : 0);
        health.NeedsConnection.ShouldBe(kind == OutboundErrorKind.Auth);
    }

    private static async Task DecideAsync(DigestStage stage, Execution execution, bool isThere)
    {
        var message = await stage.MessageAsync(execution.Id);
        (await stage.Node.GetRequiredService<Digests>().DecideAsync(stage.Org.Act(), message.Id, message.Attempt, isThere, null, Cancel)).ShouldBeOk();
        await stage.WorkAsync();
    }
}
