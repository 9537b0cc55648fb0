using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FleetPrompt.Web.Accounts;

/// <summary>
/// Accepting an invitation: signed in already, with an account, or as somebody new. Whether the address has an account is not told: both ways are offered.
/// </summary>
public partial class InvitationForm
{
    private User? person;
    private IReadOnlyList<FieldProblem> problems = [];
    private string? other;

    [Parameter, EditorRequired] public string Token { get; set; } = "";

    [Parameter, EditorRequired] public InvitationOffer Offer { get; set; } = null!;

    /// <summary>The invitation cannot be accepted any more.</summary>
    [Parameter] public EventCallback OnGone { get; set; }

    [Inject] private Invitations Invitations { get; set; } = null!;

    [Inject] private SignIn SignIn { get; set; } = null!;

    [Inject] private UserManager<User> Users { get; set; } = null!;

    [Inject] private IOptions<AccountsOptions> Accounts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "new-account")] private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "new-account")] private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "with-account")] private string? Existing { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    protected override async Task OnInitializedAsync() => person = await SignIn.PersonAsync();

    private async Task JoinAsync() => await EnterAsync(await Invitations.AcceptAsync(Token, person!.Id));

    private async Task JoinAsNewAsync() => await EnterAsync(await Invitations.AcceptAsNewAsync(Token, Name ?? "", Password ?? ""));

    private async Task SignInAndJoinAsync()
    {
        var known = await SignIn.CheckAsync(Offer.Email, Existing ?? "");
        if (known.IsOk) await EnterAsync(await Invitations.AcceptAsync(Token, known.Value.Id));
        else await RefuseAsync(known.Error is Invalid ? new Invalid("existing", "There is no account with this address and password.") : known.Error!);
    }

    private async Task EnterAsync(Result<Accepted> accepted)
    {
        if (!accepted.IsOk)
        {
            await RefuseAsync(accepted.Error!);
            return;
        }

        var user = await Users.FindByIdAsync(accepted.Value.UserId.ToString());
        await SignIn.OpenAsync(user!, accepted.Value.OrganizationId);
        Http!.Flash($"Welcome to {accepted.Value.OrganizationName}.");
        Navigation.NavigateTo(AppUrls.Dashboard);
    }

    private async Task RefuseAsync(Error error)
    {
        (problems, other) = FormErrors.Split(error);

        // The address is not a field here.
        other ??= Of("email");
        Http!.Response.StatusCode = FormErrors.StatusOf(error);
        if (error is NotFound) await OnGone.InvokeAsync();
    }

    private string? Of(string field) => problems.FirstOrDefault(p => p.Field == field)?.Message;
}
