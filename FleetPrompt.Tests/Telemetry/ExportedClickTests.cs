using FleetPrompt.Core.Telemetry;
using FleetPrompt.Tests.Browser;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Telemetry;

[Collection(ExportingAppCollection.Name)]
public sealed class ExportedClickTests(ExportingApp app, Browsers browsers) : BrowserTest(app, browsers)
{
    [Fact]
    public async Task A_click_on_an_open_page_is_told_with_the_correlation_it_led_to_and_the_page_itself_is_not()
    {
        var organization = await App.OrganizationAsync();
        var thread = await App.ThreadAsync(organization);
        var admin = await VisitorAsync(organization.Admin);
        await admin.GoAsync(thread.Path);

        await admin.Page.LockAsync("enough said");

        var correlation = (await App.AskAsync($"select correlation_id from {organization.Tenant.Schema}.signals where name = 'forum.thread.locked'")).ShouldHaveSingleItem();
        await app.Collector.UntilSpanAsync(s => s.Name == "directive.run forum.thread.lock" && s.TraceId == Guid.Parse(correlation).ToString("N"));
        var click = await app.Collector.UntilSpanAsync(s => s.Source == "Microsoft.AspNetCore.Components" && s.Tags.GetValueOrDefault(TelemetryTags.Correlation) == correlation);
        var request = await app.Collector.UntilSpanAsync(s => s.Name == "directive.request forum.thread.lock" && s.Tags[TelemetryTags.Correlation] == correlation);
        request.TraceId.ShouldBe(click.TraceId);
        app.Collector.Spans.ShouldNotContain(s => s.Source == "Microsoft.AspNetCore" && s.Tags.GetValueOrDefault(TelemetryTags.Correlation) == correlation);
    }
}

/// <summary>Tests on one FleetPrompt that exports, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ExportingAppCollection : ICollectionFixture<ExportingApp>, ICollectionFixture<Browsers>
{
    public const string Name = "exporting application";
}
