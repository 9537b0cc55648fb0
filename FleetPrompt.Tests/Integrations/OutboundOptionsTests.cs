using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class OutboundOptionsTests
{
    [Fact]
    public void Networks_and_ports_are_read_from_the_settings()
    {
        var options = Read(("Outbound:AllowedNetworks:0", "office=10.0.5.0/24"), ("Outbound:AllowedNetworks:1", "site = fd12::/16"), ("Outbound:Ports:0", "8443"));

        options.AllowedNetworks.ShouldBe(["office=10.0.5.0/24", "site = fd12::/16"]);
        options.Ports.ShouldBe([8443]);
    }

    [Fact]
    public void Nothing_needs_to_be_set() => Read().AllowedNetworks.ShouldBeEmpty();

    [Theory]
    [InlineData("10.0.5.0/24")]
    [InlineData("office=")]
    [InlineData("=10.0.5.0/24")]
    [InlineData("office=10.0.5.0")]
    [InlineData("office=10.0.5.0/33")]
    [InlineData("office=banana")]
    [InlineData("everything=0.0.0.0/0")]
    [InlineData("half=128.0.0.0/1")]
    [InlineData("everything=::/0")]
    public void What_is_not_a_named_network_is_refused_with_the_settings_name(string text) =>
        Should.Throw<OptionsValidationException>(() => Read(("Outbound:AllowedNetworks:0", text))).Message.ShouldContain($"Outbound:AllowedNetworks: '{text}' is not a named network.");

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    public void What_is_not_a_port_is_refused_with_the_settings_name(string text) =>
        Should.Throw<OptionsValidationException>(() => Read(("Outbound:Ports:0", text))).Message.ShouldContain($"Outbound:Ports: {text} is not a port.");

    private static OutboundOptions Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
        using var provider = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddIntegrations().BuildServiceProvider();
        return provider.GetRequiredService<IOptions<OutboundOptions>>().Value;
    }
}
