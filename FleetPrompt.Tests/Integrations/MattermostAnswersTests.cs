using System.Net;
using System.Text;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Integrations.Outbound;
using Shouldly;
using Xunit;
using static FleetPrompt.Core.Integrations.Mattermost.MattermostAnswer;

namespace FleetPrompt.Tests.Integrations;

public sealed class MattermostAnswersTests
{
    private const string Posted = "posted";
    private const string Uncertain = "uncertain";

    [Theory]
    [InlineData(200, "ok", Posted, "")]
    [InlineData(200, "ok\n", Posted, "")]
    [InlineData(200, "OK", Uncertain, "Look in the channel")]
    [InlineData(200, "", Uncertain, "Look in the channel")]
    [InlineData(200, "<html>welcome</html>", Uncertain, "not as Mattermost does")]
    [InlineData(101, "", Uncertain, "Look in the channel")]
    [InlineData(201, "ok", Uncertain, "Look in the channel")]
    [InlineData(202, "ok", Uncertain, "Look in the channel")]
    [InlineData(204, "", Uncertain, "Look in the channel")]
    [InlineData(301, "", OutboundErrorKind.Validation, "does not follow")]
    [InlineData(302, "", OutboundErrorKind.Validation, "does not follow")]
    [InlineData(308, "", OutboundErrorKind.Validation, "does not follow")]
    [InlineData(400, "", OutboundErrorKind.Validation, "does not know this webhook")]
    [InlineData(401, "", OutboundErrorKind.Auth, "Connect again")]
    [InlineData(403, "", OutboundErrorKind.Auth, "locked to its own channel")]
    [InlineData(404, "", OutboundErrorKind.Validation, "no such channel")]
    [InlineData(405, "", OutboundErrorKind.Validation, "Check the address")]
    [InlineData(408, "", Uncertain, "Look in the channel")]
    [InlineData(413, "", OutboundErrorKind.Validation, "too large")]
    [InlineData(418, "", OutboundErrorKind.Validation, "Check the address")]
    [InlineData(429, "", OutboundErrorKind.RateLimit, "try again")]
    [InlineData(500, "", Uncertain, "Look in the channel")]
    [InlineData(501, "", OutboundErrorKind.Validation, "Ask its System Admin")]
    [InlineData(502, "", Uncertain, "Look in the channel")]
    [InlineData(503, "", OutboundErrorKind.RateLimit, "try again")]
    [InlineData(504, "", Uncertain, "Look in the channel")]
    [InlineData(599, "", Uncertain, "Look in the channel")]
    public void Each_answer_to_a_webhook_is_posted_failed_or_uncertain(int status, string body, string expected, string says) =>
        Check(MattermostAnswers.ToWebhook(Answered(status, body), "chat.test"), status, expected, says);

    [Theory]
    [InlineData(201, """{"id":"abc123"}""", Posted, "")]
    [InlineData(201, "", Posted, "")]
    [InlineData(200, """{"id":"abc123"}""", Uncertain, "Look in the channel")]
    [InlineData(302, "", OutboundErrorKind.Validation, "does not follow")]
    [InlineData(400, "", OutboundErrorKind.Validation, "did not take the message")]
    [InlineData(401, "", OutboundErrorKind.Auth, "revoked")]
    [InlineData(403, "", OutboundErrorKind.Auth, "Add the account to the channel")]
    [InlineData(404, "", OutboundErrorKind.Validation, "no such channel")]
    [InlineData(408, "", Uncertain, "Look in the channel")]
    [InlineData(413, "", OutboundErrorKind.Validation, "too large")]
    [InlineData(429, "", OutboundErrorKind.RateLimit, "try again")]
    [InlineData(500, "", Uncertain, "Look in the channel")]
    [InlineData(501, "", OutboundErrorKind.Validation, "Ask its System Admin")]
    [InlineData(503, "", OutboundErrorKind.RateLimit, "try again")]
    public void Each_answer_to_a_post_with_a_token_is_posted_failed_or_uncertain(int status, string body, string expected, string says) =>
        Check(MattermostAnswers.ToPost(Answered(status, body), "chat.test"), status, expected, says);

    [Theory]
    [InlineData(201, OutboundErrorKind.Validation)]
    [InlineData(204, OutboundErrorKind.Validation)]
    [InlineData(302, OutboundErrorKind.Validation)]
    [InlineData(401, OutboundErrorKind.Auth)]
    [InlineData(403, OutboundErrorKind.Auth)]
    [InlineData(404, OutboundErrorKind.Validation)]
    [InlineData(408, OutboundErrorKind.Validation)]
    [InlineData(429, OutboundErrorKind.RateLimit)]
    [InlineData(500, OutboundErrorKind.Unknown)]
    [InlineData(502, OutboundErrorKind.Unknown)]
    [InlineData(503, OutboundErrorKind.RateLimit)]
    public void Whatever_comes_of_a_lookup_nothing_was_posted(int status, string kind) =>
        MattermostAnswers.ToLookup(Answered(status), "chat.test").ShouldNotBeNull().ErrorKind.ShouldBe(kind);

    [Fact]
    public void Without_an_answer_what_was_not_sent_failed_and_what_may_have_been_is_uncertain()
    {
        var refused = new OutboundOutcome.Refused("10.0.0.1 is in a private network.", IPAddress.Parse("10.0.0.1"));
        var notSent = new OutboundOutcome.NotSent("chat.test refused the connection.");
        var unknown = new OutboundOutcome.Unknown("chat.test did not answer within 10 seconds.");

        foreach (var classify in new Func<OutboundOutcome, string, MattermostAnswer>[] { MattermostAnswers.ToWebhook, MattermostAnswers.ToPost })
        {
            Check(classify(refused, "chat.test"), null, OutboundErrorKind.Validation, "private network");
            Check(classify(notSent, "chat.test"), null, OutboundErrorKind.Network, "Nothing was sent");
            Check(classify(unknown, "chat.test"), null, Uncertain, "Look in the channel");
        }

        MattermostAnswers.ToLookup(refused, "chat.test").ShouldNotBeNull().ErrorKind.ShouldBe(OutboundErrorKind.Validation);
        MattermostAnswers.ToLookup(notSent, "chat.test").ShouldNotBeNull().ErrorKind.ShouldBe(OutboundErrorKind.Network);
        MattermostAnswers.ToLookup(unknown, "chat.test").ShouldNotBeNull().ErrorKind.ShouldBe(OutboundErrorKind.Network);
        MattermostAnswers.ToLookup(Answered(200), "chat.test").ShouldBeNull();
    }

    [Fact]
    public void An_ok_that_is_not_whole_is_uncertain() =>
        MattermostAnswers.ToWebhook(new OutboundOutcome.Answered(200, "ok"u8.ToArray(), Truncated: true, RetryAfter: null), "chat.test").ShouldBeOfType<MattermostAnswer.Uncertain>();

    [Theory]
    [InlineData(30, "in 30 seconds")]
    [InlineData(300, "in 5 minutes")]
    [InlineData(0, "try again later")]
    [InlineData(null, "try again later")]
    public void How_long_to_wait_is_told(int? seconds, string says)
    {
        TimeSpan? after = seconds is { } s ? TimeSpan.FromSeconds(s) : null;

        var failed = MattermostAnswers.ToWebhook(new OutboundOutcome.Answered(429, default, false, after), "chat.test").ShouldBeOfType<Failed>();

        failed.RetryAfter.ShouldBe(after);
        failed.Message.ShouldContain(says);
    }

    [Fact]
    public void What_the_server_says_is_never_repeated()
    {
        for (var status = 100; status < 600; status++)
            foreach (var classify in new Func<OutboundOutcome, string, MattermostAnswer>[] { MattermostAnswers.ToWebhook, MattermostAnswers.ToPost })
                $"{classify(Answered(status, "canary"), "chat.test")}".ShouldNotContain("canary");
    }

    private static OutboundOutcome.Answered Answered(int status, string body = "") => new(status, Encoding.UTF8.GetBytes(body), Truncated: false, RetryAfter: null);

    private static void Check(MattermostAnswer answer, int? status, string expected, string says)
    {
        answer.Status.ShouldBe(status);
        var (what, message) = answer switch
        {
            MattermostAnswer.Posted => (Posted, ""),
            Failed failed => (failed.ErrorKind, failed.Message),
            MattermostAnswer.Uncertain uncertain => (Uncertain, uncertain.Message),
            _ => ("", ""),
        };
        what.ShouldBe(expected);
        message.ShouldContain(says);
        if (message.Length > 0) message.ShouldEndWith(".");
    }
}
