using FleetPrompt.Core.Forums.Search;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Search;

public sealed class SearchQueryTests
{
    [Fact]
    public void Words_phrases_and_what_must_not_occur_are_told_apart()
    {
        var query = SearchQuery.Parse("  rolling \"blue green\" deploy -heroku -\"no thanks\" ");

        query.Words.ShouldBe(["rolling", "deploy"]);
        query.Phrases.ShouldBe(["blue green"]);
        query.Without.ShouldBe(["heroku", "no thanks"]);
        query.HasFilters.ShouldBeFalse();
    }

    [Fact]
    public void Operators_are_read()
    {
        var query = SearchQuery.Parse("in:title status:Unanswered category:#Help tag:Docker tag:docker @Ana_Lee before:2026-03 after:2025-12-31 is:agent why");

        (query.InTitle, query.Status, query.Category, query.Author, query.Before, query.After, query.ByAgent)
            .ShouldBe((true, StatusWanted.Unanswered, "help", "Ana Lee", new DateOnly(2026, 3, 1), new DateOnly(2025, 12, 31), true));
        query.Tags.ShouldBe(["docker"]);
        query.Words.ShouldBe(["why"]);
        query.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status:sleeping", "unanswered")]
    [InlineData("status:1", "unanswered")]
    [InlineData("before:yesterday", "before:2026-03-31")]
    [InlineData("after:", "after:2026-03-31")]
    [InlineData("in:body", "in:title")]
    [InlineData("is:bot", "is:agent")]
    public void An_operator_that_makes_no_sense_is_said_to(string text, string advice)
    {
        var query = SearchQuery.Parse(text);

        query.IsEmpty.ShouldBeTrue();
        query.Notes.ShouldHaveSingleItem().ShouldContain(advice);
    }

    [Theory]
    [InlineData("http://a.example:80/b")]
    [InlineData("category:")]
    [InlineData("std::vector")]
    [InlineData("wer:weiß")]
    public void What_is_no_operator_is_a_word(string text) => SearchQuery.Parse(text).Words.ShouldBe([text]);

    [Theory]
    [InlineData("dep", true)]
    [InlineData("roll dep", true)]
    [InlineData("d", false)]
    [InlineData("\"dep\"", false)]
    [InlineData("dep tag:x", false)]
    [InlineData("-dep", false)]
    public void A_word_at_the_end_may_go_on(string text, bool prefix) => SearchQuery.Parse(text).LastIsPrefix.ShouldBe(prefix);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("\"")]
    [InlineData("\"\" - -- @ ' & | ! ( ) :* <->")]
    [InlineData("\0\u0001\ud800")]
    public void Nothing_is_nothing(string? text) => SearchQuery.Parse(text).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Much_is_cut()
    {
        var query = SearchQuery.Parse(string.Join(' ', Enumerable.Range(0, 500).Select(n => $"w{n}")));

        query.Text.Length.ShouldBeLessThanOrEqualTo(SearchQuery.Longest);
        query.Words.Count.ShouldBe(16);
        query.Notes.ShouldHaveSingleItem().ShouldContain("first 16");
    }
}
