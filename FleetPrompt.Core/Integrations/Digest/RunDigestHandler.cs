using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations.Ledger;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Collects, writes and takes the right to send in one unit; sends; records. A rerun sends what has certainly failed, and nothing else.</summary>
internal sealed class RunDigestHandler(IUnits units, DigestReading reading, MattermostConnections connections, OutboundLedger ledger, DigestPosting posting, SignalBus signals, TimeProvider time)
    : IExternalDirectiveHandler<RunDigest>, IDirectiveObserver<RunDigest>
{
    public async Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, RunDigest args, CancellationToken cancel)
    {
        var prepared = await units.RunAsync<Posting>(run.Operation, unit => PrepareAsync(unit, run.Directive, args, cancel), cancel);
        if (prepared.IsOk) return await posting.SendAsync(run, prepared.Value, cancel);
        return prepared.Error is Settled done ? done.Outcome : new DirectiveOutcome.Failed(KindOf(prepared.Error!), prepared.Error!.Message);
    }

    public async Task BegunAsync(DirectiveRun run, RunDigest args, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await run.Unit.Db.Executions
            .Where(e => e.Id == args.ExecutionId && e.Status != ExecutionStatus.Succeeded && e.Status != ExecutionStatus.Uncertain)
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.Status, ExecutionStatus.Running).SetProperty(e => e.StartedAt, now).SetProperty(e => e.FinishedAt, (DateTimeOffset?)null)
                    .SetProperty(e => e.ErrorKind, (string?)null).SetProperty(e => e.ErrorMessage, (string?)null),
                cancel);
        await posting.LogAsync(run.Unit, args.ExecutionId, "info", $"Attempt {run.Directive.Attempt} begins.", cancel);
    }

    public Task EndedAsync(DirectiveRun run, RunDigest args, DirectiveOutcome outcome, CancellationToken cancel) =>
        posting.LostAsync(run, args.ExecutionId, args.InstallationId, outcome, cancel);

    private async Task<Result<Posting>> PrepareAsync(TenantUnit unit, Directive directive, RunDigest args, CancellationToken cancel)
    {
        var execution = await unit.Db.Executions.SingleOrDefaultAsync(e => e.Id == args.ExecutionId, cancel);
        var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == args.InstallationId, cancel);
        if (execution is null || installation is null) return new NotFound("The installation is gone.");
        if (!installation.Enabled) return new Conflict("The digest has been disabled since. Enable it, then rerun.");
        var (config, problems) = DigestConfiguration.Parse(installation.Config.RootElement);
        if (config is null) return new Invalid(problems);
        var opened = await connections.OpenAsync(unit, config.CredentialId, cancel);
        if (!opened.IsOk) return opened.Error is NotFound or Conflict ? new CannotConnect(opened.Error.Message) : opened.Error!;
        var connection = opened.Value;

        var window = new DigestWindow(execution.WindowFrom!.Value, execution.WindowTo!.Value);
        var text = await reading.ComposeAsync(unit, window, config, directive.Id, cancel);
        var key = DigestWindow.DedupeKey(unit.Tenant.Slug, config, execution);
        var draft = new OutboundDraft(
            MattermostConnection.Provider, key, config.CredentialId, execution.Id, directive.Id, $"{connection.Host} · {config.Channel ?? "the webhook's channel"}", DigestPosting.Sha256(text));
        var right = await ledger.BeginAsync(unit, draft, cancel);
        if (right is not SendRight.Granted granted) return new Settled(right);
        execution.Output = text;
        await unit.Db.SaveChangesAsync(cancel);
        await posting.LogAsync(unit, execution.Id, "info", $"Wrote {text.Length:N0} characters about {window.From:u} to {window.To:u}. Sending to {draft.Destination}.", cancel);
        await signals.EmitAsync(
            unit, DigestSignals.Generated, Execution.Subject(execution.Id), new DigestTextFact(execution.Id, args.InstallationId, text.Count(c => c == '\n') + 1, text.Length), DigestPosting.On(args.InstallationId), cancel);
        return new Posting(granted, connection, new MattermostPost(text, config.Channel, config.PostAsUsername, config.PostIconUrl), execution.Id, args.InstallationId);
    }

    private static string KindOf(Error error) =>
        error switch
        {
            Invalid => OutboundErrorKind.Validation,
            CannotConnect => OutboundErrorKind.Auth,
            NotFound => DirectiveErrors.NotFound,
            _ => DirectiveErrors.Conflict,
        };

    private sealed record CannotConnect(string Message) : Error(Message);

    /// <summary>There is nothing to send: it has been, or a person has to look.</summary>
    private sealed record Settled(SendRight Right) : Error("It has been dealt with.")
    {
        public DirectiveOutcome Outcome =>
            Right is SendRight.Sent
                ? new DirectiveOutcome.Succeeded(new { message_id = Right.MessageId, existing = true })
                : new DirectiveOutcome.Failed(OutboundStatus.Uncertain, "Nobody knows whether the message arrived. Look in the channel, then say on the installation's page whether it is there.");
    }
}

/// <summary>Posts an uncertain message again, because a person has looked and it is not there.</summary>
internal sealed class ResendMessageHandler(IUnits units, MattermostConnections connections, OutboundLedger ledger, DigestPosting posting) : IExternalDirectiveHandler<DecideMessage>, IDirectiveObserver<DecideMessage>
{
    public async Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, DecideMessage args, CancellationToken cancel)
    {
        var prepared = await units.RunAsync<Posting>(
            run.Operation,
            async unit =>
            {
                var found = await FindAsync(unit, args, cancel);
                if (found is not { } it) return new NotFound("The message, or what it said, is gone.");
                var (config, problems) = DigestConfiguration.Parse(it.Config);
                if (config is null) return new Invalid(problems);
                var opened = await connections.OpenAsync(unit, it.Message.CredentialId, cancel);
                if (!opened.IsOk) return opened.Error!;
                var right = await ledger.BeginAgainAsync(unit, args.MessageId, args.Attempt, run.Directive.Id, cancel);
                if (right is not SendRight.Granted granted) return new Conflict("Somebody has decided already.");
                await unit.Db.Executions.Where(e => e.Id == it.Execution.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.Status, ExecutionStatus.Running), cancel);
                await posting.LogAsync(unit, it.Execution.Id, "info", "Sending it again, because somebody has looked and it was not there.", cancel);
                return new Posting(granted, opened.Value, new MattermostPost(it.Execution.Output!, config.Channel, config.PostAsUsername, config.PostIconUrl), it.Execution.Id, it.Execution.InstallationId!.Value);
            },
            cancel);
        return prepared.IsOk ? await posting.SendAsync(run, prepared.Value, cancel) : new DirectiveOutcome.Failed(DirectiveErrors.Conflict, prepared.Error!.Message);
    }

    public Task BegunAsync(DirectiveRun run, DecideMessage args, CancellationToken cancel) => Task.CompletedTask;

    public async Task EndedAsync(DirectiveRun run, DecideMessage args, DirectiveOutcome outcome, CancellationToken cancel)
    {
        if (await FindAsync(run.Unit, args, cancel) is { Message.Status: OutboundStatus.Sending } it) await posting.LostAsync(run, it.Execution.Id, it.Execution.InstallationId!.Value, outcome, cancel);
    }

    private static async Task<(OutboundMessage Message, Execution Execution, System.Text.Json.JsonElement Config)?> FindAsync(TenantUnit unit, DecideMessage args, CancellationToken cancel)
    {
        var message = await unit.Db.OutboundMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == args.MessageId, cancel);
        var execution = message?.ExecutionId is { } id ? await unit.Db.Executions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancel) : null;
        if (execution is not { Output: not null, InstallationId: { } installationId }) return null;
        var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == installationId, cancel);
        return installation is null ? null : (message!, execution, installation.Config.RootElement);
    }
}

/// <summary>Takes a person's word that an uncertain message is there.</summary>
internal sealed class SettleMessageHandler(OutboundLedger ledger, DigestPosting posting) : IDirectiveHandler<DecideMessage>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, DecideMessage args, CancellationToken cancel)
    {
        if (!await ledger.SettleAsync(run.Unit, args.MessageId, args.Attempt, cancel)) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "Somebody has decided already. Reload.");
        var message = await run.Unit.Db.OutboundMessages.AsNoTracking().SingleAsync(m => m.Id == args.MessageId, cancel);
        if (message.ExecutionId is { } id && await run.Unit.Db.Executions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancel) is { InstallationId: { } installation })
        {
            var end = new OutboundEnd(OutboundStatus.Sent);
            await posting.TellAsync(run.Unit, DigestSignals.Settled, message.Id, id, message.Attempt, end, DigestPosting.On(installation), cancel);
            await posting.FinishAsync(run.Unit, id, installation, ExecutionStatus.Succeeded, end, cancel);
        }

        return new DirectiveOutcome.Succeeded(new { message_id = args.MessageId });
    }
}
