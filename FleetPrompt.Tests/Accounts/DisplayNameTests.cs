using FleetPrompt.Core.Accounts;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Accounts;

public sealed class DisplayNameTests
{
    [Theory]
    [InlineData("Ana Silva", "Ana Silva")]
    [InlineData("  Ana \t Silva ", "Ana Silva")]
    [InlineData("Ａｎａ", "Ana")]
    [InlineData("Ana\u00a0Silva", "Ana Silva")]
    [InlineData("ﬁnn", "finn")]
    [InlineData("Zoe\u0308", "Zoë")]
    [InlineData("李小龙", "李小龙")]
    [InlineData("علی‌رضا", "علی‌رضا")]
    [InlineData("O'Brien-Łukasz 3rd", "O'Brien-Łukasz 3rd")]
    [InlineData("Ana 🚀", "Ana 🚀")]
    public void A_name_is_one_line_in_compatibility_form(string name, string kept)
    {
        DisplayName.Problem(name).ShouldBeNull();
        DisplayName.Clean(name).ShouldBe(kept);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("Ana\nSilva")]
    [InlineData("Ana\u0000")]
    [InlineData("Ana\u001b[31m")]
    [InlineData("\u202eanA")]
    [InlineData("Ana\u2066x\u2069")]
    [InlineData("Ana\u200f")]
    [InlineData("A\u200bna")]
    [InlineData("A\u200dna")]
    [InlineData("\u200dAna")]
    [InlineData("Ana\ufeff")]
    [InlineData("Ana\u2028Silva")]
    [InlineData("Ana\ue000")]
    [InlineData("...")]
    public void What_cannot_be_seen_or_said_is_no_name(string? name) => DisplayName.Problem(name).ShouldNotBeNull();

    [Fact]
    public void Half_a_character_is_none() => DisplayName.Problem("A" + (char)0xd800 + "na").ShouldNotBeNull();

    [Fact]
    public void Length_counts_after_normalisation()
    {
        DisplayName.Problem(new string('n', 80)).ShouldBeNull();
        DisplayName.Problem(new string('n', 81)).ShouldNotBeNull();
        DisplayName.Problem(new string('\ufdfa', 5)).ShouldNotBeNull();
    }
}
