using System.Text.Json;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A FleetPrompt to be killed, with a Mattermost on this machine that it may connect to.</summary>
public class DigestApp : OwnApp
{
    public MattermostProcess Mattermost { get; } = new();

    protected override IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(base.Environment) { ["Outbound__AllowedNetworks__0"] = "here=127.0.0.0/8", ["Outbound__Ports__0"] = $"{Mattermost.Url.Port}" };

    protected override void Beside(IServiceCollection services) =>
        services.Configure<OutboundOptions>(options =>
        {
            options.AllowedNetworks.Add("here=127.0.0.0/8");
            options.Ports.Add(Mattermost.Url.Port);
        });

    public override async ValueTask InitializeAsync()
    {
        await Mattermost.InitializeAsync();
        await base.InitializeAsync();
        await Services.GetRequiredService<PackageRegistry>().StartAsync(CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Mattermost.DisposeAsync();
    }

    /// <summary>Installs the digest, and waits until the server has done it.</summary>
    public async Task<Guid> InstallDigestAsync(TestOrganization organization)
    {
        var connection = Must(MattermostConnection.FromWebhook(Mattermost.Webhook.AbsoluteUri, Services.GetRequiredService<OutboundPolicy>()));
        var credential = new IntegrationCredential
        {
            Provider = MattermostConnection.Provider,
            Kind = connection.Kind,
            Label = "Team chat",
            Ciphertext = [],
            Host = connection.Host,
            LastFour = connection.LastFour,
            Status = CredentialStatus.Connected,
            CreatedById = organization.OwnerId,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        credential.Ciphertext = Services.GetRequiredService<CredentialProtector>().Protect(organization.Tenant, credential.Id, credential.Kind, connection.ToSecret());
        Must(await Services.GetRequiredService<IUnits>().RunAsync<int>(Act(organization), async unit =>
        {
            unit.Db.IntegrationCredentials.Add(credential);
            return await unit.Db.SaveChangesAsync();
        }));
        var manifest = Services.GetRequiredService<PackageRegistry>().Find(Digests.PackageSlug)!;
        var config = JsonSerializer.SerializeToElement(new { mattermost_credential_id = credential.Id, timezone = "Europe/Berlin", schedule_time = "09:00" });
        var installed = Must(await Services.GetRequiredService<Installations>().InstallAsync(
            Act(organization), Digests.PackageSlug, manifest.Version, config, [.. manifest.Contract.Permissions.Select(p => p.Key)], TestContext.Current.CancellationToken));
        await UntilAsync($"select status from {organization.Tenant.Schema}.package_installations where id = '{installed.InstallationId}'", "installed");
        return installed.InstallationId;
    }

    public async Task<Guid> RunNowAsync(TestOrganization organization, Guid installation) =>
        Must(await Services.GetRequiredService<Digests>().RunNowAsync(Act(organization), installation, Guid.CreateVersion7(), TestContext.Current.CancellationToken));

    public static OperationContext Act(TestOrganization organization) => OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
}
