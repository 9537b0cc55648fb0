using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class OwnAccountTests(Installation fleet) : DatabaseTests(fleet)
{
    private const string Old = "kupfer lampe regen";
    private const string New = "blauer tisch am meer";

    private OwnAccount Account => Given.Get<OwnAccount>();

    [Fact]
    public async Task A_new_password_ends_what_was_opened_with_the_old_one()
    {
        var user = await Registered("stamp");
        var before = await Stamp(user);

        (await Account.ChangePasswordAsync(user, Old, New, null, Cancel)).ShouldBeOk().SecurityStamp.ShouldNotBe(before);

        (await Stamp(user)).ShouldNotBe(before);
        (await Account.ChangePasswordAsync(user, Old, "noch ein anderes wort", null, Cancel)).Error.ShouldBeOfType<Invalid>().Problems[0].Field.ShouldBe("current");
        (await Account.ChangePasswordAsync(user, New, Old, null, Cancel)).ShouldBeOk();
    }

    [Theory]
    [InlineData("wrong", New, "current")]
    [InlineData(Old, Old, "password")]
    [InlineData(Old, "short", "password")]
    [InlineData(Old, "fields@example.org", "password")]
    public async Task A_password_that_does_not_fit_changes_nothing(string current, string next, string field)
    {
        var user = await Registered($"fields{Guid.NewGuid():N}"[..20]);
        var before = await Stamp(user);

        (await Account.ChangePasswordAsync(user, current, next == "fields@example.org" ? await Address(user) : next, null, Cancel)).Error.ShouldBeOfType<Invalid>().Problems[0].Field.ShouldBe(field);

        (await Stamp(user)).ShouldBe(before);
        (await Events(user)).ShouldBe("user.registered");
    }

    [Fact]
    public async Task Guessing_the_current_password_is_slowed()
    {
        var user = await Registered("guess");
        var address = System.Net.IPAddress.Parse("192.0.2.9");
        for (var n = 0; n < 6; n++) (await Account.ChangePasswordAsync(user, "wrong", New, address, Cancel)).Error.ShouldBeOfType<Invalid>();

        (await Account.ChangePasswordAsync(user, Old, New, address, Cancel)).Error.ShouldBeOfType<Throttled>();
        Given.Clock.Advance(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_name_is_kept_in_compatibility_form()
    {
        var user = await Registered("name");

        (await Account.RenameAsync(user, " Ａｎａ  Ｓilva ", Cancel)).ShouldBeOk().ShouldBe("Ana Silva");

        (await Account.RenameAsync(user, "Ana\u202e", Cancel)).Error.ShouldBeOfType<Invalid>();
        (await Given.Get<ITenantDirectory>().AccountAsync(user, Cancel)).ShouldNotBeNull().Name.ShouldBe("Ana Silva");
    }

    [Fact]
    public async Task Security_events_tell_of_accounts_and_sessions()
    {
        var user = await Registered("events");
        await Given.Get<SecurityLog>().RecordAsync(SecurityEvent.SessionOpened, user, Sources.Web, Cancel);
        await Account.ChangePasswordAsync(user, Old, New, null, Cancel);

        (await Events(user)).ShouldBe("user.registered user.session.opened user.password_changed");
    }

    [Theory]
    [InlineData("update public.security_events set name = 'x'")]
    [InlineData("delete from public.security_events")]
    [InlineData("truncate public.security_events")]
    [InlineData("delete from public.invitations")]
    public async Task The_application_cannot_rewrite_them(string statement)
    {
        await Registered($"row{Guid.NewGuid():N}"[..20]);

        var refusal = await Should.ThrowAsync<PostgresException>(() => Units.RunPlatformAsync<int>(async unit => await unit.Db.Database.ExecuteSqlRawAsync(statement, Cancel), Cancel));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<Guid> Registered(string name) =>
        (await Given.Get<Registration>().RegisterAsync(new NewAccount(name, $"{name}@example.org", Old, $"Own {name}"), Cancel)).ShouldBeOk().UserId;

    private async Task<string?> Stamp(Guid user) => (await Given.Get<ITenantDirectory>().AccountAsync(user, Cancel)).ShouldNotBeNull().SecurityStamp;

    private async Task<string> Address(Guid user) => (await Given.AskOwner<string>($"select email from public.users where id = '{user}'"))!;

    private Task<string?> Events(Guid user) => Given.AskOwner<string>($"select string_agg(name, ' ' order by id) from public.security_events where user_id = '{user}'");
}
