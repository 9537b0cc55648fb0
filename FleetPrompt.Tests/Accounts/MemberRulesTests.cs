using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class MemberRulesTests
{
    [Theory]
    [InlineData("owner", "owner member admin", "")]
    [InlineData("admin", "admin member", "owner")]
    [InlineData("member", "", "owner admin member")]
    [InlineData(null, "", "owner admin member")]
    public void Everybody_gives_at_most_what_they_have(string? actor, string may, string mayNot)
    {
        Words(may).ShouldAllBe(role => MemberRules.Giving(actor, role) == null);
        Words(mayNot).ShouldAllBe(role => MemberRules.Giving(actor, role) is Forbidden);
    }

    [Fact]
    public void A_role_that_does_not_exist_is_refused_at_its_field() => MemberRules.Giving("owner", "emperor").ShouldBeOfType<Invalid>().Problems[0].Field.ShouldBe("role");

    [Theory]
    [InlineData("owner", "member", "admin", false, 1, null)]
    [InlineData("owner", "owner", "member", false, 2, null)]
    [InlineData("owner", "owner", "member", true, 2, null)]
    [InlineData("owner", "owner", "member", true, 1, typeof(Conflict))]
    [InlineData("owner", "owner", "owner", true, 1, null)]
    [InlineData("owner", "owner", null, false, 2, null)]
    [InlineData("owner", "owner", null, true, 2, typeof(Forbidden))]
    [InlineData("owner", "member", null, false, 1, null)]
    [InlineData("admin", "member", "admin", false, 1, null)]
    [InlineData("admin", "admin", "member", true, 1, null)]
    [InlineData("admin", "admin", null, false, 1, null)]
    [InlineData("admin", "admin", null, true, 1, typeof(Forbidden))]
    [InlineData("admin", "member", "owner", false, 1, typeof(Forbidden))]
    [InlineData("admin", "owner", "member", false, 2, typeof(Forbidden))]
    [InlineData("admin", "owner", null, false, 2, typeof(Forbidden))]
    [InlineData("member", "member", "admin", false, 1, typeof(Forbidden))]
    [InlineData("member", "member", null, true, 1, typeof(Forbidden))]
    [InlineData(null, "member", null, false, 1, typeof(Forbidden))]
    public void Who_may_change_whom(string? actor, string current, string? next, bool self, int owners, Type? refusal) =>
        (MemberRules.Changing(actor, current, next, self, owners)?.GetType()).ShouldBe(refusal);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
