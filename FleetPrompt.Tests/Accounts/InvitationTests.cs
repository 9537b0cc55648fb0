using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class InvitationTests(Installation fleet) : DatabaseTests(fleet)
{
    private const string Password = "kupfer lampe regen";

    private Invitations Invitations => Given.Get<Invitations>();

    [Fact]
    public async Task Somebody_new_joins_in_the_role_they_were_invited_to()
    {
        var acme = await Given.Org();
        var invitation = await Invite(acme, "new@acme.test", OrgRole.Admin);

        var accepted = (await Invitations.AcceptAsNewAsync(invitation.Token, "  Ana   Silva ", Password, Cancel)).ShouldBeOk();

        var account = (await Given.Get<ITenantDirectory>().AccountAsync(accepted.UserId, Cancel)).ShouldNotBeNull();
        account.Name.ShouldBe("Ana Silva");
        account.Memberships.ShouldHaveSingleItem().Role.ShouldBe(OrgRole.Admin);
        (await Invitations.FindAsync(invitation.Token, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_who_accept_at_once_one_joins()
    {
        var acme = await Given.Org();
        for (var round = 0; round < 5; round++)
        {
            var invitation = await Invite(acme, $"crowd{round}@acme.test");

            var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(n => Task.Run(() => Invitations.AcceptAsNewAsync(invitation.Token, $"Crowd {n}", Password, Cancel))));

            results.Count(r => r.IsOk).ShouldBe(1);
            results.Single(r => !r.IsOk).Error.ShouldBeOfType<NotFound>();
        }

        (await acme.Signals(s => s.Name == "org.member.joined")).Count.ShouldBe(6);
    }

    [Fact]
    public async Task An_account_joins_another_organisation()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta"));
        var invitation = await Invite(zeta, $"ANA@{acme.Tenant.Slug}.test");

        (await Invitations.AcceptAsync(invitation.Token, acme["ana"], Cancel)).ShouldBeOk().OrganizationId.ShouldBe(zeta.Tenant.OrganizationId);

        (await Given.Get<ITenantDirectory>().MembershipsAsync(acme["ana"], Cancel)).Count.ShouldBe(2);
        (await zeta.Signals(s => s.Name == "org.member.joined" && s.SubjectId == acme["ana"])).ShouldHaveSingleItem();
        (await acme.Signals(s => s.Name == "org.member.invited")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invitation_is_for_one_address_only()
    {
        var acme = await Given.Org();
        var zeta = await Given.Org("zeta").WithMember("ben");
        var invitation = await Invite(acme, "ana@elsewhere.test");

        (await Invitations.AcceptAsync(invitation.Token, zeta["ben"], Cancel)).Error.ShouldBeOfType<Forbidden>().Message.ShouldContain("ana@elsewhere.test");

        (await Invitations.FindAsync(invitation.Token, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_invitation_expires_after_seven_days()
    {
        var acme = await Given.Org();
        var invitation = await Invite(acme, "late@acme.test");
        Given.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        (await Invitations.FindAsync(invitation.Token, Cancel)).ShouldNotBeNull();

        Given.Clock.Advance(TimeSpan.FromMinutes(2));

        (await Invitations.FindAsync(invitation.Token, Cancel)).ShouldBeNull();
        (await Invitations.AcceptAsNewAsync(invitation.Token, "Late", Password, Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task What_was_refused_may_be_tried_again_with_the_same_link()
    {
        var acme = await Given.Org();
        var invitation = await Invite(acme, "again@acme.test");

        (await Invitations.AcceptAsNewAsync(invitation.Token, "\u202eevil", "short", Cancel)).Error.ShouldBeOfType<Invalid>().Problems.Select(p => p.Field).ShouldBe(["name", "password"]);

        (await Invitations.AcceptAsNewAsync(invitation.Token, "Ana", Password, Cancel)).ShouldBeOk();
    }

    [Fact]
    public async Task A_withdrawn_invitation_opens_nothing()
    {
        var acme = await Given.Org();
        var invitation = await Invite(acme, "gone@acme.test");

        (await Invitations.RevokeAsync(acme.Act(), invitation.Id, Cancel)).ShouldBeOk();

        (await Invitations.AcceptAsNewAsync(invitation.Token, "Gone", Password, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Invitations.RevokeAsync(acme.Act(), invitation.Id, Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task Another_organisation_cannot_see_or_withdraw_it()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var invitation = await Invite(acme, "mine@acme.test");

        (await Invitations.RevokeAsync(zeta.Act(), invitation.Id, Cancel)).Error.ShouldBeOfType<NotFound>();

        (await Given.Get<Members>().ReadAsync(zeta.Act(), Cancel)).ShouldBeOk().Invitations.ShouldBeEmpty();
        (await Given.Get<Members>().ReadAsync(acme.Act(), Cancel)).ShouldBeOk().Invitations.ShouldHaveSingleItem().Email.ShouldBe("mine@acme.test");
    }

    [Fact]
    public async Task A_second_invitation_for_an_address_replaces_the_first()
    {
        var acme = await Given.Org();
        var first = await Invite(acme, "twice@acme.test");
        var second = await Invite(acme, "Twice@acme.test", OrgRole.Admin);

        (await Invitations.FindAsync(first.Token, Cancel)).ShouldBeNull();
        (await Invitations.FindAsync(second.Token, Cancel)).ShouldNotBeNull().Role.ShouldBe(OrgRole.Admin);
    }

    [Fact]
    public async Task Members_invite_nobody_and_admins_no_owners()
    {
        var acme = await Given.Org().WithAdmin("ada").WithMember("ben");

        (await Invitations.InviteAsync(acme.Act("ben"), "x@acme.test", OrgRole.Member, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Invitations.InviteAsync(acme.Act("ada"), "x@acme.test", OrgRole.Owner, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Invitations.InviteAsync(acme.Act("ada"), "x@acme.test", OrgRole.Admin, Cancel)).ShouldBeOk();
        (await Invitations.InviteAsync(acme.Act(), "not an address", OrgRole.Member, Cancel)).Error.ShouldBeOfType<Invalid>();
        (await Invitations.InviteAsync(acme.Act(), $"ben@{acme.Tenant.Slug}.test", OrgRole.Member, Cancel)).Error.ShouldBeOfType<Invalid>();
    }

    [Fact]
    public async Task An_invitation_ends_with_the_right_of_who_gave_it()
    {
        var acme = await Given.Org().WithAdmin("ada").WithAdmin("bea");
        var ofAda = (await Invitations.InviteAsync(acme.Act("ada"), "one@acme.test", OrgRole.Member, Cancel)).ShouldBeOk();
        var ofBea = (await Invitations.InviteAsync(acme.Act("bea"), "two@acme.test", OrgRole.Member, Cancel)).ShouldBeOk();

        (await Given.Get<Members>().RemoveAsync(acme.Act(), acme["ada"], Cancel)).ShouldBeOk();
        (await Given.Get<Members>().ChangeRoleAsync(acme.Act(), acme["bea"], OrgRole.Member, Cancel)).ShouldBeOk();

        (await Invitations.FindAsync(ofAda.Token, Cancel)).ShouldBeNull();
        (await Invitations.FindAsync(ofBea.Token, Cancel)).ShouldBeNull();
        (await acme.Signals(s => s.Name == "org.invitation.revoked")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Who_was_removed_comes_back_by_invitation_in_the_new_role()
    {
        var acme = await Given.Org().WithAdmin("ada");
        (await Given.Get<Members>().RemoveAsync(acme.Act(), acme["ada"], Cancel)).ShouldBeOk();
        var invitation = await Invite(acme, $"ada@{acme.Tenant.Slug}.test");

        (await Invitations.AcceptAsync(invitation.Token, acme["ada"], Cancel)).ShouldBeOk();

        (await acme.Read(unit => unit.RoleOfAsync(acme["ada"], Cancel))).ShouldBe(OrgRole.Member);
    }

    [Fact]
    public async Task The_token_is_not_in_the_database_and_signals_hold_ids_only()
    {
        var acme = await Given.Org();
        var invitation = await Invite(acme, "secret@acme.test");
        var accepted = (await Invitations.AcceptAsNewAsync(invitation.Token, "Secret Person", Password, Cancel)).ShouldBeOk();

        var rows = await Given.AskOwner<string>("select string_agg(i::text, ' ') from public.invitations i");
        rows.ShouldNotBeNull().ShouldNotContain(invitation.Token);
        var told = await acme.Signals(s => s.Name == "org.member.invited" || (s.Name == "org.member.joined" && s.SubjectId == accepted.UserId));
        told.Select(s => (s.Name, s.Visibility)).ShouldBe([("org.member.invited", "admins"), ("org.member.joined", "members")]);
        told[1].CorrelationId.ShouldBe(told[0].CorrelationId);
        told[1].ActorId.ShouldBe(accepted.UserId);
        foreach (var signal in told)
        {
            var text = signal.Payload.RootElement.GetRawText() + signal.Metadata.RootElement.GetRawText();
            text.ShouldNotContain("secret", Case.Insensitive);
            text.ShouldNotContain(invitation.Token);
        }
    }

    [Theory]
    [InlineData(RegistrationMode.Open, true, true)]
    [InlineData(RegistrationMode.Invite, false, true)]
    [InlineData(RegistrationMode.Closed, false, false)]
    public async Task Who_may_make_an_account_is_the_operators_choice(string mode, bool registers, bool joins)
    {
        var acme = await Given.Org();
        var invitation = await Invite(acme, $"{mode}@acme.test");
        await using var node = Composition.Of(Given.Logins, Given.Clock, services => services.PostConfigure<AccountsOptions>(o => o.Registration = mode));

        var registered = await node.GetRequiredService<Registration>().RegisterAsync(new NewAccount("Ana", $"{mode}-new@example.org", Password, $"Org {mode}"), Cancel);
        var joined = await node.GetRequiredService<Invitations>().AcceptAsNewAsync(invitation.Token, "Ana", Password, Cancel);

        registered.IsOk.ShouldBe(registers);
        joined.IsOk.ShouldBe(joins);
        if (!registers) registered.Error.ShouldBeOfType<Forbidden>();
    }

    private async Task<IssuedInvitation> Invite(Org org, string email, string role = OrgRole.Member) => (await Invitations.InviteAsync(org.Act(), email, role, Cancel)).ShouldBeOk();
}
