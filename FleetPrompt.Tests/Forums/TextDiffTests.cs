using FleetPrompt.Core.Forums;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class TextDiffTests
{
    [Theory]
    [InlineData("a\nb", "a\nb", "…2")]
    [InlineData("a\nb", "a\nb\nc", "=a =b +c")]
    [InlineData("a\nb\nc", "a\nc", "=a -b =c")]
    [InlineData("the red boat", "the blue boat", "~the [red] boat|the [blue] boat")]
    [InlineData("", "new", "~[]|[new]")]
    [InlineData("one\r\ntwo", "one\ntwo", "…2")]
    public void Lines_are_compared_and_words_within_changed_lines(string before, string after, string expected) => Show(TextDiff.Of(before, after)).ShouldBe(expected);

    [Fact]
    public void What_is_far_from_a_change_is_left_out()
    {
        var lines = Enumerable.Range(1, 40).Select(n => $"line {n}").ToList();
        var changed = lines.ToList();
        changed[20] = "other 21";

        var rows = TextDiff.Of(string.Join('\n', lines), string.Join('\n', changed));

        rows.Select(r => r.Kind == DiffKind.Skipped ? -r.Skipped : r.NewLine ?? 0).ShouldBe([-17, 18, 19, 20, 21, 22, 23, 24, -16]);
    }

    [Fact]
    public void Both_texts_can_be_put_together_again_from_what_is_shown()
    {
        var random = new Random(7);
        for (var n = 0; n < 200; n++)
        {
            var (before, after) = (Text(), Text());
            var rows = TextDiff.Of(before, after).Where(r => r.Kind != DiffKind.Skipped).ToList();
            foreach (var row in rows.Where(r => r.OldLine is not null)) string.Concat(row.Old.Select(p => p.Text)).ShouldBe(before.Split('\n')[row.OldLine!.Value - 1]);
            foreach (var row in rows.Where(r => r.NewLine is not null)) string.Concat(row.New.Select(p => p.Text)).ShouldBe(after.Split('\n')[row.NewLine!.Value - 1]);
        }

        string Text() => string.Join('\n', Enumerable.Range(0, random.Next(1, 12)).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(0, 6)).Select(_ => "abc"[random.Next(3)]))));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("x")]
    [InlineData("x y ")]
    public void The_longest_texts_are_compared(string unit)
    {
        var (before, after) = (string.Concat(Enumerable.Repeat(unit, 32_000 / unit.Length)), string.Concat(Enumerable.Repeat("z" + unit, 32_000 / (unit.Length + 1))));

        TextDiff.Of(before, after).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("C# Zürich", null)]
    [InlineData("Foo_Bar", "foo-bar")]
    [InlineData("a", null)]
    [InlineData("日本 ÜBER-uns", "日本|über-uns")]
    [InlineData("one two three four five six", null)]
    [InlineData("one ONE #one", "one")]
    [InlineData("", "")]
    public void Tags_are_written_in_one_way(string text, string? tags)
    {
        (TagNames.Problem(text) is null).ShouldBe(tags is not null);
        if (tags is not null) string.Join('|', TagNames.Of(text)).ShouldBe(tags);
    }

    private static string Show(IReadOnlyList<DiffRow> rows) =>
        string.Join(' ', rows.Select(r => r.Kind switch
        {
            DiffKind.Skipped => $"…{r.Skipped}",
            DiffKind.Same => $"={Words(r.New)}",
            DiffKind.Added => $"+{Words(r.New)}",
            DiffKind.Removed => $"-{Words(r.Old)}",
            _ => $"~{(r.Old.Count == 0 ? "[]" : Words(r.Old))}|{Words(r.New)}",
        }));

    private static string Words(IReadOnlyList<DiffPart> parts) => string.Concat(parts.Select(p => p.Changed ? $"[{p.Text}]" : p.Text));
}
