using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations.Ledger;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Trying a connection before something depends on it: one short message, asked for, recorded and never sent twice like all others.</summary>
public sealed class ConnectionTests(DirectiveService directives)
{
    /// <summary>Asks for a test message. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>.</summary>
    public Task<Result<DirectiveReceipt>> AskAsync(OperationContext operation, TestConnection test, CancellationToken cancel = default) =>
        directives.RequestAsync(operation, DigestDirectives.Test, new(IntegrationCredential.Subject(test.CredentialId), test, test.FormKey.ToString()), cancel);
}

internal sealed class TestConnectionHandler(IUnits units, MattermostConnections connections, OutboundLedger ledger, DigestPosting posting) : IExternalDirectiveHandler<TestConnection>, IDirectiveObserver<TestConnection>
{
    public async Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, TestConnection args, CancellationToken cancel)
    {
        var prepared = await units.RunAsync<Posting>(
            run.Operation,
            async unit =>
            {
                var opened = await connections.OpenAsync(unit, args.CredentialId, cancel);
                if (!opened.IsOk) return opened.Error!;
                var text = $"FleetPrompt is connected: {MattermostText.Name(await unit.OrganizationNameAsync(cancel))} can post here. This message is a test.";
                var channel = string.IsNullOrWhiteSpace(args.Channel) ? null : args.Channel.Trim().TrimStart('~', '#');
                var draft = new OutboundDraft(
                    MattermostConnection.Provider,
                    $"mattermost_test:{unit.Tenant.Slug}:{args.FormKey}",
                    args.CredentialId,
                    null,
                    run.Directive.Id,
                    $"{opened.Value.Host} · {channel ?? "the webhook's channel"}",
                    DigestPosting.Sha256(text));
                return await ledger.BeginAsync(unit, draft, cancel) is SendRight.Granted granted
                    ? new Posting(granted, opened.Value, new MattermostPost(text, channel), null, Guid.Empty) { On = On(args) }
                    : new Conflict("This test has been made. Make another one.");
            },
            cancel);
        return prepared.IsOk ? await posting.SendAsync(run, prepared.Value, cancel) : new DirectiveOutcome.Failed(DigestPosting.KindOf(prepared.Error!), prepared.Error!.Message);
    }

    public Task BegunAsync(DirectiveRun run, TestConnection args, CancellationToken cancel) => Task.CompletedTask;

    public async Task EndedAsync(DirectiveRun run, TestConnection args, DirectiveOutcome outcome, CancellationToken cancel)
    {
        if (await ledger.LoseAsync(run.Unit, run.Directive.Id, cancel) is { } lost) await posting.TellAsync(run.Unit, DigestSignals.Failed, lost.Id, null, lost.Attempt, OutboundEnd.Lost, On(args), cancel);
    }

    private static SignalOptions On(TestConnection args) => new() { Stream = IntegrationCredential.Subject(args.CredentialId).Stream };
}
