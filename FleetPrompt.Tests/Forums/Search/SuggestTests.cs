using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Search;

public sealed class SuggestTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumSearch Search => Given.Get<ForumSearch>();

    [Theory]
    [InlineData("boat", "A red boat|Boats, and how to paint them")]
    [InlineData("BOAT RED", "A red boat")]
    [InlineData("bo", "A red boat|Boats, and how to paint them")]
    [InlineData("élan", "ÉLAN")]
    [InlineData("50%", "50% off, or 5_0")]
    [InlineData("%", "50% off, or 5_0")]
    [InlineData("5_0", "50% off, or 5_0")]
    [InlineData("r_d", "")]
    [InlineData("\\", "back\\slash")]
    [InlineData("' or 1=1 --", "")]
    [InlineData("\0", "")]
    [InlineData(" ", "")]
    [InlineData("", "")]
    public async Task Threads_are_found_by_the_words_of_their_titles(string text, string titles)
    {
        var acme = await Given.Org();
        foreach (var title in new[] { "back\\slash", "50% off, or 5_0", "ÉLAN", "Boats, and how to paint them", "A red boat" }) await acme.Thread(title);

        string.Join('|', (await Search.SuggestAsync(acme.Act(), text, Cancel)).Select(t => t.Title)).ShouldBe(titles);
    }

    [Fact]
    public async Task The_eight_found_threads_are_the_ones_with_the_newest_activity()
    {
        var acme = await Given.Org();
        await ImportTests.Import(Given, acme, Enumerable.Range(0, 12).Select(n => ImportTests.Line($"t{n}", replies: 0)));
        var newest = (await Given.Get<ForumReading>().ThreadsAsync(acme.Act(), new(), Cancel))!.Threads.Take(8).Select(t => t.Id);

        (await Search.SuggestAsync(acme.Act(), "t", Cancel)).Select(t => t.Id).ShouldBe(newest);
        (await Search.SuggestAsync(acme.Act(), new string('t', ForumSearch.LongestSuggested + 1), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_organisation_finds_nothing()
    {
        var (acme, other) = (await Given.Org("acme"), await Given.Org("other"));
        await acme.Thread("Only for us");

        (await Search.SuggestAsync(acme.Act(), "only", Cancel)).ShouldHaveSingleItem();
        (await Search.SuggestAsync(other.Act(), "only", Cancel)).ShouldBeEmpty();
    }
}
