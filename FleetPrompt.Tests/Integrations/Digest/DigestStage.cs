using System.Text.Json;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

/// <summary>An organisation with the digest installed, and a Mattermost that it posts to.</summary>
internal sealed class DigestStage(ServiceProvider node, Org org, Guid installation) : IAsyncDisposable
{
    public Guid Installation => installation;

    public Org Org => org;

    public ServiceProvider Node => node;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<DigestStage> SetAsync(Installation fleet, Uri webhook, string channel = "town-square")
    {
        var org = await fleet.Org().WithMember("ana");
        var node = await NodeAsync(fleet, webhook.Port);
        var credential = await ConnectAsync(node, org, webhook);
        var config = JsonSerializer.SerializeToElement(new { mattermost_credential_id = credential, timezone = "Europe/Berlin", schedule_time = "09:00", channel });
        var manifest = node.GetRequiredService<PackageRegistry>().Find(Digests.PackageSlug)!;
        var installed = await node.GetRequiredService<Installations>().InstallAsync(org.Act(), Digests.PackageSlug, manifest.Version, config, [.. manifest.Contract.Permissions.Select(p => p.Key)], Cancel);
        var stage = new DigestStage(node, org, installed.ShouldBeOk().InstallationId);
        await stage.WorkAsync();
        return stage;
    }

    /// <summary>A node whose operator lets it connect to this machine.</summary>
    public static async Task<ServiceProvider> NodeAsync(Installation fleet, params int[] ports)
    {
        var node = Composition.Of(fleet.Logins, fleet.Clock, services => services.Configure<OutboundOptions>(options =>
        {
            options.AllowedNetworks.Add("here=127.0.0.0/8");
            foreach (var port in ports) options.Ports.Add(port);
        }));
        await node.GetRequiredService<PackageRegistry>().StartAsync(Cancel);
        return node;
    }

    public Task<Core.Result<Guid>> RunNowAsync(Guid? form = null, string by = Org.OwnerName) => node.GetRequiredService<Digests>().RunNowAsync(org.Act(by), installation, form ?? Guid.CreateVersion7(), Cancel);

    /// <summary>Runs it and sees it through. Returns the execution as it is then.</summary>
    public async Task<Execution> RunAsync()
    {
        var id = (await RunNowAsync()).ShouldBeOk();
        await WorkAsync();
        return await org.One<Execution>(e => e.Id == id);
    }

    public async Task WorkAsync(ServiceProvider? by = null)
    {
        var runner = (by ?? node).GetRequiredService<WorkRunner>();
        await runner.HeartbeatAsync(Cancel);
        await runner.RunOutAsync(Cancel);
    }

    public Task<OutboundMessage> MessageAsync(Guid execution) => org.One<OutboundMessage>(m => m.ExecutionId == execution);

    public Task<PackageInstallation> StateAsync() => org.One<PackageInstallation>(i => i.Id == installation);

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private static async Task<Guid> ConnectAsync(ServiceProvider node, Org org, Uri webhook)
    {
        var connection = MattermostConnection.FromWebhook(webhook.AbsoluteUri, node.GetRequiredService<OutboundPolicy>()).ShouldBeOk();
        var id = Guid.CreateVersion7();
        await org.DoOk(async unit =>
        {
            unit.Db.IntegrationCredentials.Add(new IntegrationCredential
            {
                Id = id,
                Provider = MattermostConnection.Provider,
                Kind = connection.Kind,
                Label = "Team chat",
                Ciphertext = node.GetRequiredService<CredentialProtector>().Protect(org.Tenant, id, connection.Kind, connection.ToSecret()),
                Host = connection.Host,
                LastFour = connection.LastFour,
                Status = CredentialStatus.Connected,
                CreatedById = org[Org.OwnerName],
                CreatedAt = DateTimeOffset.UtcNow,
            });
            await unit.Db.SaveChangesAsync();
            return id;
        });
        return id;
    }
}
