using System.Globalization;
using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Packages;

/// <summary>An installation: how it fares, how it is configured, what it has made, and what can be done with it.</summary>
public partial class InstallationPage
{
    private static readonly (string Key, string Text)[] Tabs = [("overview", "Overview"), ("configuration", "Configuration"), ("permissions", "Permissions"), ("activity", "Activity"), ("manage", "Manage")];

    private InstallationDetail? detail;
    private OrgSession? session;
    private IReadOnlyList<FieldProblem> problems = [];
    private bool posted;
    private string? other;

    [Inject] private PackageReading Reading { get; set; } = null!;

    [Inject] private IEnumerable<IFieldChoices> Formats { get; set; } = null!;

    [Inject] private Installations Installations { get; set; } = null!;

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private RenderedFor RenderedFor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "tab")] private string? Tab { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    private string Here => Tabs.Any(t => t.Key == Tab) ? Tab! : "overview";

    private string? Reason => Form("reason");

    private JsonElement Config => detail!.Installation.Config.RootElement;

    /// <summary>Titles of what the configuration lacks.</summary>
    private IReadOnlyList<string> Missing => [.. ConfigField.Of(detail!.Manifest).Where(f => f.Required && !Config.TryGetProperty(f.Name, out _)).Select(f => f.Title)];

    protected override async Task OnInitializedAsync()
    {
        session = await Session.GetAsync();
        detail = await Reading.InstallationAsync(await Session.ActAsync(), Id);
        if (detail is null) Http!.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    /// <summary>What was just sent, else what is kept; a field that is kept empty stays empty.</summary>
    private string? Written(string key)
    {
        if (posted) return Form(key) ?? "";
        if (Http!.Request.Query.TryGetValue(key, out var asked)) return asked[^1];
        return ConfigField.Of(detail!.Manifest).FirstOrDefault(f => f.Key == key) is { } field ? ConfigField.TextOf(Config, field) : null;
    }

    /// <summary>The address of this form as it is filled in; none of it is secret.</summary>
    private string WithWritten(IReadOnlyList<ConfigField> fields) =>
        PackageUrls.Installation(Id, "configuration") + string.Concat(from one in fields let text = Form(one.Key) where text is not null select $"&{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(text)}");

    private string? Form(string key) => Http!.Request.HasFormContentType && Http.Request.Form.TryGetValue(key, out var values) ? values[^1] : null;

    private int Revision => int.TryParse(Form("revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -1;

    private Task ConfigureAsync()
    {
        posted = true;
        var fields = ConfigField.Of(detail!.Manifest);
        if (Formats.FirstOrDefault(f => f.Format == Form(ConfigField.ConnectKey))?.New(WithWritten(fields)) is { } connect)
        {
            Navigation.NavigateTo(connect.Href);
            return Task.CompletedTask;
        }

        var config = ConfigField.ToJson(fields, Form, defaults: false);
        return DoAsync(operation => Installations.ConfigureAsync(operation, Id, Revision, config), "The configuration is being saved.", "overview");
    }

    private Task UpgradeAsync()
    {
        string[] granted = Form("approve") == "1" ? [.. detail!.AsksFor.Select(p => p.Key)] : [];
        return DoAsync(
            operation => Installations.UpgradeAsync(operation, Id, Revision, Form("version") ?? "", granted),
            receipt => receipt.DirectiveId is null ? "The upgrade asks for more and waits for approval." : "The upgrade is under way.",
            receipt => receipt.DirectiveId is null ? "manage" : "overview");
    }

    private Task SwitchAsync() =>
        detail!.Installation.Enabled
            ? DoAsync(operation => Installations.DisableAsync(operation, Id, Revision, null), "It is being disabled.", "overview")
            : DoAsync(operation => Installations.EnableAsync(operation, Id, Revision), "It is being enabled.", "overview");

    private Task UninstallAsync() => DoAsync(operation => Installations.UninstallAsync(operation, Id, Revision, Reason), "It is being uninstalled.", "overview");

    private Task DoAsync(Func<OperationContext, Task<Result<InstallationReceipt>>> ask, string told, string tab) => DoAsync(ask, _ => told, _ => tab);

    private async Task DoAsync(Func<OperationContext, Task<Result<InstallationReceipt>>> ask, Func<InstallationReceipt, string> told, Func<InstallationReceipt, string> tab)
    {
        if (!RenderedFor.Matches(Form(RenderedFor.Field), session!.Tenant))
        {
            (other, Http!.Response.StatusCode) = (FormErrors.OtherOrganization, StatusCodes.Status409Conflict);
            return;
        }

        var asked = await ask(await Session.ActAsync());
        if (asked.IsOk)
        {
            Http!.Flash(told(asked.Value));
            Navigation.NavigateTo(PackageUrls.Installation(Id, tab(asked.Value) is var to && to == "overview" ? null : to));
            return;
        }

        (problems, other) = FormErrors.Split(asked.Error!);
        if (problems.Any(p => !ConfigField.Of(detail!.Manifest).Any(f => f.Name == p.Field))) other = asked.Error!.Message;
        Http!.Response.StatusCode = FormErrors.StatusOf(asked.Error!);
    }
}
