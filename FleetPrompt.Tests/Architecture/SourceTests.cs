using System.Reflection;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Architecture;

public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    /// <summary>Where stored or constant markup becomes elements.</summary>
    private static readonly Dictionary<string, string> Markup = new()
    {
        ["FleetPrompt.Web/Content/SafeHtml.cs"] = "the one place for stored HTML, which has been through the sanitiser",
        ["FleetPrompt.Web/Components/Icon.razor"] = "shapes that are constants of the Icons class",
    };

    /// <summary>Who may look at the wall clock instead of a TimeProvider.</summary>
    private static readonly Dictionary<string, string> WallClock = new()
    {
        ["Provisioner.BringForwardAsync"] = "when a migration run began, beside the database's own now() for when it ended",
        ["RelativeTime.BuildRenderTree"] = "ages are shown against the clock of the person's browser a moment later anyway; tests give Now",
    };

    private static readonly string[] Written = [".cs", ".razor", ".css", ".js", ".sql", ".sh"];

    public static TheoryData<string> Pages() => [.. SourceTree.In("FleetPrompt.Web", ".razor").Where(f => Page().IsMatch(f.Text)).Select(f => f.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_a_title(string path)
    {
        var text = SourceTree.Files.Single(f => f.Path == path).Text;

        // NotFoundView brings its own title; a page of nothing else needs no second one.
        (text.Contains("<PageTitle>", StringComparison.Ordinal) || OnlyNotFound().IsMatch(text)).ShouldBeTrue();
    }

    [Fact]
    public void Text_becomes_markup_in_few_known_places()
    {
        var found = SourceTree.In("FleetPrompt.Web", ".cs", ".razor").Concat(SourceTree.In("FleetPrompt.Core", ".cs"))
            .Where(f => RawMarkup().IsMatch(f.Text)).Select(f => f.Path);

        found.ShouldBe(Markup.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_clock_is_asked_through_a_TimeProvider()
    {
        var found = new[] { Code.Core, Code.Data, Code.Web }.SelectMany(Code.Methods)
            .Where(m => Code.Read(m).Any(i => i.Member is MethodInfo { Name: "get_Now" or "get_UtcNow" or "get_Today", DeclaringType: { } clock } && (clock == typeof(DateTime) || clock == typeof(DateTimeOffset))))
            .Select(Code.Home).Distinct();

        found.ShouldBe(WallClock.Keys, ignoreOrder: true);
    }

    [Fact]
    public void A_file_is_short_enough_to_be_read_at_once() =>
        SourceTree.Files.Where(f => Written.Contains(Path.GetExtension(f.Path)) && !f.IsGenerated)
            .Select(f => (f.Path, Lines: f.Text.AsSpan().Count('\n')))
            .Where(f => f.Lines > LongestFile).Select(f => $"{f.Path} has {f.Lines} lines")
            .ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_machines_own_folders()
    {
        var here = new[] { SourceTree.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }.Where(p => p.Length > 1).Select(p => p.TrimEnd('/', '\\') + "/").ToList();

        SourceTree.Files.Where(f => IsText(f.Path))
            .Where(f => HomePath().IsMatch(f.Text) || here.Any(p => f.Text.Contains(p, StringComparison.Ordinal))).Select(f => f.Path)
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_source_waits_by_blocking_a_thread() =>
        SourceTree.In("FleetPrompt.Core", ".cs").Concat(SourceTree.In("FleetPrompt.Web", ".cs", ".razor")).Where(f => Blocking().IsMatch(f.Text)).Select(f => f.Path).ShouldBeEmpty();

    private static bool IsText(string path) => Path.GetExtension(path) is not (".png" or ".jpg" or ".woff2" or ".ico" or ".gz" or ".br" or ".zip" or ".dll");

    [GeneratedRegex("^@page ", RegexOptions.Multiline)]
    private static partial Regex Page();

    [GeneratedRegex(@"^(@.*\n)*<NotFoundView />\s*$")]
    private static partial Regex OnlyNotFound();

    [GeneratedRegex(@"\bAddMarkupContent\s*\(|\bMarkupString\b")]
    private static partial Regex RawMarkup();

    [GeneratedRegex(@"(?<![\w.])/(home|Users)/[a-z][\w.-]*/|(?<![\w.])/ro{2}t/\w|[A-Z]:\\Users\\")]
    private static partial Regex HomePath();

    [GeneratedRegex(@"\.GetAwaiter\(\)\.GetResult\(\)|\bThread\.Sleep\(|\.Wait\(\)")]
    private static partial Regex Blocking();
}
