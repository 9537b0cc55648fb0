using FleetPrompt.Core;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class MattermostConnectionTests
{
    private const string Key = "abcdefghijklmnopqrstuvwxyz";

    [Theory]
    [InlineData($"https://chat.example.com/hooks/{Key}", "chat.example.com")]
    [InlineData($"  https://chat.example.com/hooks/{Key}\n", "chat.example.com")]
    [InlineData($"https://chat.example.com:8443/hooks/{Key}", "chat.example.com:8443")]
    [InlineData($"https://example.com/company/mattermost/hooks/{Key}", "example.com")]
    public void A_webhook_is_shown_by_its_host_and_last_four(string url, string host)
    {
        var webhook = MattermostConnection.FromWebhook(url, Outbounds.Policy([], [8443])).ShouldBeOk();

        webhook.Host.ShouldBe(host);
        webhook.LastFour.ShouldBe("wxyz");
        webhook.Kind.ShouldBe(CredentialKind.IncomingWebhook);
        webhook.ToString().ShouldBe($"incoming_webhook at {host}");
    }

    [Theory]
    [InlineData("https://chat.example.com/")]
    [InlineData("https://chat.example.com/hooks/")]
    [InlineData("https://chat.example.com/hooks/short")]
    [InlineData($"https://chat.example.com/hooks/{Key}/")]
    [InlineData($"https://chat.example.com/hooks/{Key}/more")]
    [InlineData($"https://chat.example.com/hooks/commands/{Key}")]
    [InlineData($"https://chat.example.com/hook/{Key}")]
    [InlineData($"https://chat.example.com/hooks/{Key}?a=b")]
    [InlineData($"https://chat.example.com/hooks/{Key}%2f..")]
    [InlineData($"https://chat.example.com/api/v4/posts")]
    public void What_is_no_webhook_is_told_where_to_find_one(string url) =>
        MattermostConnection.FromWebhook(url, Outbounds.Strict).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => p.Field.ShouldBe("webhook"),
            p => p.Message.ShouldContain("Integrations, Incoming Webhooks"),
            p => p.Message.ShouldNotContain("xyz"));

    [Theory]
    [InlineData("http://127.0.0.1/hooks/" + Key)]
    [InlineData("https://10.0.0.1/hooks/" + Key)]
    [InlineData("https://ana@chat.example.com/hooks/" + Key)]
    [InlineData("https://chat.example.com:22/hooks/" + Key)]
    public void A_webhook_where_nobody_may_call_is_refused(string url) => MattermostConnection.FromWebhook(url, Outbounds.Strict).IsOk.ShouldBeFalse();

    [Theory]
    [InlineData("https://chat.example.com")]
    [InlineData("https://chat.example.com/")]
    [InlineData("https://chat.example.com/api/v4")]
    [InlineData("https://chat.example.com/company/mattermost/")]
    public void A_server_and_a_token_are_shown_by_host_and_last_four(string server)
    {
        var connection = MattermostConnection.FromToken(server, $" {Key} ", Outbounds.Strict).ShouldBeOk();

        connection.Host.ShouldBe("chat.example.com");
        connection.LastFour.ShouldBe("wxyz");
        connection.Kind.ShouldBe(CredentialKind.PersonalAccessToken);
        connection.ToString().ShouldNotContain("wxyz");
    }

    [Theory]
    [InlineData("", "", "server,token")]
    [InlineData(null, null, "server,token")]
    [InlineData("https://chat.example.com/?a=b", Key, "server")]
    [InlineData("https://chat.example.com/hooks/" + Key, Key, "server")]
    [InlineData("https://127.0.0.1", "two words", "server,token")]
    [InlineData("https://chat.example.com", "short", "token")]
    [InlineData("https://chat.example.com", Key + "\r\nHost: other", "token")]
    public void Every_field_that_does_not_fit_is_named(string? server, string? token, string fields) =>
        MattermostConnection.FromToken(server, token, Outbounds.Strict).Error.ShouldBeOfType<Invalid>().Problems.Select(p => p.Field).ShouldBe(fields.Split(','));

    [Fact]
    public void What_is_kept_makes_the_same_again()
    {
        var webhook = MattermostConnection.FromWebhook($"https://example.com/sub/hooks/{Key}", Outbounds.Strict).ShouldBeOk();
        var token = MattermostConnection.FromToken("https://example.com/sub", Key, Outbounds.Strict).ShouldBeOk();

        foreach (var connection in new[] { webhook, token })
        {
            var again = MattermostConnection.FromSecret(connection.Kind, connection.ToSecret(), Outbounds.Strict).ShouldBeOk();
            again.ToString().ShouldBe(connection.ToString());
            again.ToSecret().Reveal().ShouldBe(connection.ToSecret().Reveal());
        }
    }

    [Fact]
    public void What_was_allowed_is_judged_again()
    {
        var kept = MattermostConnection.FromWebhook($"http://10.0.5.7/hooks/{Key}", Outbounds.Policy(["office=10.0.5.0/24"], [])).ShouldBeOk().ToSecret();

        MattermostConnection.FromSecret(CredentialKind.IncomingWebhook, kept, Outbounds.Strict).Error.ShouldNotBeNull().Message.ShouldContain("private network");
    }
}
