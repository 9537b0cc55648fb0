using System.Globalization;
using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Web.Components;
using FleetPrompt.Web.Tenancy;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Accounts;

public partial class MembersPage
{
    private OrgSession? session;
    private MemberBook? book;
    private IssuedInvitation? issued;
    private IReadOnlyList<FieldProblem> problems = [];
    private string? other;

    [Inject] private Members Members { get; set; } = null!;

    [Inject] private Invitations Invitations { get; set; } = null!;

    [Inject] private SessionOf Session { get; set; } = null!;

    [Inject] private RenderedFor RenderedFor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "invite")] private string? Email { get; set; }

    // Also what the form of a member's row sends: which row it was is in the form's name.
    [SupplyParameterFromForm] private string? Role { get; set; }

    [SupplyParameterFromForm(Name = RenderedFor.Field)] private string? Sealed { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    /// <summary>The roles that whoever looks may give.</summary>
    private IReadOnlyList<string> Gives => MemberRules.MayGive(book?.Role);

    private string Link => Navigation.BaseUri.TrimEnd('/') + AppUrls.Invite(issued!.Token);

    protected override async Task OnInitializedAsync()
    {
        session = await Session.GetAsync();
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var read = await Members.ReadAsync(await Session.ActAsync());
        book = read.IsOk ? read.Value : null;
    }

    private async Task InviteAsync()
    {
        if (!IsForThisOrganization()) return;
        var invited = await Invitations.InviteAsync(await Session.ActAsync(), Email ?? "", Role ?? "");
        if (!invited.IsOk)
        {
            Refuse(invited.Error!);
            return;
        }

        // The link is in this answer and nowhere else: a redirect would have to carry it.
        issued = invited.Value;
        (Email, Role) = (null, null);
        await LoadAsync();
    }

    private async Task RevokeAsync(InvitationView invitation)
    {
        if (!IsForThisOrganization()) return;
        var revoked = await Invitations.RevokeAsync(await Session.ActAsync(), invitation.Id);
        Done(revoked.Error, $"The invitation for {invitation.Email} is withdrawn. Its link does not work any more.");
    }

    private async Task ChangeRoleAsync(MemberView member)
    {
        if (!IsForThisOrganization()) return;
        var changed = await Members.ChangeRoleAsync(await Session.ActAsync(), member.UserId, Role ?? "");
        Done(changed.Error, $"{member.Name} is {Role} now.");
    }

    private async Task RemoveAsync(MemberView member)
    {
        if (!IsForThisOrganization()) return;
        var removed = await Members.RemoveAsync(await Session.ActAsync(), member.UserId);
        Done(removed.Error, $"{member.Name} is not a member any more.");
    }

    private void Done(Error? error, string flash)
    {
        if (error is not null)
        {
            Refuse(error);
            other ??= error.Message;
            return;
        }

        Http!.Flash(flash);
        Navigation.NavigateTo(AppUrls.Members);
    }

    private void Refuse(Error error)
    {
        (problems, other) = FormErrors.Split(error);
        Http!.Response.StatusCode = FormErrors.StatusOf(error);
    }

    private bool IsForThisOrganization()
    {
        if (RenderedFor.Matches(Sealed, session!.Tenant)) return true;
        (other, Http!.Response.StatusCode) = (FormErrors.OtherOrganization, StatusCodes.Status409Conflict);
        return false;
    }

    private string? Of(string field) => problems.FirstOrDefault(p => p.Field == field)?.Message;

    private bool MayChange(MemberView member) => member.Status == MembershipStatus.Active && Gives.Contains(member.Role);

    private bool IsOver(InvitationView invitation) => invitation.ExpiresAt <= Time.GetUtcNow();

    private static string Until(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Name(string role) => char.ToUpperInvariant(role[0]) + role[1..];
}
