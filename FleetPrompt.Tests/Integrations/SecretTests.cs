using System.Text.Json;
using FleetPrompt.Core.Integrations;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class SecretTests
{
    private readonly Secret secret = new("canary-0123456789");

    [Fact]
    public void It_is_shown_to_who_asks_for_it() => secret.Reveal().ShouldBe("canary-0123456789");

    [Fact]
    public void It_shows_itself_to_nobody_else()
    {
        secret.ToString().ShouldBe("(secret)");
        $"{secret} {new { secret }} {new Holder(secret)}".ShouldNotContain("canary");
        JsonSerializer.Serialize(secret).ShouldBe("{}");
        JsonSerializer.Serialize(new Holder(secret)).ShouldNotContain("canary");
        typeof(Secret).GetProperties().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a", "")]
    [InlineData("elevenchars", "")]
    [InlineData("twelve-chars", "hars")]
    [InlineData("canary-0123456789", "6789")]
    public void Its_last_four_characters_tell_which_it_is_unless_they_tell_too_much(string value, string shown) => new Secret(value).LastFour().ShouldBe(shown);

    [Fact]
    public void Nothing_is_no_secret() => Should.Throw<ArgumentException>(() => new Secret(""));

    private sealed record Holder(Secret Value);
}
