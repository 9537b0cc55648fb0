using System.Text;
using System.Text.RegularExpressions;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Mail;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Notifications;

public sealed partial class MailTests(Installation fleet) : DatabaseTests(fleet), IAsyncLifetime
{
    private readonly SmtpServer server = new();

    private SmtpOptions Smtp => Given.Get<IOptions<SmtpOptions>>().Value;

    public ValueTask InitializeAsync()
    {
        (Smtp.Host, Smtp.Port, Smtp.Tls, Smtp.From, Smtp.Site, Smtp.PerDay) = ("127.0.0.1", server.Port, false, "FleetPrompt <forum@example.org>", new Uri("https://forum.example.org"), 20);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Smtp.Host = null;
        await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_happens_within_ten_minutes_goes_out_as_one_mail_and_once()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread("Boats & ropes", by: "ana");
        await acme.Reply(thread, "ben");
        await acme.Reply(thread, "ben", "@ana!");
        await RunWork();
        server.Mails.ShouldBeEmpty();
        (await acme.All<Directive>(d => d.Name == NotificationDirectives.SendMail.Name)).ShouldHaveSingleItem().ScheduledAt.ShouldNotBeNull();

        await TimeHasCome();
        await TimeHasCome();

        var mail = Body(server.Mails.ShouldHaveSingleItem());
        mail.ShouldContain("Boats & ropes");
        mail.ShouldContain("ben replied");
        mail.ShouldContain("ben mentioned you");
        mail.ShouldContain($"https://forum.example.org/forums/t/{thread.ThreadId}/{thread.Slug}#post-3");
        server.Mails[0].ShouldContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
        (await acme.All<OutboundMessage>()).ShouldHaveSingleItem().Status.ShouldBe(OutboundStatus.Sent);
        (await acme.All<Notification>(n => n.ByMail && n.MailedAt == null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_read_meanwhile_and_what_is_only_tracked_is_not_mailed()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithMember("cid");
        var thread = await acme.Thread(by: "ana");
        await acme.Reply(thread, "ben");
        await RunWork();
        await acme.Reply(thread, "cid");
        await RunWork();
        await Given.Get<Notices>().ReadAllAsync(acme.Act("ana"), cancel: Cancel);
        await TimeHasCome();

        server.Mails.ShouldBeEmpty();
        (await acme.All<Directive>(d => d.Name == NotificationDirectives.SendMail.Name)).ShouldHaveSingleItem().Status.ShouldBe(DirectiveStates.Succeeded);
    }

    [Theory]
    [InlineData("550 no such box", OutboundStatus.Failed, false)]
    [InlineData("451 later", OutboundStatus.Failed, false)]
    [InlineData(null, OutboundStatus.Uncertain, true)]
    public async Task A_mail_that_was_not_taken_waits_for_the_next_and_one_that_may_have_been_is_not_sent_again(string? answer, string status, bool counted)
    {
        server.Answer = answer;
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        await acme.Reply(await acme.Thread(by: "ana"), "ben");
        await RunWork();
        await TimeHasCome();

        (await acme.All<OutboundMessage>()).ShouldHaveSingleItem().Status.ShouldBe(status);
        (await acme.All<Directive>(d => d.Name == NotificationDirectives.SendMail.Name)).ShouldHaveSingleItem().Status.ShouldBe(DirectiveStates.Failed);
        ((await acme.One<Notification>(n => n.ByMail)).MailedAt is not null).ShouldBe(counted);
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_gets_more_mails_in_a_day_than_the_operator_allows_and_what_was_left_out_comes_later()
    {
        Smtp.PerDay = 1;
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana");
        for (var n = 0; n < 2; n++)
        {
            await acme.Reply(thread, "ben");
            await RunWork();
            await TimeHasCome();
            Given.Clock.Advance(NoticeWriter.MailWindow);
        }

        server.Mails.Count.ShouldBe(1);
        (await acme.All<Notification>(n => n.ByMail && n.MailedAt == null)).Count.ShouldBe(1);
        Given.Clock.Advance(TimeSpan.FromDays(1));
        await acme.Reply(thread, "ben");
        await RunWork();
        await TimeHasCome();
        server.Mails.Count.ShouldBe(2);
        Body(server.Mails[1]).Split("ben replied").Length.ShouldBe(3);
    }

    [Fact]
    public async Task The_link_in_a_mail_ends_the_mails_of_that_person_and_nothing_else()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        await acme.Reply(await acme.Thread(by: "ana"), "ben");
        await RunWork();
        await TimeHasCome();

        var link = Uri.UnescapeDataString(Link().Match(Body(server.Mails.ShouldHaveSingleItem())).Groups["token"].Value);
        var tokens = Given.Get<UnsubscribeToken>();
        tokens.Open(link).ShouldBe((acme.Tenant.OrganizationId, acme["ana"]));
        tokens.Open(link[..^2]).ShouldBeNull();
        tokens.Open(null).ShouldBeNull();
        await Given.Get<Notices>().UnsubscribeAsync(acme.Act("ana"), Cancel);
        (await Given.Get<Notices>().PreferencesAsync(acme.Act("ana"), Cancel)).Values.ShouldAllBe(d => d == Delivery.InApp);
    }

    [Fact]
    public void Nothing_in_a_name_or_title_begins_a_line_of_its_own()
    {
        var notice = new Notification { UserId = Guid.NewGuid(), Kind = NotificationKinds.Mention, SubjectType = "forum.post", SubjectId = Guid.NewGuid(), SignalId = Guid.NewGuid(), CreatedAt = DateTimeOffset.UnixEpoch };
        var (subject, body) = NoticeMailText.Of(
            "Acme\r\nBcc: all@example.org", [notice], new Dictionary<Guid, NoticePlace> { [notice.Id] = new("Title\nX-Evil: 1", "/forums/t/1") }, new Dictionary<Guid, Core.Tenancy.Person>(), new Uri("https://forum.example.org"), "https://forum.example.org/unsubscribe?t=x");

        subject.ShouldNotContain('\n');
        subject.ShouldNotContain('\r');
        body.Split('\n').ShouldNotContain(line => line.StartsWith("X-Evil", StringComparison.Ordinal) || line.StartsWith("Bcc", StringComparison.Ordinal));
    }

    /// <summary>What waits for its time is due.</summary>
    private async Task TimeHasCome()
    {
        await Given.AsOwner("update runtime.ready set ready_at = now() - interval '1 minute'");
        await RunWork();
    }

    /// <summary>The text of a mail, whichever way it is written for the wire.</summary>
    private static string Body(string mail)
    {
        var (head, body) = (mail[..mail.IndexOf("\n\n", StringComparison.Ordinal)], mail[(mail.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
        if (head.Contains("base64", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings("")));
        return head.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase) ? Regex.Replace(body.Replace("=\n", "", StringComparison.Ordinal), "=([0-9A-F]{2})", m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString()) : body;
    }

    [GeneratedRegex(@"/unsubscribe\?t=(?<token>[^\s]+)")]
    private static partial Regex Link();
}
