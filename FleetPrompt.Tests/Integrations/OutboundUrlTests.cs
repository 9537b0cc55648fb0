using FleetPrompt.Core;
using FleetPrompt.Core.Integrations.Outbound;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class OutboundUrlTests
{
    [Theory]
    [InlineData("https://chat.example.com/hooks/x", "chat.example.com")]
    [InlineData("  https://chat.example.com  ", "chat.example.com")]
    [InlineData("HTTPS://Chat.Example.COM:443/", "chat.example.com")]
    [InlineData("https://chat.example.com:8443/sub/", "chat.example.com:8443")]
    [InlineData("https://chat.example.com/#part", "chat.example.com")]
    [InlineData("https://münchen.example/", "xn--mnchen-3ya.example")]
    [InlineData("https://8.8.8.8/", "8.8.8.8")]
    [InlineData("https://134744072/", "8.8.8.8")]
    [InlineData("https://[2606:4700:4700::1111]/", "[2606:4700:4700::1111]")]
    [InlineData("https://mattermost/", "mattermost")]
    public void A_public_address_by_https_is_taken_and_shown_by_its_place_alone(string text, string place)
    {
        var url = OutboundUrl.Parse(text, Outbounds.Policy([], [8443])).ShouldBeOk();

        url.Place.ShouldBe(place);
        url.ToString().ShouldBe($"https://{place}/…");
    }

    [Theory]
    [InlineData(null, "Enter an address")]
    [InlineData("", "Enter an address")]
    [InlineData("   ", "Enter an address")]
    [InlineData("banana", "not a whole address")]
    [InlineData("chat.example.com/hooks/x", "not a whole address")]
    [InlineData("//chat.example.com/", "not a whole address")]
    [InlineData("https:/chat.example.com", "not a whole address")]
    [InlineData("https:chat.example.com", "not a whole address")]
    [InlineData("https://", "not a whole address")]
    [InlineData("https:///path", "not a whole address")]
    [InlineData("https://chat.example.com:99999/", "not a whole address")]
    [InlineData("https://chat.example.com:port/", "not a whole address")]
    [InlineData(@"https:\\chat.example.com\", "cannot be there")]
    [InlineData(@"https://chat.example.com\@127.0.0.1/", "cannot be there")]
    [InlineData("https://chat.example.com/a b", "cannot be there")]
    [InlineData("https://chat.example.com/\r\nHost: other", "cannot be there")]
    [InlineData("https://chat.exa\tmple.com/", "cannot be there")]
    [InlineData("https://chat.example.com/\0", "cannot be there")]
    [InlineData("ftp://chat.example.com/", "does not speak ftp")]
    [InlineData("file:///etc/passwd", "whole address")]
    [InlineData("gopher://chat.example.com/", "does not speak gopher")]
    [InlineData("javascript:alert(1)", "not a whole address")]
    [InlineData("http://chat.example.com/", "Use https")]
    [InlineData("http://8.8.8.8/", "Use https")]
    [InlineData("https://ana@chat.example.com/", "before the @")]
    [InlineData("https://ana:secret@chat.example.com/", "before the @")]
    [InlineData("https://@chat.example.com/", "before the @")]
    [InlineData("https://chat.example.com:443@127.0.0.1/", "before the @")]
    [InlineData("https://chat.example.com:22/", "Port 22")]
    [InlineData("https://chat.example.com:80/", "Port 80")]
    [InlineData("https://chat.example.com:8080/", "Port 8080")]
    public void What_is_no_address_to_call_is_refused_with_what_to_do(string? text, string says) => Problem(text).ShouldContain(says);

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://127.0.0.1./")]
    [InlineData("https://%31%32%37.0.0.1/")]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("https://127。0。0。1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://db.localhost/")]
    [InlineData("https://0/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://2852039166/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://[0:0:0:0:0:ffff:127.0.0.1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    public void An_address_of_this_machine_or_a_private_network_is_seen_however_it_is_written(string text) =>
        OutboundUrl.Parse(text, Outbounds.Strict).IsOk.ShouldBeFalse();

    [Theory]
    [InlineData("http://10.0.5.7/", true)]
    [InlineData("https://10.0.5.7/", true)]
    [InlineData("http://10.0.5.7:8065/", true)]
    [InlineData("http://10.0.5.7:8066/", false)]
    [InlineData("http://10.0.6.7/", false)]
    [InlineData("https://10.0.6.7/", false)]
    [InlineData("http://chat.internal:8065/", true)] // where it leads is judged when it is called
    [InlineData("http://8.8.8.8/", false)]
    public void A_named_network_is_open_at_the_ports_that_are(string text, bool open) =>
        OutboundUrl.Parse(text, Outbounds.Policy(["office=10.0.5.0/24"], [8065])).IsOk.ShouldBe(open);

    [Fact]
    public void An_address_too_long_is_refused() => Problem("https://chat.example.com/" + new string('x', OutboundUrl.MaxLength)).ShouldContain("too long");

    [Fact]
    public void A_problem_never_repeats_what_follows_the_host()
    {
        foreach (var text in new[] { "http://chat.example.com/hooks/canary", "https://10.0.0.1/hooks/canary", "https://a:canary@chat.example.com/canary", "https://chat.example.com:22/canary?canary" })
            Problem(text).ShouldNotContain("canary");
    }

    private static string Problem(string? text)
    {
        var problem = OutboundUrl.Parse(text, Outbounds.Strict, "webhook").Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe("webhook");
        return problem.Message;
    }
}
