using FleetPrompt.Core.Signals;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class SignalCatalogTests
{
    /// <summary>What would be a person's text or a person's data. <c>DirectiveFact.Directive</c> is a name of the catalog, so it has another word.</summary>
    private static readonly string[] Texts = ["content", "title", "body", "text", "email", "name", "displayname", "reason", "message", "html", "description"];

    private static readonly Type[] Plain = [typeof(Guid), typeof(IReadOnlyList<Guid>), typeof(string), typeof(int), typeof(long), typeof(bool), typeof(DateTimeOffset)];

    public static TheoryData<string> Names() => [.. Rooms.Signals.All.Select(s => s.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_signal_that_is_declared_is_registered()
    {
        var declared = Rooms.Declared<SignalType>().ToList();

        declared.ShouldNotBeEmpty();
        declared.Where(d => Rooms.Signals.Find(d.Value.Name) != d.Value).Select(d => d.Field).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_description_goes_on_after_a_persons_name(string name) => Sentences.FollowsAName(Rooms.Signals.Find(name)!.Description).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_payload_holds_ids_and_states_and_no_text(string name)
    {
        var members = Rooms.Signals.Find(name)!.PayloadType.GetProperties();

        members.Where(p => p.PropertyType == typeof(string) && Texts.Contains(p.Name.ToLowerInvariant())).Select(p => p.Name).ShouldBeEmpty();
        members.Select(p => Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType).Where(t => !t.IsEnum && !Plain.Contains(t)).ShouldBeEmpty();
    }

    [Fact]
    public void Two_signals_cannot_share_a_name() =>
        Should.Throw<ArgumentException>(() => new SignalCatalog([DirectiveLike("a.b"), DirectiveLike("a.b")]));

    [Fact]
    public void An_unknown_name_is_not_found()
    {
        Rooms.Signals.Find("forum.post.invented").ShouldBeNull();
        Rooms.Signals.Find("Forum.Post.Created").ShouldBeNull();
    }

    private static SignalType<Fact> DirectiveLike(string name) => new(name, "did it");

    private sealed record Fact(Guid Id);
}
