using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Architecture;

/// <summary>Who may know whom inside Core. Feature rooms ask each other by directive and learn by signal.</summary>
public sealed partial class RoomTests
{
    private const string Root = "FleetPrompt.Core";

    /// <summary>May be used by every room, and knows none.</summary>
    private const string Content = "Content";

    private static readonly string[] Features = ["Accounts", "Packages", "Integrations", "Forums", "Moderation", "Agents", "Chat"];

    /// <summary>Each room with the rooms it may use, besides itself, <see cref="Content"/> and what stands in Core's root.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = Table();

    public static TheoryData<string> Rooms() => [.. Code.Types(Code.Core).Select(RoomOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_has_a_place_in_the_order(string room) => MayKnow.ShouldContainKey(room);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_rooms_it_may_know(string room)
    {
        var strangers =
            from type in Code.Types(Code.Core)
            where RoomOf(type) == room
            from used in Code.ReferencesOf(type)
            let other = RoomOf(used)
            where other is not null && !Allowed(room, other)
            select $"{type.Name} uses {other}.{used.Name}";

        strangers.Distinct().ShouldBeEmpty();
    }

    /// <summary>Constants leave no trace in compiled code; their rooms are still named in the source.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_names_only_rooms_it_may_know(string room)
    {
        var strangers =
            from file in SourceTree.In($"{Root}/{room}", ".cs")
            from Match match in RoomName().Matches(file.Text)
            let other = match.Groups["room"].Value
            where MayKnow.ContainsKey(other) && !Allowed(room, other)
            select $"{file.Path} names {other}";

        strangers.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void The_root_of_Core_knows_no_room() =>
        Code.Types(Code.Core).Where(t => t.Namespace == Root).SelectMany(t => Code.ReferencesOf(t).Where(u => RoomOf(u) is not null).Select(u => $"{t.Name} uses {u.FullName}")).ShouldBeEmpty();

    [Fact]
    public void A_type_stands_in_the_folder_of_its_room() =>
        SourceTree.In(Root, ".cs")
            .Select(f => (f.Path, Folder: Path.GetDirectoryName(f.Path)!.Replace('/', '.'), Namespace: Namespace().Match(f.Text).Groups["name"].Value))
            .Where(f => f.Folder != f.Namespace).Select(f => $"{f.Path} is in {f.Namespace}")
            .ShouldBeEmpty();

    private static bool Allowed(string room, string other) => other == room || other == Content || MayKnow[room].Contains(other);

    private static string? RoomOf(Type type) =>
        type.Namespace is { } name && name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..].Split('.')[0] : null;

    private static Dictionary<string, string[]> Table()
    {
        var table = new Dictionary<string, string[]>
        {
            [Content] = [],
            ["Tenancy"] = [],
            ["Telemetry"] = ["Tenancy"],
            ["Work"] = ["Tenancy", "Telemetry"],
            ["Signals"] = ["Tenancy", "Telemetry", "Work"],
            ["Live"] = ["Tenancy", "Work", "Signals"],
            ["Directives"] = ["Tenancy", "Telemetry", "Work", "Signals"],
        };
        table["Notifications"] = ["Tenancy", "Work", "Signals", "Directives"]; // every feature has something to tell people
        foreach (var feature in Features) table[feature] = ["Tenancy", "Work", "Signals", "Directives", "Notifications"];
        table["Agents"] = [.. table["Agents"], "Packages"]; // what packages make, and are told by
        table["Moderation"] = [.. table["Moderation"], "Forums"]; // what it moderates
        table["Integrations"] = [.. table["Integrations"], "Telemetry", "Packages", "Agents"];
        table["Operations"] = [.. table.Keys];
        return table;
    }

    [GeneratedRegex(@"\bFleetPrompt\.Core\.(?<room>\w+)")]
    private static partial Regex RoomName();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
