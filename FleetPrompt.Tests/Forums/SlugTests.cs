using FleetPrompt.Core.Forums;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Hello, World!", "hello-world")]
    [InlineData("  C# -- and  .NET 10  ", "c-and-net-10")]
    [InlineData("Ärger mit Öl", "arger-mit-ol")]
    [InlineData("日本語 テスト", "日本語-テスト")]
    [InlineData("한국어", "한국어")]
    [InlineData("Привет, мир", "привет-мир")]
    [InlineData("ﬁne ①", "fine-1")]
    [InlineData("abc\u202Edef", "abc-def")]
    [InlineData("\u202E\u2066abc\u2069", "abc")]
    [InlineData("a/b?c#d%2F&e", "a-b-c-d-2f-e")]
    [InlineData("../../etc", "etc")]
    [InlineData("fire 🔥 works", "fire-works")]
    public void A_slug_keeps_letters_and_digits_of_any_script(string title, string slug) => Slug.Of(title, "thread").ShouldBe(slug);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("!?…---")]
    [InlineData("🔥🔥")]
    [InlineData("\u202E\u200B\u200D")]
    [InlineData("\u0301\u0301")]
    public void Where_nothing_is_left_the_other_word_stands(string title) => Slug.Of(title, "thread").ShouldBe("thread");

    [Theory]
    [InlineData("a")]
    [InlineData("word ")]
    [InlineData("한")]
    [InlineData("\U00010428")]
    [InlineData("x\U00010428")]
    public void A_long_title_gives_a_slug_within_the_limit(string part)
    {
        var slug = Slug.Of(string.Concat(Enumerable.Repeat(part, 500)), "thread");

        slug.Length.ShouldBeLessThanOrEqualTo(Slug.MaxLength);
        slug.ShouldNotEndWith("-");
        slug.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    }

    [Fact]
    public void A_slug_of_a_slug_is_itself() => Slug.Of(Slug.Of("Ärger, 日本語 & 한국어", "x"), "y").ShouldBe("arger-日本語-한국어");
}
