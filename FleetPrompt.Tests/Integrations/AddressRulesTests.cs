using System.Net;
using FleetPrompt.Core.Integrations.Outbound;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("64:ff9b:1::7f00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    public void What_is_not_public_is_refused(string address)
    {
        foreach (var scheme in new[] { "https", "http" })
            Outbounds.Strict.Refuses(scheme, IPAddress.Parse(address)).ShouldNotBeNull().ShouldContain(" is ");
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.1")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:800::200e")]
    public void What_is_public_may_be_called_by_https_and_not_by_http(string address)
    {
        Outbounds.Strict.Refuses("https", IPAddress.Parse(address)).ShouldBeNull();
        Outbounds.Strict.Refuses("http", IPAddress.Parse(address)).ShouldNotBeNull().ShouldContain("Use https");
    }

    [Theory]
    [InlineData("office=10.0.5.0/24", "10.0.5.7", true)]
    [InlineData("office=10.0.5.0/24", "10.0.6.7", false)]
    [InlineData("office=10.0.5.0/24", "::ffff:10.0.5.7", false)]
    [InlineData("here=127.0.0.0/8", "127.0.0.1", true)]
    [InlineData("here=127.0.0.0/8", "::1", false)]
    [InlineData("here=::1/128", "::1", true)]
    [InlineData("site=fd12:3456::/32", "fd12:3456::9", true)]
    [InlineData("translator=64:ff9b::/96", "64:ff9b::808:808", true)]
    [InlineData("translator=64:ff9b::/96", "64:ff9b::7f00:1", false)]
    [InlineData("translator=64:ff9b::/96", "64:ff9b::a9fe:a9fe", false)]
    [InlineData("mapped=::ffff:0:0/96", "::ffff:8.8.8.8", true)]
    [InlineData("mapped=::ffff:0:0/96", "::ffff:127.0.0.1", false)]
    public void A_named_network_is_open_and_what_its_addresses_lead_to_is_still_judged(string network, string address, bool open) =>
        (Outbounds.Policy([network], []).Refuses("https", IPAddress.Parse(address)) is null).ShouldBe(open);

    [Theory]
    [InlineData("link=169.254.0.0/16", "169.254.169.254")]
    [InlineData("cloud=168.63.129.16/32", "168.63.129.16")]
    [InlineData("cloud=fd00:ec2::/32", "fd00:ec2::254")]
    [InlineData("many=224.0.0.0/8", "224.0.0.1")]
    [InlineData("all=255.255.255.255/32", "255.255.255.255")]
    [InlineData("none=0.0.0.0/8", "0.0.0.0")]
    [InlineData("old=2002::/16", "2002:7f00:1::1")]
    [InlineData("old=2001::/32", "2001::1")]
    [InlineData("many=ff00::/8", "ff02::1")]
    public void Some_addresses_stay_shut_whatever_is_named(string network, string address) =>
        Outbounds.Policy([network], []).Refuses("https", IPAddress.Parse(address)).ShouldNotBeNull().ShouldContain("nobody");

    [Fact]
    public void Http_will_do_in_a_named_network_only()
    {
        var policy = Outbounds.Policy(["office=10.0.5.0/24"], []);

        policy.Refuses("http", IPAddress.Parse("10.0.5.7")).ShouldBeNull();
        policy.Refuses("http", IPAddress.Parse("8.8.8.8")).ShouldNotBeNull();
    }

    [Fact]
    public void Every_rule_is_written_with_the_first_address_of_its_network_and_says_what_it_is() =>
        AddressRules.All.ShouldAllBe(r => AddressRules.For(r.Network.BaseAddress) != null && r.Words.Length > 5);
}
