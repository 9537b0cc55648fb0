using System.Globalization;
using FleetPrompt.Core;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Connections;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Integrations;

/// <summary>A connection: what is known of it, another secret in the place of the old, and its end.</summary>
public partial class CredentialPage
{
    private OrgSession? session;
    private CredentialView? credential;
    private IReadOnlyList<FieldProblem> problems = [];
    private string? refused;
    private string? other;

    [Parameter] public Guid Id { get; set; }

    [Inject] private Credentials Credentials { get; set; } = null!;

    [Inject] private CredentialReading Reading { get; set; } = null!;

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private RenderedFor RenderedFor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "returnUrl")] private string? ReturnUrl { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    private bool IsRevoked => credential!.Status == CredentialStatus.Revoked;

    private string Effect =>
        credential!.UsedBy.Count == 0
            ? "Nothing uses it at the moment."
            : $"{string.Join(" and ", credential.UsedBy.Select(u => u.PackageName))} cannot post any more, until you connect again or choose another connection there.";

    private int Revision => int.TryParse(Form("revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -1;

    protected override async Task OnInitializedAsync()
    {
        session = await Session.GetAsync();
        var found = await Reading.FindAsync(await Session.ActAsync(), Id);
        if (found.IsOk) credential = found.Value;
        else
        {
            Http!.Response.StatusCode = FormErrors.StatusOf(found.Error!);
            refused = found.Error is Forbidden forbidden ? forbidden.Message : null;
        }
    }

    private async Task RotateAsync()
    {
        if (!IsHere()) return;
        var input = new CredentialInput(null, null, Secret.From(Form("webhook")), Form("server"), Secret.From(Form("token")));
        End(await Credentials.RotateAsync(await Session.ActAsync(), Id, Revision, input), IsRevoked ? "is connected again." : "has a new secret.");
    }

    private async Task RevokeAsync()
    {
        if (!IsHere()) return;
        End(await Credentials.RevokeAsync(await Session.ActAsync(), Id, Revision), "is revoked. Its secret is forgotten.");
    }

    private void End(Result<CredentialSaved> result, string told)
    {
        if (result.IsOk)
        {
            var warning = result.Value.Warning;
            Http!.Flash($"{result.Value.Label} {told}{(warning is null ? "" : " " + warning)}", warning is null ? "success" : "warning");
            Navigation.NavigateTo(AppUrls.LocalOr(ReturnUrl, IntegrationUrls.Credential(Id)));
            return;
        }

        (problems, other) = FormErrors.Split(result.Error!);
        Http!.Response.StatusCode = FormErrors.StatusOf(result.Error!);
    }

    private bool IsHere()
    {
        if (credential is null) return false;
        if (RenderedFor.Matches(Form(RenderedFor.Field), session!.Tenant)) return true;
        (other, Http!.Response.StatusCode) = (FormErrors.OtherOrganization, StatusCodes.Status409Conflict);
        return false;
    }

    private string? Form(string key) => Http!.Request.HasFormContentType && Http.Request.Form.TryGetValue(key, out var values) ? values[^1] : null;
}
