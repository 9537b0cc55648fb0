using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums.Notices;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class MentionsTests
{
    [Theory]
    [InlineData("@ana", "ana")]
    [InlineData("hello @Ana.", "ana")]
    [InlineData("(@ana, @ben)", "ana|ben")]
    [InlineData("@\"Ana Sol\" and more", "anasol")]
    [InlineData("@Ana Sol said", "anasolsaid,anasol,ana")]
    [InlineData("@ana.sol_x-y", "anasolxy")]
    [InlineData("@ÉLAN", "élan")]
    [InlineData("@山田太郎", "山田太郎")]
    [InlineData("mail ana@example.org", "")]
    [InlineData("@@ana", "")]
    [InlineData("@", "")]
    [InlineData("@\"never closed", "")]
    [InlineData("@ ana", "")]
    [InlineData("@\"\"", "")]
    public void A_text_mentions_whom_it_names(string text, string names) =>
        string.Join('|', Mentions.InText(text).Select(m => string.Join(',', m))).ShouldBe(names);

    [Theory]
    [InlineData("`@ana` and @ben", "ben")]
    [InlineData("```\n@ana\n```\n\n@ben", "ben")]
    [InlineData("> @ana\n\n@ben", "ben")]
    [InlineData("[@ana](https://example.org) @ben", "ben")]
    public void Code_quotations_and_links_mention_nobody(string markdown, string names) =>
        string.Join('|', Mentions.InHtml(Html(markdown)).Select(m => string.Join(',', m))).ShouldBe(names);

    [Fact]
    public void No_more_than_a_bound_are_looked_at() =>
        Mentions.InText(string.Concat(Enumerable.Repeat("@a, ", 5_000))).Count.ShouldBe(Mentions.Most);

    [Theory]
    [InlineData("> [Ana in #3](/forums/t/0192f0c0-0000-7000-8000-000000000001/slug#post-3):\n>\n> text", "3")]
    [InlineData("> [Ana in #23](https://forum.example.org/forums/t/0192f0c0-0000-7000-8000-000000000001/slug?page=2#post-23):\n>\n> text", "23")]
    [InlineData("[a link](/forums/t/0192f0c0-0000-7000-8000-000000000001/slug#post-3) is no quotation", "")]
    [InlineData("> just text", "")]
    public void A_quotation_leads_to_the_post_it_is_of(string markdown, string numbers) =>
        string.Join(',', Quotes.In(Html(markdown)).Select(q => q.Number)).ShouldBe(numbers);

    private static string Html(string markdown) => Rooms.Services.GetRequiredService<IContentRenderer>().Render(markdown, ContentFormat.Markdown).Html;
}
