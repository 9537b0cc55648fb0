using System.Net;
using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Connections;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class CredentialsTests(Installation fleet) : DatabaseTests(fleet)
{
    private const string Key = "canaryabcdefghijklmnopwxyz";
    private const string Other = "canary0123456789012345last";

    private Credentials Credentials => Given.Get<Credentials>();

    private CredentialReading Reading => Given.Get<CredentialReading>();

    [Theory]
    [InlineData(Org.OwnerName)]
    [InlineData("ana")]
    public async Task Who_administers_connects_a_webhook_and_its_secret_is_nowhere_to_be_read(string person)
    {
        var org = await Given.Org().WithAdmin("ana");

        var saved = (await Credentials.ConnectAsync(org.Act(person), Webhook(Key, "Ops channel"), Cancel)).ShouldBeOk();

        var view = (await Reading.ListAsync(org.Act(person), Cancel)).ShouldBeOk().ShouldHaveSingleItem();
        (view.Id, view.Label, view.Host, view.LastFour, view.Status, view.Revision).ShouldBe((saved.Id, "Ops channel", "8.8.8.8", "wxyz", CredentialStatus.Connected, 1));
        var told = (await org.Signals(s => s.SubjectType == "integration.credential")).ShouldHaveSingleItem();
        told.Name.ShouldBe("integration.credential.connected");
        told.Visibility.ShouldBe("admins");
        JsonSerializer.Serialize(told.Payload).ShouldBe($$"""{"kind":"incoming_webhook","provider":"mattermost","revision":1,"credential_id":"{{saved.Id}}"}""");
        foreach (var row in await EverythingAsync(org)) row.ShouldNotContain("canary");
        (await OpenAsync(org, saved.Id)).ShouldBeOk().ToSecret().Reveal().ShouldBe($"https://8.8.8.8/hooks/{Key}");
    }

    [Fact]
    public async Task A_token_is_connected_with_its_server()
    {
        var org = await Given.Org();

        var saved = (await Credentials.ConnectAsync(org.Act(), Token("https://8.8.8.8/chat", Key), Cancel)).ShouldBeOk();

        saved.Label.ShouldBe("Mattermost at 8.8.8.8");
        var opened = (await OpenAsync(org, saved.Id)).ShouldBeOk().ShouldBeOfType<MattermostConnection.ByToken>();
        (opened.Token.Reveal(), opened.Host).ShouldBe((Key, "8.8.8.8"));
        foreach (var row in await EverythingAsync(org)) row.ShouldNotContain("canary");
    }

    /// <summary>Fails when the role is not asked for before names are looked up: what a name leads to is told (tried).</summary>
    [Fact]
    public async Task A_member_sees_and_changes_nothing_and_learns_nothing()
    {
        var org = await Given.Org().WithMember("ben");
        var id = await ConnectedAsync(org);
        var looked = 0;
        await using var node = Composition.Of(Given.Logins, more: services => services.AddSingleton<NameLookup>((_, _) =>
        {
            looked++;
            return Task.FromResult(new[] { IPAddress.Parse("10.0.0.1") });
        }));
        var (credentials, ben) = (node.GetRequiredService<Credentials>(), org.Act("ben"));

        (await credentials.ConnectAsync(ben, new(CredentialKind.IncomingWebhook, null, new Secret($"https://chat.test/hooks/{Key}")), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await credentials.ConnectAsync(ben, new(null, null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await credentials.RotateAsync(ben, id, 1, Webhook(Other), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await credentials.RevokeAsync(ben, id, 1, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Reading.ListAsync(ben, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Reading.FindAsync(ben, id, Cancel)).Error.ShouldBeOfType<Forbidden>();

        looked.ShouldBe(0);
        (await org.One<IntegrationCredential>(c => c.Id == id)).Revision.ShouldBe(1);
        (await org.Signals(s => s.SubjectType == "integration.credential")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_organisation_sees_nothing_of_it_and_cannot_open_it()
    {
        var (acme, other) = (await Given.Org("acme"), await Given.Org("other"));
        var id = await ConnectedAsync(acme);

        (await Reading.ListAsync(other.Act(), Cancel)).ShouldBeOk().ShouldBeEmpty();
        (await Reading.FindAsync(other.Act(), id, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Credentials.RotateAsync(other.Act(), id, 1, Webhook(Other), Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Credentials.RevokeAsync(other.Act(), id, 1, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await OpenAsync(other, id)).Error.ShouldBeOfType<NotFound>();

        // Somebody copies the row over, id and all.
        await Given.AsOwner($"insert into {other.Schema}.integration_credentials select * from {acme.Schema}.integration_credentials");
        (await OpenAsync(other, id)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("Connect it again");
        (await OpenAsync(acme, id)).ShouldBeOk();
    }

    [Fact]
    public async Task What_is_moved_to_another_row_does_not_open()
    {
        var org = await Given.Org();
        var (first, second) = (await ConnectedAsync(org), await ConnectedAsync(org, Other));
        await Given.AsOwner($"update {org.Schema}.integration_credentials set ciphertext = (select ciphertext from {org.Schema}.integration_credentials where id = '{first}') where id = '{second}'");

        (await OpenAsync(org, second)).Error.ShouldBeOfType<Conflict>();
    }

    [Fact]
    public async Task A_new_secret_takes_the_place_of_the_old_one()
    {
        var org = await Given.Org();
        var id = await ConnectedAsync(org);
        var before = (await org.One<IntegrationCredential>(c => c.Id == id)).Ciphertext;
        await Given.AsOwner($"update {org.Schema}.integration_credentials set last_error_kind = 'auth', last_error_at = now()");

        (await Credentials.RotateAsync(org.Act(), id, 1, Webhook(Other), Cancel)).ShouldBeOk();

        var now = await org.One<IntegrationCredential>(c => c.Id == id);
        (now.Revision, now.LastFour, now.LastErrorKind, now.Status).ShouldBe((2, "last", null, CredentialStatus.Connected));
        now.RotatedAt.ShouldNotBeNull();
        now.Ciphertext.ShouldNotBe(before);
        (await OpenAsync(org, id)).ShouldBeOk().ToSecret().Reveal().ShouldEndWith(Other);
        (await TellingsAsync(org, id)).ShouldBe(["integration.credential.connected", "integration.credential.rotated"]);
        (await Credentials.RotateAsync(org.Act(), id, 1, Webhook(Key), Cancel)).Error.ShouldBeOfType<Conflict>();
    }

    [Theory]
    [InlineData(null, "https://8.8.8.8/chat/")]
    [InlineData("https://8.8.4.4", "https://8.8.4.4/")]
    public async Task A_new_token_stays_with_its_server_unless_another_is_given(string? server, string expected)
    {
        var org = await Given.Org();
        var id = (await Credentials.ConnectAsync(org.Act(), Token("https://8.8.8.8/chat", Key), Cancel)).ShouldBeOk().Id;

        (await Credentials.RotateAsync(org.Act(), id, 1, Token(server, Other), Cancel)).ShouldBeOk();

        var opened = (await OpenAsync(org, id)).ShouldBeOk().ShouldBeOfType<MattermostConnection.ByToken>();
        opened.Token.Reveal().ShouldBe(Other);
        (opened.Server.Uri.AbsoluteUri.TrimEnd('/') + "/").ShouldBe(expected);
    }

    [Fact]
    public async Task What_is_revoked_is_forgotten_and_can_be_connected_again()
    {
        var org = await Given.Org();
        var id = await ConnectedAsync(org);

        (await Credentials.RevokeAsync(org.Act(), id, 1, Cancel)).ShouldBeOk();

        var revoked = await org.One<IntegrationCredential>(c => c.Id == id);
        (revoked.Status, revoked.Ciphertext.Length, revoked.Revision).ShouldBe((CredentialStatus.Revoked, 0, 2));
        (await OpenAsync(org, id)).Error.ShouldBeOfType<NotFound>().Message.ShouldContain("revoked");
        (await Credentials.RevokeAsync(org.Act(), id, 1, Cancel)).Error.ShouldBeOfType<Conflict>();
        (await Credentials.RevokeAsync(org.Act(), id, 2, Cancel)).Error.ShouldBeOfType<Conflict>();

        (await Credentials.RotateAsync(org.Act(), id, 2, Webhook(Other), Cancel)).ShouldBeOk();
        (await OpenAsync(org, id)).ShouldBeOk();
        (await TellingsAsync(org, id)).ShouldBe(["integration.credential.connected", "integration.credential.revoked", "integration.credential.connected"]);
    }

    [Theory]
    [InlineData(null, "x", null, null, null, "kind")]
    [InlineData(CredentialKind.IncomingWebhook, null, null, null, null, "webhook")]
    [InlineData(CredentialKind.IncomingWebhook, null, "https://10.0.0.1/hooks/" + Key, null, null, "webhook")]
    [InlineData(CredentialKind.IncomingWebhook, "https://8.8.8.8/hooks/" + Key, "https://8.8.8.8/hooks/" + Key, null, null, "label")]
    [InlineData(CredentialKind.IncomingWebhook, "mine: " + Key, "https://8.8.8.8/hooks/" + Key, null, null, "label")]
    [InlineData(CredentialKind.IncomingWebhook, "two\nlines", "banana", null, null, "label,webhook")]
    [InlineData(CredentialKind.PersonalAccessToken, Key, null, "https://8.8.8.8", Key, "label")]
    [InlineData(CredentialKind.PersonalAccessToken, null, null, null, null, "server,token")]
    public async Task What_does_not_fit_is_told_by_field_and_repeats_no_secret(string? kind, string? label, string? webhook, string? server, string? token, string fields)
    {
        var org = await Given.Org();

        var error = (await Credentials.ConnectAsync(org.Act(), new(kind, label, Secret.From(webhook), server, Secret.From(token)), Cancel)).Error.ShouldBeOfType<Invalid>();

        error.Problems.Select(p => p.Field).ShouldBe(fields.Split(','));
        $"{error}".ShouldNotContain("canary");
        (await org.All<IntegrationCredential>()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("8.8.8.8", true, false)]
    [InlineData("169.254.169.254", false, false)]
    [InlineData("", true, true)]
    public async Task Where_a_name_leads_is_judged_when_it_is_saved_and_a_name_that_leads_nowhere_yet_is_told(string address, bool saved, bool warned)
    {
        var org = await Given.Org();
        await using var node = Composition.Of(Given.Logins, more: services => services.AddSingleton(Outbounds.Names(address.Length > 0 ? [address] : [])));

        var result = await node.GetRequiredService<Credentials>().ConnectAsync(org.Act(), new(CredentialKind.IncomingWebhook, null, new Secret($"https://chat.test/hooks/{Key}")), Cancel);

        result.IsOk.ShouldBe(saved);
        if (saved) (result.Value.Warning is not null).ShouldBe(warned);
        else result.Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("webhook");
    }

    [Fact]
    public async Task Which_installations_use_it_is_shown()
    {
        var org = await Given.Org();
        var (used, unused) = (await ConnectedAsync(org), await ConnectedAsync(org, Other));
        var installation = Guid.CreateVersion7();
        await org.DoOk(async unit =>
        {
            unit.Db.PackageInstallations.Add(new()
            {
                Id = installation,
                PackageSlug = "mattermost_daily_ops_digest",
                Version = "1.0.0",
                Status = InstallationStatus.Installed,
                Config = JsonDocument.Parse($$"""{"mattermost_credential_id":"{{used}}","max_lines":40}"""),
                Generation = 1,
            });
            return await unit.Db.SaveChangesAsync(Cancel);
        });

        var views = (await Reading.ListAsync(org.Act(), Cancel)).ShouldBeOk().ToDictionary(v => v.Id);

        views[used].UsedBy.ShouldHaveSingleItem().InstallationId.ShouldBe(installation);
        views[unused].UsedBy.ShouldBeEmpty();
        views[used].ConnectedBy.ShouldStartWith("Owner of");
    }

    [Fact]
    public void What_is_entered_prints_no_secret() => $"{Webhook(Key)} {Token("https://8.8.8.8", Key)}".ShouldNotContain("canary");

    private static CredentialInput Webhook(string key, string? label = null) => new(CredentialKind.IncomingWebhook, label, new Secret($"https://8.8.8.8/hooks/{key}"));

    private static CredentialInput Token(string? server, string token) => new(CredentialKind.PersonalAccessToken, null, Server: server, Token: new Secret(token));

    private async Task<Guid> ConnectedAsync(Org org, string key = Key) => (await Credentials.ConnectAsync(org.Act(), Webhook(key), Cancel)).ShouldBeOk().Id;

    private Task<Result<MattermostConnection>> OpenAsync(Org org, Guid id) => org.Read(unit => Given.Get<MattermostConnections>().OpenAsync(unit, id, Cancel));

    private static async Task<string[]> TellingsAsync(Org org, Guid id) => [.. (await org.Signals(s => s.SubjectId == id)).Select(s => s.Name)];

    /// <summary>All rows of all tables of the organisation, as text.</summary>
    private async Task<IReadOnlyList<string>> EverythingAsync(Org org)
    {
        var tables = (await Given.AskOwner<string>($"select string_agg(table_name, ',') from information_schema.tables where table_schema = '{org.Schema}'"))!.Split(',');
        var rows = new List<string>();
        foreach (var table in tables) rows.Add(await Given.AskOwner<string>($"select coalesce(string_agg(t::text, '|'), '') from {org.Schema}.{table} t") ?? "");
        rows.ShouldContain(r => r.Contains("integration.credential.connected"));
        return rows;
    }
}
