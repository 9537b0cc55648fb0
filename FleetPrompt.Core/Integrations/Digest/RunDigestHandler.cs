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
internal sealed class RunDigestHandler(IUnits units, DigestReading reading, DigestSummary summaries, MattermostConnections connections, OutboundLedger ledger, DigestPosting posting, SignalBus signals, TimeProvider time)
    : IExternalDirectiveHandler<RunDigest>, IDirectiveObserver<RunDigest>
{
    public async Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, RunDigest args, CancellationToken cancel)
    {
        var summary = await SummariseAsync(run, args, cancel);
        var prepared = await units.RunAsync<Posting>(run.Operation, unit => PrepareAsync(unit, run.Directive, args, summary, cancel), cancel);
        if (prepared.IsOk) return await posting.SendAsync(run, prepared.Value, cancel);
        return prepared.Error switch
        {
            Settled { Right: SendRight.Sent right } => new DirectiveOutcome.Succeeded(new { message_id = right.MessageId, existing = true })
            {
                Record = (unit, stop) => posting.FinishAsync(unit, args.ExecutionId, args.InstallationId, ExecutionStatus.Succeeded, new OutboundEnd(OutboundStatus.Sent), stop),
            },
            Settled => new DirectiveOutcome.Failed(OutboundStatus.Uncertain, "Nobody knows whether the message arrived. Look in the channel, then say on the installation's page whether it is there."),
            { } error => new DirectiveOutcome.Failed(DigestPosting.KindOf(error), error.Message),
            null => throw new InvalidOperationException("Neither prepared nor not."),
        };
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

    private async Task<Result<Posting>> PrepareAsync(TenantUnit unit, Directive directive, RunDigest args, SummaryOutcome? summary, CancellationToken cancel)
    {
        var execution = await unit.Db.Executions.SingleOrDefaultAsync(e => e.Id == args.ExecutionId, cancel);
        var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == args.InstallationId, cancel);
        if (execution is null || installation is null) return new Conflict("The installation is gone.");
        if (!installation.Granted.Contains(Digests.PostPermission)) return new Forbidden("The package has not been granted the right to post. Approve its permissions, then rerun.");
        if (!installation.Enabled) return new Conflict("The digest has been disabled since. Enable it, then rerun.");
        var (config, problems) = DigestConfiguration.Parse(installation.Config.RootElement);
        if (config is null) return new Invalid(problems);
        var opened = await connections.OpenAsync(unit, config.CredentialId, cancel);
        if (!opened.IsOk) return opened.Error!;
        var connection = opened.Value;

        var window = new DigestWindow(execution.WindowFrom!.Value, execution.WindowTo!.Value);
        var text = await reading.ComposeAsync(unit, window, config, summary?.Text, directive.Id, cancel);
        var key = DigestWindow.DedupeKey(unit.Tenant.Slug, config, execution);
        var draft = new OutboundDraft(
            MattermostConnection.Provider, key, config.CredentialId, execution.Id, directive.Id, $"{connection.Host} · {config.Channel ?? "the webhook's channel"}", DigestPosting.Sha256(text));
        var right = await ledger.BeginAsync(unit, draft, cancel);
        if (right is not SendRight.Granted granted) return new Settled(right);
        execution.Output = text;
        if (summary is { Problem: { } problem }) await posting.LogAsync(unit, execution.Id, "warning", problem, cancel);
        if (summary is { Model: not null }) Account(execution, summary);
        await unit.Db.SaveChangesAsync(cancel);
        await posting.LogAsync(unit, execution.Id, "info", $"Wrote {text.Length:N0} characters about {window.From:u} to {window.To:u}. Sending to {draft.Destination}.", cancel);
        await signals.EmitAsync(
            unit, DigestSignals.Generated, Execution.Subject(execution.Id), new DigestTextFact(execution.Id, args.InstallationId, text.Count(c => c == '\n') + 1, text.Length), DigestPosting.On(args.InstallationId), cancel);
        return new Posting(granted, connection, new MattermostPost(text, config.Channel, config.PostAsUsername, config.PostIconUrl), execution.Id, args.InstallationId);
    }

    /// <summary>Outside every unit: a model may take its time. Null where none is asked for, or another try has paid for one already.</summary>
    private async Task<SummaryOutcome?> SummariseAsync(ExternalDirectiveRun run, RunDigest args, CancellationToken cancel)
    {
        var asked = await units.ReadAsync(
            run.Operation,
            async unit =>
            {
                var execution = await unit.Db.Executions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == args.ExecutionId, cancel);
                var installation = await unit.Db.PackageInstallations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == args.InstallationId, cancel);
                if (execution is not { Model: null } || installation is null || DigestConfiguration.Parse(installation.Config.RootElement).Config is not { IncludeLlmSummary: true } config) return null;
                var facts = await reading.CollectAsync(unit, new DigestWindow(execution.WindowFrom!.Value, execution.WindowTo!.Value), config.Zone, run.Directive.Id, cancel);
                var agent = await (
                    from provision in unit.Db.PackageProvisions
                    where provision.InstallationId == args.InstallationId && provision.Kind == "agent" && provision.Key == Digests.AgentKey
                    join made in unit.Db.Agents on provision.SubjectId equals made.Id
                    select made).AsNoTracking().SingleOrDefaultAsync(cancel);
                return new { facts, agent };
            },
            cancel);
        return asked is null ? null : await summaries.WriteAsync(asked.agent, asked.facts, cancel);
    }

    private static void Account(Execution execution, SummaryOutcome summary)
    {
        execution.Model = summary.Model;
        execution.InputTokens += summary.InputTokens;
        execution.OutputTokens += summary.OutputTokens;
        execution.CostMicros += summary.CostMicros;
        execution.LatencyMs = summary.LatencyMs;
        execution.Decision = summary.Decision;
    }

    /// <summary>There is nothing to send: it has been, or a person has to look.</summary>
    private sealed record Settled(SendRight Right) : Error("It has been dealt with.");
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
                if (found is not { } it) return new Conflict("The message, or what it said, is gone.");
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
        return prepared.IsOk ? await posting.SendAsync(run, prepared.Value, cancel) : new DirectiveOutcome.Failed(DigestPosting.KindOf(prepared.Error!), prepared.Error!.Message);
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
