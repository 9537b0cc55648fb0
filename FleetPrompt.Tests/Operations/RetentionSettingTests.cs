using FleetPrompt.Core;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class RetentionSettingTests(Installation fleet) : DatabaseTests(fleet)
{
    private RetentionSetting Setting => Given.Get<RetentionSetting>();

    [Fact]
    public async Task An_owner_changes_it_and_the_change_is_a_fact()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        (await Setting.ReadAsync(acme.Tenant, Cancel)).ShouldBe(Organization.DefaultRetentionDays);

        (await Setting.ChangeAsync(acme.Act(), 90, Cancel)).ShouldBeOk().ShouldBe(90);
        (await Setting.ChangeAsync(acme.Act(), 90, Cancel)).ShouldBeOk();

        (await Setting.ReadAsync(acme.Tenant, Cancel)).ShouldBe(90);
        (await Setting.ReadAsync(other.Tenant, Cancel)).ShouldBe(Organization.DefaultRetentionDays);
        (await acme.Signals(s => s.Name == OperationSignals.RetentionChanged.Name)).ShouldHaveSingleItem().Payload.RootElement.GetRawText().ShouldBe("""{"to": 90, "from": 30}""");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(3651)]
    [InlineData(-1)]
    public async Task What_is_too_short_or_too_long_is_refused(int days)
    {
        var acme = await Given.Org();

        (await Setting.ChangeAsync(acme.Act(), days, Cancel)).Error.ShouldBeOfType<Invalid>().Message.ShouldContain("7 to 3650");
    }

    [Fact]
    public async Task Admins_and_members_cannot_change_it()
    {
        var acme = await Given.Org().WithAdmin("ada").WithMember("ana");

        (await Setting.ChangeAsync(acme.Act("ada"), 90, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Setting.ChangeAsync(acme.Act("ana"), 90, Cancel)).Error.ShouldBeOfType<Forbidden>();
    }
}
