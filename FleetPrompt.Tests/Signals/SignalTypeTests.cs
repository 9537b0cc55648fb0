using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class SignalTypeTests
{
    [Theory]
    [InlineData("org.created")]
    [InlineData("forum.post.created")]
    [InlineData("a.b")]
    [InlineData("a1_b.c_2.d3")]
    [InlineData("directive.rerun.requested")]
    public void Lower_case_words_joined_by_dots_are_a_name(string name) => new SignalType<Nothing>(name, "did it").Name.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData("forum")]
    [InlineData("forum.")]
    [InlineData(".forum")]
    [InlineData("forum..post")]
    [InlineData("Forum.post")]
    [InlineData("forum.Post")]
    [InlineData("forum.1post")]
    [InlineData("_forum.post")]
    [InlineData("forum._post")]
    [InlineData("forum-thread.created")]
    [InlineData("forum post.created")]
    [InlineData(" forum.post")]
    [InlineData("forum.post ")]
    [InlineData("forum.post\n")]
    [InlineData("förum.post")]
    [InlineData("forum.post٣")]
    public void Anything_else_is_not(string name) =>
        Should.Throw<ArgumentException>(() => new SignalType<Nothing>(name, "did it")).Message.ShouldContain("lower-case words joined by dots");

    [Fact]
    public void Members_see_a_signal_unless_its_name_says_otherwise()
    {
        new SignalType<Nothing>("a.b", "did it").Visibility.ShouldBe(Visibility.Members);
        new SignalType<Nothing>("a.b", "did it", Visibility.Admins).Visibility.ShouldBe(Visibility.Admins);
    }

    [Fact]
    public void A_subject_has_a_stream_of_its_own() =>
        new Subject("forum.thread", Guid.Empty).Stream.ShouldBe("forum.thread:00000000-0000-0000-0000-000000000000");

    private sealed record Nothing;
}
