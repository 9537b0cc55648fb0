using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Telemetry;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Operations;
using FleetPrompt.Tests.Security;
using FleetPrompt.Tests.Startup;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

/// <summary>FleetPrompt as it is served, with a collector beside it.</summary>
[Trait("Category", "Fault")]
[Collection(ExportingAppCollection.Name)]
public sealed partial class ExportTests(ExportingApp app)
{
    private const string Traces = "/v1/traces";
    private const string Metrics = "/v1/metrics";
    private const string Logs = "/v1/logs";

    [Fact]
    public async Task A_form_that_is_sent_can_be_followed_to_the_handler_of_its_signal_by_its_correlation()
    {
        var organization = await app.OrganizationAsync();
        using var owner = await SignedInAsync(organization);
        await SubmitAsync(owner, "/forums/categories/new", "new-category", "Name", "Harbours");

        var schema = organization.Tenant.Schema;
        await app.UntilAsync($"select count(*) from {schema}.signal_deliveries d join {schema}.signals s on s.id = d.signal_id where s.name = 'forum.category.created' and d.status = 'done'", "1");
        var correlation = (await app.AskAsync($"select correlation_id from {schema}.signals where name = 'forum.category.created'")).ShouldHaveSingleItem();

        await app.Collector.UntilSpanAsync(s => s.Name == "POST /forums/categories/new" && s.Tags.GetValueOrDefault(TelemetryTags.Correlation) == correlation);
        await app.Collector.UntilSpanAsync(s => s.Name == "signal.deliver org.getting_started" && s.Tags[TelemetryTags.Correlation] == correlation && s.TraceId == Guid.Parse(correlation).ToString("N"));
        await app.Collector.UntilSpanAsync(s => s.Source == "Npgsql" && s.TraceId == Guid.Parse(correlation).ToString("N"));
        await app.Collector.UntilAsync(Metrics, "fleetprompt.signal.emitted");
        await app.Collector.UntilAsync(Metrics, "fleetprompt.work.queue.depth");
        await app.Collector.UntilAsync(Metrics, "http.server.request.duration");
    }

    [Fact]
    public async Task What_is_sent_holds_no_password_no_one_time_link_and_no_address_as_it_was_called()
    {
        var organization = await app.OrganizationAsync();
        var canary = $"canary{Guid.NewGuid():N}";
        using var owner = await SignedInAsync(organization);
        await owner.GetAsync($"/invite/{canary}");
        await owner.GetAsync($"/no/such/{canary}?token={canary}");

        await app.Collector.UntilAsync(Traces, "GET /invite/{Token}");
        await app.Collector.UntilAsync(Metrics, "db.client");

        foreach (var secret in new[] { canary, RunningApp.Password }.Concat(app.DatabasePasswords)) app.Collector.Everything.ShouldNotContain(body => body.Contains(secret), secret);
    }

    [Fact]
    public async Task A_failure_is_told_in_a_span_and_a_log_line_without_the_secret_in_its_words()
    {
        var organization = await app.OrganizationAsync();
        var thread = await app.ThreadAsync(organization);
        var (schema, canary) = (organization.Tenant.Schema, $"canary{Guid.NewGuid():N}");
        await app.AskAsync(
            $"""
            create function {schema}.refuse() returns trigger language plpgsql as 'begin raise exception ''password={canary}''; end';
            create trigger refuse before update on {schema}.forum_threads for each row when (new.status = 'locked') execute function {schema}.refuse()
            """);
        var act = OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
        var asked = RunningApp.Must(await app.Services.GetRequiredService<ForumModeration>().LockAsync(act, new ThreadModeration(thread.Id, 0, null), TestContext.Current.CancellationToken)).Id;
        await app.UntilAsync($"select status from {schema}.directives where id = '{asked}'", "failed");

        await app.Collector.UntilAsync(Traces, asked.ToString());
        await app.Collector.UntilAsync(Traces, "handler_error");
        await app.Collector.UntilAsync(Logs, asked.ToString());

        app.Collector.Bodies(Logs).ShouldContain(body => body.Contains("password=[redacted]"), "the exception is there, without its secret");
        app.Collector.Everything.ShouldNotContain(body => body.Contains(canary));
        app.Console.ShouldNotContain(canary);
        var line = app.Console.Split('\n').First(l => l.StartsWith('{') && l.Contains(asked.ToString(), StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        var scopes = json.RootElement.GetProperty("Scopes").EnumerateArray().ToList();
        scopes.ShouldContain(s => Says(s, "CorrelationId", act.CorrelationId.ToString()));
        scopes.ShouldContain(s => Says(s, "Tenant", organization.Tenant.Slug));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task What_is_left_is_sent_when_it_ends(string protocol)
    {
        await using var collector = new Collector(protocol);
        var settings = collector.Settings;
        foreach (var pace in new[] { "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL" }) settings[pace] = "600000";

        await VisitAndEndAsync(settings);

        collector.Bodies(Traces).ShouldContain(body => body.Contains("GET /login"));
        collector.Bodies(Metrics).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_the_setting_nobody_is_called_even_where_the_exporter_would_know_whom()
    {
        await using var collector = new Collector();
        var settings = collector.Settings;
        settings.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        foreach (var what in new[] { "traces", "metrics", "logs" }) settings[$"OTEL_EXPORTER_OTLP_{what.ToUpperInvariant()}_ENDPOINT"] = $"{collector.Endpoint}/v1/{what}";

        await VisitAndEndAsync(settings);

        collector.Connections.ShouldBe(0);
    }

    /// <summary>Starts it, opens a page, and ends it: whatever is left to send is sent then.</summary>
    private static async Task VisitAndEndAsync(IReadOnlyDictionary<string, string> settings)
    {
        using var directory = new TemporaryDirectory();
        await using var up = FleetProcess.Start(["up", "--no-demo", "--urls", "http://127.0.0.1:0", "--data", directory.Path], settings);
        using (var client = new HttpClient { BaseAddress = await up.ReadyAsync() }) await client.GetStringAsync(new Uri("/login", UriKind.Relative), TestContext.Current.CancellationToken);
        (await up.TerminateAsync()).ShouldBe(0);
    }

    private async Task<HttpVisitor> SignedInAsync(TestOrganization organization)
    {
        var visitor = new HttpVisitor(app.Origin);
        await visitor.SignInAsync(organization.Owner, RunningApp.Password);
        return visitor;
    }

    /// <summary>Opens a page and sends its form, with what it hides and one field filled in.</summary>
    private static async Task SubmitAsync(HttpVisitor visitor, string path, string form, string field, string value)
    {
        var page = await (await visitor.GetAsync(path)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var fields = Hidden().Matches(page).Select(m => (Name: m.Groups["name"].Value, Value: WebUtility.HtmlDecode(m.Groups["value"].Value))).DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => f.Value);
        fields["_handler"] = form;
        fields[field] = value;
        (await visitor.PostAsync(path, fields)).StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    private static bool Says(JsonElement scope, string name, string value) => scope.TryGetProperty(name, out var found) && found.ToString() == value;

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)""")]
    private static partial Regex Hidden();
}
