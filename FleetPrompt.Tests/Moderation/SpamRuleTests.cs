using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Moderation.Rules;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Moderation;

public sealed class SpamRuleTests
{
    private static readonly PostFacts Plain = PostFacts.Of("<p>How do I rerun a directive that has failed? I have looked in the manual and found nothing.</p>");

    public static TheoryData<string, PostFacts, string[]> Cases() => new()
    {
        { "an ordinary question", Plain with { IsFirstPost = true, Membership = TimeSpan.FromDays(1) }, [] },
        { "three links and few words", Linking(3) with { Trust = 1 }, [SpamRules.LinkDensity] },
        { "three links of a new member", Linking(3), [SpamRules.LinkDensity, SpamRules.NewAccountLinks] },
        { "three links of a regular member", Linking(3) with { Trust = 2 }, [] },
        { "two links of a new member", Linking(2), [] },
        { "the same again", Plain with { OwnRepeats = 1 }, [SpamRules.RepeatedContent] },
        { "the same short thanks", PostFacts.Of("<p>Thank you!</p>") with { OwnRepeats = 9 }, [] },
        { "what one other new member said", Plain with { OthersRepeats = 1 }, [] },
        { "what two other new members said", Plain with { OthersRepeats = 2 }, [SpamRules.RepeatedContent] },
        { "a first post right after joining", Plain with { IsFirstPost = true, Membership = TimeSpan.FromSeconds(12) }, [SpamRules.FirstPostSpeed] },
        { "a second post right after joining", Plain with { Membership = TimeSpan.FromSeconds(12) }, [] },
        { "a long first post in no time", Plain with { IsFirstPost = true, Written = TimeSpan.FromSeconds(1) }, [SpamRules.FirstPostSpeed] },
        { "a first post that took a while", Plain with { IsFirstPost = true, Written = TimeSpan.FromSeconds(20) }, [] },
        { "a host of two other new members", Linking(1) with { OthersLinking = 2 }, [SpamRules.SharedHost] },
        { "the same of somebody who is known", Linking(1) with { OthersLinking = 2, Trust = 1 }, [] },
        { "a banned word", Plain with { BannedWords = ["manual"], Trust = 3 }, [SpamRules.BannedWords] },
        { "part of a banned word", Plain with { BannedWords = ["man", "manuals", "found everything"] }, [] },
        { "banned words that belong together", Plain with { BannedWords = ["found nothing"] }, [SpamRules.BannedWords] },
        { "nothing", PostFacts.Of(""), [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_each_rule_finds(string post, PostFacts facts, string[] rules) => SpamRules.Judge(facts).Select(h => h.Rule).ShouldBe(rules, ignoreOrder: true, post);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_hit_has_a_reason_a_confidence_and_an_explanation(string post, PostFacts facts, string[] rules)
    {
        var hits = SpamRules.Judge(facts);

        hits.Count.ShouldBe(rules.Length, post);
        hits.ShouldAllBe(h => h.Confidence > 0 && h.Confidence <= 1 && FlagReason.All.Contains(h.Reason) && h.Why.EndsWith('.') && SpamRules.All.Any(r => r.Name == h.Rule));
    }

    [Theory]
    [InlineData("Buy CHEAP pills", "buy cheap pills")]
    [InlineData("Ｂｕｙ  chéap—pills!", "buy cheap pills")]
    [InlineData("bu\u200By chea\u00ADp p\u0336ills", "buy cheap pills")]
    [InlineData("𝐁𝐮𝐲 ｃheap", "buy cheap")]
    [InlineData("Straße ΣΊΣΥΦΟΣ", "straße σισυφοσ")]
    [InlineData("a\ud800b", "a b")]
    [InlineData("٣ мыши", "٣ мыши")]
    [InlineData("…!?", "")]
    public void Texts_are_folded_before_they_are_compared(string text, string words) => string.Join(' ', FoldedText.Words(text)).ShouldBe(words);

    [Theory]
    [InlineData("")]
    [InlineData("\ud800\udc00\udfff")]
    [InlineData("(((((((((((((((((((((((((((((a+)+)+$")]
    [InlineData("[a-z]+.*(?=x)")]
    public void Hostile_words_are_only_words(string word)
    {
        ModerationSettings.Words(word).ShouldAllBe(w => w.Length > 0);
        FoldedText.Has(["a", "b"], word).ShouldBeFalse();
    }

    [Fact]
    public void Very_long_text_is_folded_in_one_pass()
    {
        var words = FoldedText.Words(new string('a', 500_000) + string.Concat(Enumerable.Repeat("z\u0336\u0337\u0338", 100_000)));

        words.ShouldHaveSingleItem().Length.ShouldBe(600_000);
    }

    [Fact]
    public void Links_are_counted_and_their_hosts_are_compared_without_www()
    {
        var facts = PostFacts.Of("<p><a href=\"https://www.Example.com/a?b=1&amp;c=2\">x</a> <a href=\"http://example.com\">y</a> <a href=\"/forums\">z</a> <a href=\"mailto:a@b.test\">m</a> <a href=\"https://bücher.test\">b</a></p>");

        facts.Links.ShouldBe(3);
        facts.Hosts.ShouldBe(["example.com", "xn--bcher-kva.test"]);
    }

    [Fact]
    public void A_forms_key_says_when_it_was_shown()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);

        PostFacts.IssuedAt(Guid.CreateVersion7(at)).ShouldBe(at);
        PostFacts.IssuedAt(new Guid("5f0c7a3e-7f3a-4b1c-9d2e-0a1b2c3d4e5f")).ShouldBeNull();
        PostFacts.IssuedAt(null).ShouldBeNull();
    }

    private static PostFacts Linking(int links) =>
        PostFacts.Of("<p>Look here, my friends, at this offer: " + string.Concat(Enumerable.Range(0, links).Select(n => $"<a href=\"https://shop{n}.test/\">this</a> ")) + "</p>");
}
