using FleetPrompt.Core;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Connections;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Integrations;

/// <summary>Makes a connection. What was entered is in the request and nowhere else; secrets are not in the answer, either.</summary>
public partial class ConnectPage
{
    private OrgSession? session;
    private IReadOnlyList<FieldProblem> problems = [];
    private string? other;

    [Inject] private Credentials Credentials { get; set; } = null!;

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private RenderedFor RenderedFor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")] private string? ReturnUrl { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    private string Way => Kind == CredentialKind.PersonalAccessToken ? CredentialKind.PersonalAccessToken : CredentialKind.IncomingWebhook;

    /// <summary>Where this page was asked for from; null where that is not one of ours.</summary>
    private string? Back => AppUrls.LocalOr(ReturnUrl, "") is { Length: > 0 } local ? local : null;

    protected override async Task OnInitializedAsync()
    {
        session = await Session.GetAsync();
        if (!session.Administers) Http!.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    private async Task ConnectAsync()
    {
        if (!RenderedFor.Matches(Form(RenderedFor.Field), session!.Tenant))
        {
            (other, Http!.Response.StatusCode) = (FormErrors.OtherOrganization, StatusCodes.Status409Conflict);
            return;
        }

        var input = new CredentialInput(Way, Form("label"), Secret.From(Form("webhook")), Form("server"), Secret.From(Form("token")));
        var connected = await Credentials.ConnectAsync(await Session.ActAsync(), input);
        if (connected.IsOk)
        {
            Http!.Flash($"{connected.Value.Label} is connected.{(connected.Value.Warning is { } warning ? " " + warning : "")}", connected.Value.Warning is null ? "success" : "warning");
            Navigation.NavigateTo(Back ?? IntegrationUrls.Integrations);
            return;
        }

        (problems, other) = FormErrors.Split(connected.Error!);
        other ??= Of("kind");
        Http!.Response.StatusCode = FormErrors.StatusOf(connected.Error!);
    }

    private string? Form(string key) => Http!.Request.HasFormContentType && Http.Request.Form.TryGetValue(key, out var values) ? values[^1] : null;

    private string? Of(string field) => problems.FirstOrDefault(p => p.Field == field)?.Message;
}
