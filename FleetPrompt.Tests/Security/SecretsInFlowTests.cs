using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Faults;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Security;

/// <summary>
/// Whatever becomes of what opens Mattermost - connected, refused, renewed, revoked, used with every failure, by a server that says it back - it comes out nowhere: not in the database, in no export, log,
/// trace or metric, in no page and in no message of a circuit.
/// </summary>
[Collection(CanaryAppCollection.Name)]
public sealed class SecretsInFlowTests(CanaryApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    private const string Connect = "/settings/integrations/new";
    private const string ConnectToken = $"{Connect}?kind={CredentialKind.PersonalAccessToken}";

    private readonly ConcurrentQueue<(string Where, string Text)> heard = new();
    private readonly string never = Key();
    private readonly string renewed = Key();
    private readonly string marker = $"marker{Key()}";

    private IReadOnlyList<Canary> Secrets =>
    [
        new("webhook", app.Mattermost.Webhook.AbsoluteUri), new("key", app.Mattermost.Key), new("token", app.Mattermost.Token),
        new("renewed key", renewed), new("refused key", never),
    ];

    private string Echo => $$"""{"message": "{{app.Mattermost.Webhook}} {{app.Mattermost.Token}} {{renewed}}"}""";

    [Fact]
    public async Task What_opens_another_system_comes_out_nowhere()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization, marker);
        var owner = await VisitorAsync(organization.Owner);
        Hear(owner.Page);

        await BeRefusedAsync(owner);
        var webhook = await ConnectAsync(owner, organization, Connect, ("credential-webhook", app.Mattermost.Webhook.AbsoluteUri));
        var token = await ConnectAsync(owner, organization, ConnectToken, ("credential-server", app.Mattermost.Url.AbsoluteUri), ("credential-token", app.Mattermost.Token));
        var installation = await InstallAsync(owner, webhook);
        await FailAsync(organization, installation);
        await RenewAsync(owner, organization, webhook, installation);
        await UseAsync(owner, organization, installation, token);
        await RevokeAsync(owner, organization, token, installation);
        await ReplayAsync(organization);
        await ExportAsync(owner, organization);
        await LookAtEverythingAsync(owner, organization, installation, [thread.Path, $"/settings/integrations/{webhook}", $"/settings/integrations/{token}"]);
        await TellEverythingAsync(organization);

        var planted = new Canary("marker", marker);
        string[] places = ["forum_threads", "canary.planted", "forum_threads.ndjson", thread.Path, "circuit"];
        places.Where(place => !heard.Any(h => h.Where.EndsWith(place, StringComparison.Ordinal) && planted.In(h.Text).Any())).ShouldBeEmpty("the scan sees what stands there");
        heard.Where(h => h.Where == "database canary.planted").SelectMany(h => planted.In(h.Text)).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
        foreach (var canary in Secrets) heard.SelectMany(h => canary.In(h.Text).Select(form => $"{h.Where} has {form}")).Distinct().ShouldBeEmpty();
    }

    /// <summary>What is entered wrongly is refused, and the page that says so does not say it back.</summary>
    private async Task BeRefusedAsync(Visitor owner)
    {
        foreach (var webhook in new[] { $"http://169.254.169.254/hooks/{never}", $"ftp://chat.example.test/hooks/{never}", $"http://u:{never}@{app.Mattermost.Url.Authority}/hooks/{never}", $"{never} ?", $"{app.Mattermost.Url}hooks/{never}/x?{never}#{never}" })
            await SubmitAsync(owner, Connect, ("webhook", webhook));
        await SubmitAsync(owner, ConnectToken, ("server", $"http://u:{never}@{app.Mattermost.Url.Authority}"), ("token", $"{never} {never}"));
        await SubmitAsync(owner, Connect, ("webhook", app.Mattermost.Webhook.AbsoluteUri), ("label", $"Ours {app.Mattermost.Key}"));
        await SubmitAsync(owner, ConnectToken, ("server", app.Mattermost.Webhook.AbsoluteUri), ("token", app.Mattermost.Token));
        await SubmitAsync(owner, ConnectToken, ("server", app.Mattermost.Url.AbsoluteUri), ("token", app.Mattermost.Token), ("label", app.Mattermost.Token));
    }

    /// <summary>Sends the page's form with fields filled in so that it is refused.</summary>
    private async Task SubmitAsync(Visitor owner, string path, params (string Name, string Value)[] fields)
    {
        await owner.GoAsync(path);
        var form = await owner.Page.FormOfAsync("credential-submit");
        foreach (var (name, value) in fields) form[name] = value;
        var answer = await owner.PostAsync(path, form);
        answer.Status.ShouldBe(422, string.Join(", ", fields.Select(f => f.Name)));
        Hear($"answer of {path}", await answer.TextAsync());
    }

    private async Task<string> ConnectAsync(Visitor owner, TestOrganization organization, string path, params (string Mark, string Value)[] fields)
    {
        await owner.GoAsync(path);
        foreach (var (mark, value) in fields) await owner.Page.Mark(mark).FillAsync(value);
        await owner.Page.Mark("credential-submit").ClickAsync();
        await owner.Page.WaitForURLAsync("**/settings/integrations");
        await HearPageAsync(owner.Page);
        return (await App.AskAsync($"select id from {organization.Tenant.Schema}.integration_credentials order by created_at desc limit 1"))[0];
    }

    private async Task<Guid> InstallAsync(Visitor owner, string credential)
    {
        await app.Mattermost.AnswerNextWith(403, body: Echo);
        await owner.GoAsync($"{DigestPages.Package}/install?step=test&granted=1&c.mattermost_credential_id={credential}&c.timezone=Europe/Berlin&c.schedule_time=09:00&c.channel=operations");
        await owner.Page.Mark("connection-test-send").ClickAsync();
        await owner.Page.Locator("[data-testid=connection-test][data-status=failed]").WaitForAsync();
        await HearPageAsync(owner.Page);
        await owner.Page.NextAsync();
        await HearPageAsync(owner.Page);
        await owner.Page.Mark("install-confirm").ClickAsync();
        await owner.Page.WaitForURLAsync("**/installations/*");
        await owner.Page.Mark("digest-next").WaitForAsync();
        return Guid.Parse(new Uri(owner.Page.Url).Segments[^1]);
    }

    /// <summary>Every way to go wrong, at a server that says back all it knows.</summary>
    private async Task FailAsync(TestOrganization organization, Guid installation)
    {
        foreach (var status in new[] { 200, 302, 400, 401, 403, 404, 413, 429, 500, 501, 503 })
        {
            await app.Mattermost.AnswerNextWith(status, body: Echo, headers: new Dictionary<string, string> { ["Location"] = app.Mattermost.Webhook.AbsoluteUri, ["X-Said"] = renewed });
            await RunAsync(organization, installation);
        }

        foreach (var cut in new[] { Cut.BeforeReading, Cut.BeforeAnswer, Cut.WithinAnswer })
        {
            await app.Mattermost.CutNext(cut);
            await RunAsync(organization, installation);
        }

        var act = DigestApp.Act(organization);
        foreach (var (message, n) in (await App.AskAsync($"select id from {organization.Tenant.Schema}.outbound_messages where status = 'uncertain'")).Take(2).Select((m, n) => (Guid.Parse(m), n)))
        {
            RunningApp.Must(await App.Services.GetRequiredService<Digests>().DecideAsync(act, message, 1, isThere: n == 0, "Looked at it.", TestContext.Current.CancellationToken));
            await AtRestAsync(organization);
        }

        var directive = Guid.Parse((await App.AskAsync($"select directive_id from {organization.Tenant.Schema}.executions where error_kind = 'auth' limit 1"))[0]);
        RunningApp.Must(await App.Services.GetRequiredService<DirectiveControl>().RerunAsync(act, directive, 1, "Once more.", TestContext.Current.CancellationToken));
        await AtRestAsync(organization);
    }

    /// <summary>A wrong renewal, one with a webhook that the server does not know, and the right one again.</summary>
    private async Task RenewAsync(Visitor owner, TestOrganization organization, string credential, Guid installation)
    {
        var path = $"/settings/integrations/{credential}";
        await SubmitAsync(owner, path, ("webhook", $"gopher://{never}/hooks/{never}"));
        foreach (var webhook in new[] { new Uri(app.Mattermost.Url, $"/hooks/{renewed}"), app.Mattermost.Webhook })
        {
            await owner.GoAsync(path);
            await owner.Page.Mark("credential-webhook").FillAsync(webhook.AbsoluteUri);
            await owner.Page.Mark("credential-submit").ClickAsync();
            await owner.Page.Mark("credential-last-four").Should().ToContainTextAsync(webhook.AbsoluteUri[^4..]);
            await HearPageAsync(owner.Page);
            await RunAsync(organization, installation);
        }
    }

    /// <summary>The token in the place of the webhook, and its failures: before anything is posted, and when it is.</summary>
    private async Task UseAsync(Visitor owner, TestOrganization organization, Guid installation, string token)
    {
        await owner.GoAsync($"/installations/{installation}?tab=configuration");
        await owner.Page.Input("mattermost_credential_id").SelectOptionAsync(token);
        await owner.Page.Mark("config-submit").ClickAsync();
        await AtRestAsync(organization);
        await App.UntilAsync($"select config->>'mattermost_credential_id' from {organization.Tenant.Schema}.package_installations", token);
        await RunAsync(organization, installation);
        foreach (var status in new[] { 400, 401, 403, 404, 429, 500 })
        {
            await app.Mattermost.AnswerNextWith(status, body: Echo);
            await RunAsync(organization, installation);
        }

        await app.Mattermost.AnswerNextAt("/api/v4/", 401);
        await RunAsync(organization, installation);
        (await App.AskAsync($"select count(*) from {organization.Tenant.Schema}.outbound_messages where status = 'sent'")).ShouldNotBe(["0"]);
    }

    private async Task RevokeAsync(Visitor owner, TestOrganization organization, string credential, Guid installation)
    {
        await owner.GoAsync($"/settings/integrations/{credential}");
        await owner.Page.Mark("credential-revoke").ClickAsync();
        await owner.Page.Mark("credential-revoke-confirm").ClickAsync();
        await owner.Page.Mark("credential-last-four").Should().ToHaveTextAsync("forgotten");
        await HearPageAsync(owner.Page);
        await owner.GoAsync($"/installations/{installation}");
        await owner.Page.Mark("digest-run-now").Should().ToBeDisabledAsync();
        (await App.AskAsync($"select length(ciphertext) from {organization.Tenant.Schema}.integration_credentials where id = '{credential}'")).ShouldBe(["0"]);
    }

    private async Task ReplayAsync(TestOrganization organization)
    {
        RunningApp.Must(await App.Services.GetRequiredService<SignalReplay>().RequestAsync(DigestApp.Act(organization), new ReplayRequest(Recent: 100, ExternalEffects: true), TestContext.Current.CancellationToken));
        await AtRestAsync(organization);
    }

    private async Task ExportAsync(Visitor owner, TestOrganization organization)
    {
        await owner.GoAsync("/settings/data");
        await owner.Page.Mark("export-submit").ClickAsync();
        await owner.Page.Mark("export-download").WaitForAsync();
        var id = (await App.AskAsync($"select id from {organization.Tenant.Schema}.exports")).ShouldHaveSingleItem();
        await using var archive = new ZipArchive(new MemoryStream(await (await owner.Context.APIRequest.GetAsync($"/settings/data/exports/{id}")).BodyAsync()));
        foreach (var entry in archive.Entries)
        {
            using var text = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
            Hear($"export {entry.Name}", await text.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>The pages as they are sent, and those that are live also as they become.</summary>
    private async Task LookAtEverythingAsync(Visitor owner, TestOrganization organization, Guid installation, IEnumerable<string> more)
    {
        var schema = organization.Tenant.Schema;
        string[] pages =
        [
            .. more, Connect, ConnectToken, "/settings/integrations", $"/installations/{installation}", $"/timeline?stream=package.installation:{installation}", "/timeline", "/signals", "/directives",
            .. new[] { "configuration", "permissions", "activity", "manage" }.Select(tab => $"/installations/{installation}?tab={tab}"),
        ];
        foreach (var path in pages)
        {
            await owner.GoAsync(path);
            await HearPageAsync(owner.Page);
        }

        string[] files =
        [
            .. pages, "/dashboard", "/executions", "/admin", "/settings/data", "/signals/export?format=ndjson", "/signals/export?format=csv", "/signals/parked", DigestPages.Package,
            .. await App.AskAsync($"select '/executions/' || id from {schema}.executions"),
            .. await App.AskAsync($"select '/directives/' || id from {schema}.directives"),
            .. await App.AskAsync($"select '/signals/' || id from {schema}.signals where name ~ '^(mattermost|integration|package)'"),
        ];
        foreach (var path in files)
        {
            var answer = await owner.Context.APIRequest.GetAsync(path);
            answer.Status.ShouldBe(200, path);
            Hear(path, await answer.TextAsync());
        }
    }

    /// <summary>What was kept, written and sent. What is told of the last directive has been told of all before it.</summary>
    private async Task TellEverythingAsync(TestOrganization organization)
    {
        var last = (await App.AskAsync($"select id from {organization.Tenant.Schema}.directives order by requested_at desc limit 1"))[0];
        await app.Collector.UntilAsync("/v1/traces", last);
        await app.Collector.UntilAsync("/v1/metrics", "fleetprompt.signal.emitted");
        foreach (var sent in app.Collector.Everything) Hear("telemetry", sent);
        app.Console.ShouldContain("is ready");
        Hear("console", app.Console);
        await PlantAsync();
        await foreach (var (table, rows) in app.EverythingKeptAsync()) Hear($"database {table}", string.Join('\n', rows));
    }

    /// <summary>The marker in every form in which a database could keep it.</summary>
    private async Task PlantAsync()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"a {marker} of ours"));
        await App.AskAsync(
            $$"""
            create schema canary;
            create table canary.planted (text text, json jsonb, bytes bytea, list text[]);
            insert into canary.planted values ('{{marker}}', '{"deep": ["{{encoded}}"]}', convert_to('{{marker}}', 'UTF8'), array['{{Uri.EscapeDataString($"/{marker}/")}}']), (null, null, convert_to('{{encoded}}', 'UTF8'), null);
            """);
    }

    /// <summary>Runs it once and sees it through. The runs before it are made older, so that it may.</summary>
    private async Task RunAsync(TestOrganization organization, Guid installation)
    {
        await App.AskAsync($"update {organization.Tenant.Schema}.executions set created_at = created_at - interval '2 hours'");
        await app.RunNowAsync(organization, installation);
        await AtRestAsync(organization);
    }

    private async Task AtRestAsync(TestOrganization organization)
    {
        var schema = organization.Tenant.Schema;
        await App.UntilAsync(
            $"select (select count(*) from {schema}.directives where status in ('requested', 'running')) + (select count(*) from {schema}.signal_deliveries where status in ('pending', 'running'))", "0");
    }

    private void Hear(IPage page) =>
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => Hear("circuit", frame);
            socket.FrameSent += (_, frame) => Hear("circuit", frame);
        };

    private void Hear(string where, IWebSocketFrame frame) => Hear(where, frame.Text ?? Encoding.UTF8.GetString(frame.Binary ?? []));

    private void Hear(string where, string text) => heard.Enqueue((where, text));

    private async Task HearPageAsync(IPage page) => Hear(new Uri(page.Url).PathAndQuery, await page.ContentAsync());

    private static string Key() => Guid.NewGuid().ToString("N")[..26];
}
