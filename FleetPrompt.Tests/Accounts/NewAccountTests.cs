using FleetPrompt.Core.Accounts;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class NewAccountTests
{
    private static readonly NewAccount Good = new("Ana Silva", "ana@example.org", "kupfer lampe regen", "Example");

    [Fact]
    public void A_form_that_is_filled_in_well_has_no_problems() => Good.Problems().ShouldBeEmpty();

    [Fact]
    public void Everything_that_is_missing_is_told_at_once() => Fields(new NewAccount("", "", "", " ")).ShouldBe("name email password organization");

    [Fact]
    public void What_was_never_sent_is_missing_too() => Fields(new NewAccount(null!, null!, null!, null!)).ShouldBe("name email password organization");

    [Theory]
    [InlineData("ana@example.org", true)]
    [InlineData(" ana@example.org ", true)]
    [InlineData("ana+forum@sub.example.org", true)]
    [InlineData("ana", false)]
    [InlineData("ana@", false)]
    [InlineData("@example.org", false)]
    [InlineData("Ana <ana@example.org>", false)]
    [InlineData("ana@example.org, ben@example.org", false)]
    [InlineData("ana@example.org\r\nBcc: ben@example.org", false)]
    public void An_address_is_one_plain_address(string email, bool valid) => Fields(Good with { Email = email }).ShouldBe(valid ? "" : "email");

    [Theory]
    [InlineData(80, 100, "")]
    [InlineData(81, 100, "name")]
    [InlineData(80, 101, "organization")]
    public void Names_keep_within_their_limits(int name, int organization, string fields) =>
        Fields(Good with { Name = new string('n', name), Organization = new string('o', organization) }).ShouldBe(fields);

    [Fact]
    public void An_address_has_at_most_200_characters() => Fields(Good with { Email = new string('a', 200) + "@example.org" }).ShouldBe("email");

    [Theory]
    [InlineData("anasilva2026")]
    [InlineData("ana@example.org")]
    public void A_password_is_not_made_of_the_persons_own_name_or_address(string password) => Fields(Good with { Password = password }).ShouldBe("password");

    private static string Fields(NewAccount form) => string.Join(' ', form.Problems().Select(p => p.Field));
}
