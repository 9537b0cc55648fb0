using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class NoticesTests(Installation fleet) : DatabaseTests(fleet)
{
    private Notices Notices => Given.Get<Notices>();

    [Fact]
    public async Task Who_joins_is_welcomed_once()
    {
        var acme = await Given.Org().JustMade().WithMember("ana");
        await RunWork();
        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: OrgSignals.MemberJoined.Name), Cancel)).ShouldBeOk();
        await RunWork();

        var notice = (await Notices.UnreadAsync(acme.Act("ana"), Cancel)).ShouldHaveSingleItem();
        notice.Kind.ShouldBe(NotificationKinds.Welcome);
        (await acme.All<Notification>()).Select(n => n.UserId).ShouldBe([acme["ana"]]);
    }

    [Fact]
    public async Task A_notice_is_read_by_the_person_it_is_for_only()
    {
        var acme = await Given.Org().JustMade().WithMember("ana");
        await RunWork();
        var notice = (await Notices.UnreadAsync(acme.Act("ana"), Cancel)).ShouldHaveSingleItem();

        (await Notices.ReadAsync(acme.Act(), notice.Id, Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Notices.ReadAsync(acme.Act("ana"), notice.Id, Cancel)).ShouldBeOk();
        (await Notices.ReadAsync(acme.Act("ana"), notice.Id, Cancel)).ShouldBeOk();

        (await Notices.UnreadAsync(acme.Act("ana"), Cancel)).ShouldBeEmpty();
    }
}
