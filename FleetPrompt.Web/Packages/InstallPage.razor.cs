using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Packages.Installing;
using FleetPrompt.Core.Packages.Manifests;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Packages;

/// <summary>
/// Installing, a step at a time; each step is an address that holds what was chosen so far, none of it secret, so that going back, reloading and sharing work. A step that does not hold is shown
/// again with what is wrong.
/// </summary>
public partial class InstallPage
{
    private PackageDetail? detail;
    private PackageManifest? manifest;
    private OrgSession? session;
    private IReadOnlyList<ConfigField> fields = [];
    private IReadOnlyList<FieldProblem> problems = [];
    private IReadOnlyList<string> open = [];
    private bool ungranted;
    private string? refused;
    private string? other;

    [Inject] private PackageReading Reading { get; set; } = null!;

    [Inject] private Installations Installations { get; set; } = null!;

    [Inject] private PackageRules Rules { get; set; } = null!;

    [Inject] private IEnumerable<IFieldChoices> Formats { get; set; } = null!;

    [Inject] private IUnits Units { get; set; } = null!;

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private RenderedFor RenderedFor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Parameter] public string Slug { get; set; } = "";

    [SupplyParameterFromQuery(Name = "step")] private string? Step { get; set; }

    [SupplyParameterFromForm(FormName = "install", Name = RenderedFor.Field)] private string? Sealed { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    private string Here { get; set; } = "version";

    private bool Granted => Query("granted") == "1";

    private IReadOnlyList<PackageManifest> Versions => [.. detail!.Versions.Where(v => v.Published)];

    private JsonElement Config => ConfigField.ToJson(fields, Query, defaults: true);

    private IReadOnlyList<(string Key, string Text)> Steps =>
    [
        ("version", "Version"),
        ("permissions", "Permissions"),
        .. fields.Count > 0 ? [("configuration", "Configuration")] : Array.Empty<(string, string)>(),
        .. fields.Any(f => f.Format?.StartsWith("credential:", StringComparison.Ordinal) == true) ? [("test", "Test")] : Array.Empty<(string, string)>(),
        ("review", "Review"),
    ];

    /// <summary>The connection that was chosen.</summary>
    private Guid? Connection =>
        fields.Where(f => f.Format?.StartsWith("credential:", StringComparison.Ordinal) == true).Select(f => Guid.TryParse(Query(f.Key), out var id) ? id : (Guid?)null).FirstOrDefault(id => id is not null);

    private string Next => Steps[IndexOf(Here) + 1].Key;

    /// <summary>What was chosen in other steps.</summary>
    private IEnumerable<(string Key, string Value)> Carried =>
        from pair in Chosen
        where !(Here == "version" && pair.Key == "version") && !(Here == "permissions" && pair.Key == "granted") && !(Here == "configuration" && pair.Key.StartsWith(ConfigField.Prefix, StringComparison.Ordinal))
        select pair;

    private IEnumerable<(string Key, string Value)> Chosen
    {
        get
        {
            if (Query("version") is { Length: > 0 } version) yield return ("version", version);
            if (Granted) yield return ("granted", "1");
            foreach (var one in fields)
            {
                if (Query(one.Key) is { } value) yield return (one.Key, value);
            }
        }
    }

    protected override async Task OnInitializedAsync()
    {
        session = await Session.GetAsync();
        var operation = await Session.ActAsync();
        detail = await Reading.FindAsync(operation, Slug);
        if (detail is null)
        {
            Http!.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!session.Administers)
        {
            Http!.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var found = Installations.Installable(Slug, Query("version") ?? detail.Manifest.Version);
        if (!found.IsOk)
        {
            (refused, Http!.Response.StatusCode) = (found.Error!.Message, FormErrors.StatusOf(found.Error));
            return;
        }

        manifest = found.Value;
        fields = ConfigField.Of(manifest);
        if (Formats.FirstOrDefault(f => f.Format == Query(ConfigField.ConnectKey))?.New(StepUrl("configuration")) is { } connect)
        {
            Navigation.NavigateTo(connect.Href);
            return;
        }

        await FindStepAsync(operation);
    }

    private string StepUrl(string step) =>
        $"{PackageUrls.Install(Slug)}?{string.Join('&', Chosen.Prepend(("step", step)).Select(c => $"{Uri.EscapeDataString(c.Item1)}={Uri.EscapeDataString(c.Item2)}"))}";

    private int IndexOf(string step) => Steps.ToList().FindIndex(s => s.Key == step);

    /// <summary>A check box sends its value after the one that stands for "off".</summary>
    private string? Query(string key) => Http!.Request.Query.TryGetValue(key, out var values) && values.Count > 0 ? values[^1] : null;

    /// <summary>The step that was asked for, or the first before it that does not hold.</summary>
    private async Task FindStepAsync(OperationContext operation)
    {
        var asked = Math.Max(0, IndexOf(Step ?? "version"));
        Here = Steps[asked].Key;
        if (asked > IndexOf("permissions") && !Granted) (Here, ungranted) = ("permissions", true);
        else if (fields.Count > 0 && asked > IndexOf("configuration"))
        {
            var found = await Units.ReadAsync(operation, unit => Rules.ProblemsAsync(unit, manifest!, Config, complete: true, CancellationToken.None));
            var has = Config;
            problems = [.. found.Where(p => has.TryGetProperty(p.Field, out _))];
            open = [.. found.Except(problems).Select(p => fields.FirstOrDefault(f => f.Name == p.Field)?.Title ?? p.Field)];
            if (problems.Count > 0) (Here, Http!.Response.StatusCode) = ("configuration", StatusCodes.Status422UnprocessableEntity);
        }

        if (ungranted) Http!.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    private async Task InstallAsync()
    {
        if (manifest is null || Here != "review") return;
        if (!RenderedFor.Matches(Sealed, session!.Tenant))
        {
            (other, Http!.Response.StatusCode) = (FormErrors.OtherOrganization, StatusCodes.Status409Conflict);
            return;
        }

        var asked = await Installations.InstallAsync(await Session.ActAsync(), Slug, manifest.Version, Config, [.. manifest.Contract.Permissions.Select(p => p.Key)]);
        if (asked.IsOk)
        {
            Http!.Flash(asked.Value.Existing ? $"{manifest.Name} is here already." : $"{manifest.Name} is being installed.");
            Navigation.NavigateTo(PackageUrls.Installation(asked.Value.InstallationId));
            return;
        }

        (problems, other) = FormErrors.Split(asked.Error!);
        if (other is null) other = asked.Error!.Message;
        Http!.Response.StatusCode = FormErrors.StatusOf(asked.Error!);
    }
}
