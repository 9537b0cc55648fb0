using System.Text;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Security;

public sealed class CanaryTests
{
    private const string Value = "http://chat.test/hooks/k?ü";

    private readonly Canary canary = new("canary", Value);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("xy")]
    [InlineData("xyz")]
    public void It_is_found_in_base64_wherever_it_stands(string before)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{Value} and more"));

        canary.In($"{{\"data\":\"{encoded}\"}}").ShouldNotBeEmpty();
        canary.In(Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Value))).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("to http://chat.test/hooks/k?ü now")]
    [InlineData("?to=http%3A%2F%2Fchat.test%2Fhooks%2Fk%3F%C3%BC")]
    [InlineData("http:\\/\\/chat.test\\/hooks\\/k?ü")]
    [InlineData("http://chat.test/hooks/k?\\u00FC")]
    [InlineData("""\x687474703a2f2f636861742e746573742f686f6f6b732f6b3fc3bc""")]
    public void It_is_found_in_its_other_forms(string text) => canary.In(text).ShouldNotBeEmpty();

    [Fact]
    public void It_is_not_found_where_it_is_not() => canary.In("http://chat.test/hooks/").ShouldBeEmpty();
}
