using FleetPrompt.Core.Accounts;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("kupfer lampe regen")]
    [InlineData("zwölf Boxkämpfer!")]
    [InlineData("密码就是这样一个秘密的句子啊")]
    [InlineData("Tr4mpolin-im-Garten")]
    public void A_few_words_are_a_password(string password) => PasswordPolicy.Problem(password, "ana@example.org", "Ana Maria Silva").ShouldBeNull();

    [Theory]
    [InlineData(null, "at least 12")]
    [InlineData("", "at least 12")]
    [InlineData("elevenchars", "at least 12")]
    [InlineData("aaaaaaaaaaaaaaaa", "repeats itself")]
    [InlineData("abababababababab", "repeats itself")]
    [InlineData("password1234", "easy to guess")]
    [InlineData("P@ssw0rd2024!", "easy to guess")]
    [InlineData("qwertyuiop123", "easy to guess")]
    [InlineData("1234567890123", "easy to guess")]
    [InlineData("letmeinplease", null)]
    [InlineData("AdminAdmin2025", "easy to guess")]
    [InlineData("fleetprompt2026", "easy to guess")]
    [InlineData("anamariasilva", "easy to guess")]
    [InlineData("Ana.Silva.1984", "easy to guess")]
    [InlineData("ana@example.org", "easy to guess")]
    public void What_others_would_try_first_is_refused(string? password, string? problem)
    {
        var found = PasswordPolicy.Problem(password, "ana@example.org", "Ana Maria Silva");

        if (problem is null) found.ShouldBeNull();
        else found.ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact]
    public void Length_is_12_to_128()
    {
        var sentence = string.Concat(Enumerable.Repeat("kupfer lampe ", 20));

        PasswordPolicy.Problem(sentence[..12]).ShouldBeNull();
        PasswordPolicy.Problem(sentence[..11]).ShouldNotBeNull();
        PasswordPolicy.Problem(sentence[..128]).ShouldBeNull();
        PasswordPolicy.Problem(sentence[..129]).ShouldNotBeNull().ShouldContain("at most 128");
    }

    [Fact]
    public void An_own_word_of_one_or_two_letters_is_not_held_against_anybody() => PasswordPolicy.Problem("kupfer lampe", "a@b.de", "Al Bo").ShouldBeNull();

    [Fact]
    public void A_person_without_name_or_address_may_have_a_password() => PasswordPolicy.Problem("kupfer lampe", null, null).ShouldBeNull();
}
