using FleetPrompt.Core.Tenancy;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class OrgRoleTests
{
    [Theory]
    [InlineData("owner", "members moderators admins")]
    [InlineData("admin", "members moderators admins")]
    [InlineData("member", "members")]
    [InlineData("Owner", "")]
    [InlineData("system", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_role_sees_what_it_may_and_a_stranger_sees_nothing(string? role, string sees) =>
        (OrgRole.Sees(role) is { } widest ? string.Join(' ', Visibilities.UpTo(widest)) : "").ShouldBe(sees);

    [Theory]
    [InlineData("owner", true)]
    [InlineData("admin", true)]
    [InlineData("member", false)]
    [InlineData(null, false)]
    public void Owners_and_admins_administer(string? role, bool administers) => OrgRole.IsAdministrator(role).ShouldBe(administers);
}
