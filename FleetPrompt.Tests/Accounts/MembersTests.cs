using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class MembersTests(Installation fleet) : DatabaseTests(fleet)
{
    private Members Members => Given.Get<Members>();

    [Fact]
    public async Task The_last_owner_stays_one()
    {
        var acme = await Given.Org().WithMember("ana", OrgRole.Owner);
        (await Members.ChangeRoleAsync(acme.Act(), acme["ana"], OrgRole.Member, Cancel)).ShouldBeOk();

        (await Members.ChangeRoleAsync(acme.Act(), acme[Org.OwnerName], OrgRole.Admin, Cancel)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("last owner");
    }

    [Fact]
    public async Task Of_two_owners_who_demote_each_other_at_once_one_stays()
    {
        for (var round = 0; round < 5; round++)
        {
            var acme = await Given.Org().WithMember("ana", OrgRole.Owner);

            var results = await Task.WhenAll(
                Task.Run(() => Members.ChangeRoleAsync(acme.Act(), acme["ana"], OrgRole.Member, Cancel)),
                Task.Run(() => Members.RemoveAsync(acme.Act("ana"), acme[Org.OwnerName], Cancel)));

            results.Count(r => r.IsOk).ShouldBe(1);
            (await Owners(acme)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Of_owners_who_all_step_down_at_once_one_stays()
    {
        var acme = await Given.Org().WithMember("ana", OrgRole.Owner).WithMember("ben", OrgRole.Owner);

        var results = await Task.WhenAll(new[] { Org.OwnerName, "ana", "ben" }.Select(who => Task.Run(() => Members.ChangeRoleAsync(acme.Act(who), acme[who], OrgRole.Admin, Cancel))));

        results.Count(r => r.IsOk).ShouldBe(2);
        (await Owners(acme)).ShouldBe(1);
    }

    [Fact]
    public async Task Admins_do_not_touch_owners_nor_make_any()
    {
        var acme = await Given.Org().WithAdmin("ada").WithMember("ben").WithMember("ana", OrgRole.Owner);

        (await Members.ChangeRoleAsync(acme.Act("ada"), acme["ana"], OrgRole.Member, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Members.RemoveAsync(acme.Act("ada"), acme["ana"], Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Members.ChangeRoleAsync(acme.Act("ada"), acme["ben"], OrgRole.Owner, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Members.ChangeRoleAsync(acme.Act("ada"), acme["ada"], OrgRole.Owner, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Members.ChangeRoleAsync(acme.Act("ada"), acme["ben"], OrgRole.Admin, Cancel)).ShouldBeOk();
        (await Members.RemoveAsync(acme.Act("ben"), acme["ada"], Cancel)).ShouldBeOk();
    }

    [Fact]
    public async Task Members_and_strangers_change_nobody()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana").WithMember("ben"), await Given.Org("zeta"));
        var stranger = OperationContext.New(acme.Tenant, Actor.User(zeta[Org.OwnerName]), Sources.Web);

        (await Members.RemoveAsync(acme.Act("ana"), acme["ben"], Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Members.RemoveAsync(stranger, acme["ben"], Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Members.RemoveAsync(zeta.Act(), acme["ben"], Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Members.ReadAsync(stranger, Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task A_removed_member_has_no_role_at_once_and_keeps_the_row()
    {
        var acme = await Given.Org().WithMember("ana");

        (await Members.RemoveAsync(acme.Act(), acme["ana"], Cancel)).ShouldBeOk();

        (await acme.Read(unit => unit.RoleOfAsync(acme["ana"], Cancel))).ShouldBeNull();
        (await Given.Get<ITenantDirectory>().AccountAsync(acme["ana"], Cancel)).ShouldBeNull();
        (await Given.AskOwner<string>($"select status from public.organization_memberships where user_id = '{acme["ana"]}'")).ShouldBe("removed");
        (await acme.Read(unit => unit.PeopleAsync([acme["ana"]], Cancel)))[acme["ana"]].Name.ShouldBe("ana");
        (await Members.RemoveAsync(acme.Act(), acme["ana"], Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task Nobody_removes_themselves()
    {
        var acme = await Given.Org().WithAdmin("ada");

        (await Members.RemoveAsync(acme.Act("ada"), acme["ada"], Cancel)).Error.ShouldBeOfType<Forbidden>();
    }

    [Fact]
    public async Task Changes_are_told_in_the_organisation_with_ids_only()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta"));

        await Members.ChangeRoleAsync(acme.Act(), acme["ana"], OrgRole.Admin, Cancel);
        await Members.ChangeRoleAsync(acme.Act(), acme["ana"], OrgRole.Admin, Cancel);
        await Members.RemoveAsync(acme.Act(), acme["ana"], Cancel);

        var told = await acme.Signals(s => s.Name == "org.member.role_changed" || s.Name == "org.member.removed");
        told.Select(s => s.Payload.RootElement.GetRawText()).ShouldBe(
            [$$"""{"to": "admin", "from": "member", "user_id": "{{acme["ana"]}}"}""", $$"""{"role": "admin", "user_id": "{{acme["ana"]}}"}"""]);
        told.ShouldAllBe(s => s.Visibility == "members" && s.ActorId == acme[Org.OwnerName] && s.SubjectId == acme["ana"] && s.Stream == $"org:{acme.Tenant.OrganizationId}");
        (await zeta.Signals(s => s.Name.StartsWith("org.member."))).ShouldHaveSingleItem().Name.ShouldBe("org.member.joined");
    }

    [Fact]
    public async Task Members_see_names_and_roles_and_administrators_addresses_and_former_members_too()
    {
        var acme = await Given.Org().WithAdmin("ada").WithMember("ana").WithMember("ben");
        await acme.Remove("ben");

        var ofMember = (await Members.ReadAsync(acme.Act("ana"), Cancel)).ShouldBeOk();
        var ofAdmin = (await Members.ReadAsync(acme.Act("ada"), Cancel)).ShouldBeOk();

        ofMember.Members.Count.ShouldBe(3);
        ofMember.Members.ShouldAllBe(m => m.Email == null && m.Status == MembershipStatus.Active);
        ofAdmin.Members.Select(m => m.Status).ShouldBe(["active", "active", "active", "removed"]);
        ofAdmin.Members.ShouldAllBe(m => m.Email != null);
    }

    [Fact]
    public async Task Being_here_is_remembered_to_a_quarter_of_an_hour()
    {
        var acme = await Given.Org().WithMember("ana");
        var presence = Given.Get<Presence>();
        (await Seen()).ShouldBeNull();

        await presence.SeenAsync(acme["ana"], await Membership(), Cancel);
        var first = (await Seen()).ShouldNotBeNull();
        Given.Clock.Advance(TimeSpan.FromMinutes(10));
        await presence.SeenAsync(acme["ana"], await Membership(), Cancel);
        (await Seen()).ShouldBe(first);
        Given.Clock.Advance(TimeSpan.FromMinutes(6));
        await presence.SeenAsync(acme["ana"], await Membership(), Cancel);

        (await Seen()).ShouldNotBeNull().ShouldBeGreaterThan(first);

        async Task<MembershipView> Membership() => (await Given.Get<ITenantDirectory>().MembershipsAsync(acme["ana"], Cancel)).ShouldHaveSingleItem();
        async Task<DateTimeOffset?> Seen() => (await Membership()).LastActiveAt;
    }

    private Task<long> Owners(Org org) =>
        Given.AskOwner<long>($"select count(*) from public.organization_memberships where organization_id = '{org.Tenant.OrganizationId}' and role = 'owner' and status = 'active'");
}
