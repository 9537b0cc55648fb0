using System.Text;
using FleetPrompt.Core.Integrations.Mattermost;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations;

public sealed class MattermostTextTests
{
    [Theory]
    [InlineData("@channel")]
    [InlineData("@Channel")]
    [InlineData("@CHANNEL look")]
    [InlineData("@all")]
    [InlineData("hello @here.")]
    [InlineData("(@here)")]
    [InlineData("@ana @ben")]
    [InlineData("x@channel")]
    [InlineData("@@channel")]
    [InlineData("_@channel_")]
    [InlineData("**@channel**")]
    [InlineData(@"\@channel")]
    [InlineData("`@channel`")]
    [InlineData("[@channel](https://example.com)")]
    [InlineData("[x](https://example.com/@channel)")]
    [InlineData("<@abc123>")]
    [InlineData("<!channel>")]
    [InlineData("<!here> <!all>")]
    [InlineData("<<!channel>>")]
    [InlineData("&#64;channel")]
    [InlineData("&#x40;here")]
    [InlineData("&commat;all")]
    [InlineData("＠channel")]
    [InlineData("﹫here")]
    [InlineData("| @all | x |")]
    public void Nobody_is_notified(string text)
    {
        var neutral = MattermostText.Neutralise(text);

        Mentions(neutral).ShouldBeEmpty();
        neutral.Replace("\u200d", "").ShouldBe(text);
    }

    [Theory]
    [InlineData("nothing to break")]
    [InlineData("R&D and Q&A, 2 < 3 !")]
    [InlineData("a\nb\n- c\n# d [e](https://example.com)")]
    [InlineData("")]
    public void What_mentions_nobody_stays_as_it_is(string text) => MattermostText.Neutralise(text).ShouldBe(text);

    [Theory]
    [InlineData("Ana", "Ana")]
    [InlineData("mattermost_daily_ops_digest", @"mattermost\_daily\_ops\_digest")]
    [InlineData("# Heading", @"\# Heading")]
    [InlineData("**bold** *it* ~~gone~~", @"\*\*bold\*\* \*it\* \~\~gone\~\~")]
    [InlineData("[x](y)", @"\[x\](y)")]
    [InlineData("![x](y)", @"\!\[x\](y)")]
    [InlineData("a|b", @"a\|b")]
    [InlineData("```x```", @"\`\`\`x\`\`\`")]
    [InlineData(@"back\slash", @"back\\slash")]
    [InlineData("@all", "@\u200dall")]
    [InlineData("~town-square", @"\~town-square")]
    [InlineData("one\ntwo\r\n\tthree", "one two three")]
    [InlineData("https://evil.example/x", "https:\u200d//evil.example/x")]
    [InlineData("www.evil.example", "www\u200d.evil.example")]
    [InlineData("- item", "\u200d- item")]
    [InlineData("> quote", "\u200d> quote")]
    [InlineData("12. item", "\u200d12. item")]
    [InlineData("===", "\u200d===")]
    [InlineData("a\u202egnp.exe", "agnp.exe")]
    [InlineData("a\u200bb", "ab")]
    [InlineData("<!channel>", @"<\!channel>")]
    [InlineData("&#64;all", "&\\#64;all")]
    [InlineData("👩‍👩‍👧 family", "👩‍👩‍👧 family")]
    public void A_name_stands_in_a_line_as_it_is(string name, string written)
    {
        MattermostText.Name(name).ShouldBe(written);
        Mentions(MattermostText.Name(name)).ShouldBeEmpty();
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        var name = MattermostText.Name(string.Concat(Enumerable.Repeat("😀", 200)));

        MattermostPost.LengthOf(name).ShouldBe(MattermostText.LongestName);
        name.ShouldEndWith("😀…");
    }

    [Fact]
    public void No_text_notifies_anybody_and_once_is_enough() =>
        Prop.ForAll(
            Gen.Elements("@", "＠", "<", "!", ">", "&", "#", "64", "x40", ";", "commat", "channel", "here", "all", "Ana", " ", "\n", "\\", "`", "*", "_", "[", "]", "(", ")", "\u200d", ".", ":", "|", "~", "www.", "://")
                .ListOf().Select(string.Concat).ToArbitrary(),
            text =>
            {
                var neutral = MattermostText.Neutralise(text);
                return Mentions(neutral).Count == 0 && Mentions(MattermostText.Name(text)).Count == 0 && MattermostText.Neutralise(neutral) == neutral && !MattermostText.Name(text).Contains('\n');
            }).QuickCheckThrowOnFailure();

    /// <summary>
    /// As the server looks for them, at its most eager: Slack's first, then references, then words that begin with a sign; what splits words is whatever is neither letter, digit nor one of <c>:.-_@</c>.
    /// </summary>
    internal static List<string> Mentions(string text)
    {
        var found = new List<string>();
        foreach (var slack in new[] { "<!channel>", "<!here>", "<!all>" })
            if (text.Contains(slack, StringComparison.OrdinalIgnoreCase)) found.Add(slack);
        var plain = System.Net.WebUtility.HtmlDecode(text).Replace("&commat;", "@", StringComparison.OrdinalIgnoreCase).Replace("\\", "", StringComparison.Ordinal);
        var word = new StringBuilder();
        foreach (var c in plain + " ")
        {
            if (char.IsLetterOrDigit(c) || c is ':' or '.' or '-' or '_' or '@' or '＠' or '﹫')
            {
                word.Append(c);
                continue;
            }

            var at = word.ToString().Normalize(NormalizationForm.FormKC).LastIndexOf('@');
            if (at >= 0 && at < word.Length - 1) found.Add(word.ToString());
            word.Clear();
        }

        return found;
    }
}
