using System.Security.Cryptography;
using System.Text;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations.Ledger;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>
/// Posts what an execution has to say, and records how it went, wherever it stops: the right to send is committed before anything is sent, and what nobody could say afterwards is uncertain.
/// </summary>
public sealed class DigestPosting(IUnits units, OutboundLedger ledger, MattermostPoster poster, SignalBus signals, TimeProvider time)
{
    /// <summary>Sends what was granted. Success is recorded with the directive's own; failure at once.</summary>
    internal async Task<DirectiveOutcome> SendAsync(ExternalDirectiveRun run, Posting posting, CancellationToken cancel)
    {
        MattermostAnswer answer;
        try
        {
            answer = await poster.PostAsync(posting.Connection, posting.Post, cancel);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop, or the lease is gone: nobody knows how far it got.
            await EndAsync(run.Operation, posting, new OutboundEnd(OutboundStatus.Uncertain, OutboundErrorKind.Unknown, "It was stopped while it was being sent. Look in the channel whether the message is there, then decide."), CancellationToken.None);
            throw;
        }

        if (answer is MattermostAnswer.Posted)
            return new DirectiveOutcome.Succeeded(new { message_id = posting.Right.MessageId, execution_id = posting.ExecutionId }) { Record = (unit, stop) => PostedAsync(unit, posting, answer.Status, stop) };
        var end = answer switch
        {
            MattermostAnswer.Failed failed => new OutboundEnd(OutboundStatus.Failed, failed.ErrorKind, failed.Message, failed.Status),
            MattermostAnswer.Uncertain uncertain => new OutboundEnd(OutboundStatus.Uncertain, OutboundErrorKind.Unknown, uncertain.Message, uncertain.Status),
            _ => throw new InvalidOperationException($"{answer.GetType().Name} is no answer."),
        };
        await EndAsync(run.Operation, posting, end, cancel);
        return new DirectiveOutcome.Failed(end.Status == OutboundStatus.Uncertain ? OutboundStatus.Uncertain : end.ErrorKind!, end.Message!);
    }

    /// <summary>What was in hand when its runner was lost, or was stopped, is uncertain; an execution that had not got so far has failed.</summary>
    internal async Task LostAsync(DirectiveRun run, Guid? executionId, Guid installationId, DirectiveOutcome outcome, CancellationToken cancel)
    {
        var unit = run.Unit;
        var lost = await ledger.LoseAsync(unit, run.Directive.Id, cancel);
        var end = lost is not null ? OutboundEnd.Lost
            : outcome is DirectiveOutcome.Failed failed ? new OutboundEnd(OutboundStatus.Failed, Kind(failed.Kind), failed.Message)
            : new OutboundEnd(OutboundStatus.Failed, "canceled", "It was canceled before anything was sent.");
        if (lost is not null) await TellAsync(unit, DigestSignals.Failed, lost.Id, lost.ExecutionId, lost.Attempt, end, On(installationId), cancel);
        if (executionId is { } id) await FinishAsync(unit, id, installationId, outcome is DirectiveOutcome.Canceled && lost is null ? ExecutionStatus.Canceled : ExecutionOf(end), end, cancel);
    }

    /// <summary>It is in the channel.</summary>
    internal async Task PostedAsync(TenantUnit unit, Posting posting, int? status, CancellationToken cancel)
    {
        var end = new OutboundEnd(OutboundStatus.Sent, HttpStatus: status);
        var said = await ledger.EndAsync(unit, posting.Right.MessageId, posting.Right.Attempt, end, cancel);
        if (!said) throw new InvalidOperationException($"Message {posting.Right.MessageId} was ended by somebody else.");
        await TellAsync(unit, DigestSignals.Posted, posting.Right.MessageId, posting.ExecutionId, posting.Right.Attempt, end, posting.On, cancel);
        if (posting.ExecutionId is not { } execution) return;
        await signals.EmitAsync(unit, DigestSignals.Value, Execution.Subject(execution), new ValueFact(execution, posting.Right.MessageId), On(posting.InstallationId), cancel);
        await FinishAsync(unit, execution, posting.InstallationId, ExecutionStatus.Succeeded, end, cancel);
    }

    internal async Task LogAsync(TenantUnit unit, Guid execution, string level, string message, CancellationToken cancel)
    {
        unit.Db.ExecutionLogs.Add(new ExecutionLog { ExecutionId = execution, At = time.GetUtcNow(), Level = level, Message = RedactionGuard.RedactText(message) });
        await unit.Db.SaveChangesAsync(cancel);
    }

    /// <summary>The end of an execution that has not ended, with the installation's health.</summary>
    internal async Task FinishAsync(TenantUnit unit, Guid id, Guid installationId, string status, OutboundEnd end, CancellationToken cancel)
    {
        var (now, kind, message) = (time.GetUtcNow(), end.ErrorKind, end.Message is null ? null : RedactionGuard.RedactText(end.Message));
        var succeeded = status == ExecutionStatus.Succeeded;
        var moved = await unit.Db.Executions
            .Where(e => e.Id == id && (e.Status == ExecutionStatus.Requested || e.Status == ExecutionStatus.Running || (e.Status == ExecutionStatus.Uncertain && succeeded)))
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.Status, status).SetProperty(e => e.ErrorKind, kind).SetProperty(e => e.ErrorMessage, message).SetProperty(e => e.FinishedAt, now),
                cancel);
        if (moved == 0) return;
        await LogAsync(unit, id, kind is null ? "info" : "error", message ?? "Posted.", cancel);
        await unit.Db.PackageInstallations
            .Where(i => i.Id == installationId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(i => i.LastSuccessAt, i => succeeded ? now : i.LastSuccessAt)
                    .SetProperty(i => i.LastErrorKind, succeeded ? null : kind)
                    .SetProperty(i => i.LastErrorMessage, succeeded ? null : message)
                    .SetProperty(i => i.LastErrorAt, i => succeeded ? null : now),
                cancel);
        var name = await unit.Db.Executions.Where(e => e.Id == id).Select(e => e.Name).SingleAsync(cancel);
        await signals.EmitAsync(unit, succeeded ? AgentSignals.ExecutionCompleted : AgentSignals.ExecutionFailed, Execution.Subject(id), new ExecutionFact(id, name, status, kind), On(installationId), cancel);
    }

    internal Task TellAsync(TenantUnit unit, SignalType<MessageFact> type, Guid message, Guid? execution, int attempt, OutboundEnd end, SignalOptions on, CancellationToken cancel) =>
        signals.EmitAsync(unit, type, OutboundMessage.Subject(message), new MessageFact(message, execution, attempt, end.Status, end.ErrorKind, end.HttpStatus), on, cancel);

    /// <summary>Why something could not even be tried. A connection that is gone, or does not open, has to be connected again.</summary>
    internal static string KindOf(Error error) =>
        error switch
        {
            Invalid => OutboundErrorKind.Validation,
            NotFound => OutboundErrorKind.Auth,
            Forbidden => DirectiveErrors.Forbidden,
            _ => DirectiveErrors.Conflict,
        };

    internal static SignalOptions On(Guid installationId) => new() { Stream = PackageInstallation.Subject(installationId).Stream };

    internal static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task EndAsync(OperationContext operation, Posting posting, OutboundEnd end, CancellationToken cancel) =>
        units.RunAsync<bool>(
            operation,
            async unit =>
            {
                if (!await ledger.EndAsync(unit, posting.Right.MessageId, posting.Right.Attempt, end, cancel)) return true;
                await TellAsync(unit, DigestSignals.Failed, posting.Right.MessageId, posting.ExecutionId, posting.Right.Attempt, end, posting.On, cancel);
                if (posting.ExecutionId is { } execution) await FinishAsync(unit, execution, posting.InstallationId, ExecutionOf(end), end, cancel);
                return true;
            },
            cancel);

    private static string ExecutionOf(OutboundEnd end) => end.Status == OutboundStatus.Uncertain ? ExecutionStatus.Uncertain : ExecutionStatus.Failed;

    private static string Kind(string kind) => kind is OutboundErrorKind.Auth or OutboundErrorKind.RateLimit or OutboundErrorKind.Network or OutboundErrorKind.Validation ? kind : OutboundErrorKind.Unknown;
}

/// <summary>What is to be sent, by whose right.</summary>
internal sealed record Posting(SendRight.Granted Right, MattermostConnection Connection, MattermostPost Post, Guid? ExecutionId, Guid InstallationId)
{
    /// <summary>Where it is told.</summary>
    public SignalOptions On { get; init; } = DigestPosting.On(InstallationId);
}
