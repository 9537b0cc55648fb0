using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Integrations.Connections;

/// <summary>
/// Connecting other systems, and renewing and ending that. Not directives: what a directive is given is kept for everybody to see, and a secret may be in one place only, sealed. Owners and admins may,
/// and each change is told of by a signal of <see cref="CredentialSignals"/> in the same unit.
/// </summary>
public sealed class Credentials(IUnits units, SignalBus signals, CredentialProtector protector, OutboundPolicy policy, OutboundClient outbound, TimeProvider time)
{
    private static readonly Forbidden NotTheirs = new("Only an owner or an admin of this organisation can connect other systems.");
    private static readonly Conflict Stale = new("The connection has changed since your page showed it. Reload to see it as it is now.");

    /// <summary>Keeps a new connection. Errors: <see cref="Forbidden"/>, <see cref="Invalid"/> by field.</summary>
    public async Task<Result<CredentialSaved>> ConnectAsync(OperationContext operation, CredentialInput input, CancellationToken cancel = default)
    {
        var looked = await LookAsync(operation, input, cancel);
        if (!looked.IsOk) return looked.Error!;
        var (connection, warning) = looked.Value;
        return await units.RunAsync<CredentialSaved>(
            operation,
            async unit =>
            {
                if (!await AdministersAsync(unit, cancel)) return NotTheirs;
                var id = Guid.CreateVersion7();
                var credential = new IntegrationCredential
                {
                    Id = id,
                    Provider = MattermostConnection.Provider,
                    Kind = connection.Kind,
                    Label = input.LabelFor(connection),
                    Ciphertext = Seal(unit, id, connection),
                    Host = connection.Host,
                    LastFour = connection.LastFour,
                    Status = CredentialStatus.Connected,
                    Revision = 1,
                    CreatedById = operation.Actor.Id!.Value,
                    CreatedAt = time.GetUtcNow(),
                };
                unit.Db.IntegrationCredentials.Add(credential);
                await unit.Db.SaveChangesAsync(cancel);
                await TellAsync(unit, CredentialSignals.Connected, credential, cancel);
                return new CredentialSaved(id, credential.Label, warning);
            },
            cancel);
    }

    /// <summary>
    /// Puts another secret in the place of the old one, of the same kind; a token's server stays unless another is given. What was revoked is connected again by it. Errors: <see cref="Forbidden"/>,
    /// <see cref="Invalid"/> by field, <see cref="NotFound"/>, <see cref="Conflict"/>.
    /// </summary>
    /// <param name="revision">As of the page that was acted on.</param>
    public async Task<Result<CredentialSaved>> RotateAsync(OperationContext operation, Guid id, int revision, CredentialInput input, CancellationToken cancel = default)
    {
        var before = await units.ReadAsync(operation, async unit => await AdministersAsync(unit, cancel) ? await FindAsync(unit, id, cancel) : NotTheirs, cancel);
        if (!before.IsOk) return before.Error!;
        var looked = await LookAsync(operation, Completed(operation.Tenant, before.Value, input), cancel);
        if (!looked.IsOk) return looked.Error!;
        var (connection, warning) = looked.Value;
        return await ChangeAsync(
            operation,
            id,
            revision,
            async (unit, credential) =>
            {
                var again = credential.Status == CredentialStatus.Revoked;
                (credential.Ciphertext, credential.Host, credential.LastFour) = (Seal(unit, id, connection), connection.Host, connection.LastFour);
                (credential.Status, credential.RotatedAt, credential.RevokedAt) = (CredentialStatus.Connected, time.GetUtcNow(), null);
                (credential.LastErrorKind, credential.LastErrorAt) = (null, null);
                credential.Revision++;
                await unit.Db.SaveChangesAsync(cancel);
                await TellAsync(unit, again ? CredentialSignals.Connected : CredentialSignals.Rotated, credential, cancel);
                return new CredentialSaved(id, credential.Label, warning);
            },
            cancel);
    }

    /// <summary>Forgets the secret. What uses the connection fails from here on, and says so. Errors: <see cref="Forbidden"/>, <see cref="NotFound"/>, <see cref="Conflict"/>.</summary>
    /// <param name="revision">As of the page that was acted on.</param>
    public Task<Result<CredentialSaved>> RevokeAsync(OperationContext operation, Guid id, int revision, CancellationToken cancel = default) =>
        ChangeAsync(
            operation,
            id,
            revision,
            async (unit, credential) =>
            {
                if (credential.Status == CredentialStatus.Revoked) return new Conflict("The connection is revoked already.");
                (credential.Status, credential.Ciphertext, credential.RevokedAt) = (CredentialStatus.Revoked, [], time.GetUtcNow());
                credential.Revision++;
                await unit.Db.SaveChangesAsync(cancel);
                await TellAsync(unit, CredentialSignals.Revoked, credential, cancel);
                return new CredentialSaved(id, credential.Label, null);
            },
            cancel);

    /// <summary>
    /// What was entered, if it may be called. Who may not connect is refused before anything is looked up: an answer tells what a name leads to. No unit is open while it is.
    /// </summary>
    private async Task<Result<(MattermostConnection Connection, string? Warning)>> LookAsync(OperationContext operation, CredentialInput input, CancellationToken cancel)
    {
        if (!await units.ReadAsync(operation, unit => AdministersAsync(unit, cancel), cancel)) return NotTheirs;
        var connection = input.Connect(policy);
        if (!connection.IsOk) return connection.Error!;
        return await outbound.CheckAsync(connection.Value.Url, cancel) switch
        {
            OutboundOutcome.Refused refused => new Invalid(connection.Value.Kind == CredentialKind.IncomingWebhook ? "webhook" : "server", refused.Reason),
            OutboundOutcome.NotSent notFound => (connection.Value, notFound.Reason),
            _ => (connection.Value, null),
        };
    }

    private async Task<Result<CredentialSaved>> ChangeAsync(OperationContext operation, Guid id, int revision, Func<TenantUnit, IntegrationCredential, Task<Result<CredentialSaved>>> change, CancellationToken cancel) =>
        await units.RunAsync<CredentialSaved>(
            operation,
            async unit =>
            {
                if (!await AdministersAsync(unit, cancel)) return NotTheirs;
                await unit.LockAsync($"credential:{id}", cancel);
                if (await unit.Db.IntegrationCredentials.SingleOrDefaultAsync(c => c.Id == id, cancel) is not { } credential) return new NotFound();
                return credential.Revision == revision ? await change(unit, credential) : Stale;
            },
            cancel);

    /// <summary>With the kind and the label that it has, and the server where none is given.</summary>
    private CredentialInput Completed(TenantRef tenant, IntegrationCredential has, CredentialInput input)
    {
        var server = input.Server;
        if (string.IsNullOrWhiteSpace(server) && has is { Kind: CredentialKind.PersonalAccessToken, Status: CredentialStatus.Connected })
        {
            var opened = protector.Open(tenant, has.Id, has.Kind, has.Ciphertext).Then(secret => MattermostConnection.FromSecret(has.Kind, secret, policy));
            if (opened is { IsOk: true, Value: { IsOk: true, Value: MattermostConnection.ByToken old } }) server = old.Server.Uri.AbsoluteUri;
        }

        return input with { Kind = has.Kind, Label = has.Label, Server = server };
    }

    private byte[] Seal(TenantUnit unit, Guid id, MattermostConnection connection) => protector.Protect(unit.Tenant, id, connection.Kind, connection.ToSecret());

    private Task TellAsync(TenantUnit unit, SignalType<CredentialFact> what, IntegrationCredential credential, CancellationToken cancel) =>
        signals.EmitAsync(unit, what, IntegrationCredential.Subject(credential.Id), new CredentialFact(credential.Id, credential.Provider, credential.Kind, credential.Revision), cancel: cancel);

    private static async Task<Result<IntegrationCredential>> FindAsync(TenantUnit unit, Guid id, CancellationToken cancel) =>
        await unit.Db.IntegrationCredentials.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) is { } credential ? credential : new NotFound("The connection is not there any more. Choose another one.");

    internal static async Task<bool> AdministersAsync(TenantUnit unit, CancellationToken cancel) =>
        unit.Operation.Actor is { Type: Actor.UserType, Id: { } user } && OrgRole.IsAdministrator(await unit.RoleOfAsync(user, cancel));
}
