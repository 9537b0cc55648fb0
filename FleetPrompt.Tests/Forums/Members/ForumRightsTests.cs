using FleetPrompt.Core;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Architecture;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Members;

/// <summary>The table of rights, cell by cell, and the same table in docs/permissions.md.</summary>
public sealed class ForumRightsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>From docs/permissions.md: what is allowed to members of the levels 0 to 3, to admins and to owners, and to who is silenced.</summary>
    public static TheoryData<string, string, int, bool, bool> Cells()
    {
        var cells = new TheoryData<string, string, int, bool, bool>();
        foreach (var row in Rows())
        {
            var act = row[0];
            for (var level = 0; level <= 3; level++)
            {
                cells.Add(act, OrgRole.Member, level, false, row[2 + level] == "yes");
                cells.Add(act, OrgRole.Member, level, true, row[2 + level] == "yes" && row[8] == "yes");
                foreach (var silenced in new[] { false, true })
                {
                    cells.Add(act, OrgRole.Admin, level, silenced, row[6] == "yes");
                    cells.Add(act, OrgRole.Owner, level, silenced, row[7] == "yes");
                }
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_cell_is_as_it_is_written(string act, string role, int level, bool silenced, bool allowed)
    {
        var standing = new ForumStanding(Guid.NewGuid(), role, (TrustLevel)level, Now.AddYears(-1), silenced ? Now.AddHours(1) : null);

        var refusal = ForumRights.Refusal(standing, Enum.Parse<ForumAct>(act), Now);

        (refusal is null).ShouldBe(allowed, refusal?.Message);
        if (refusal is not null) refusal.ShouldBeOfType<Forbidden>().Message.ShouldMatch("only an owner or an admin|from trust level|until");
    }

    [Fact]
    public void Every_act_is_written_down_once() => Rows().Select(r => r[0]).ShouldBe(Enum.GetNames<ForumAct>(), ignoreOrder: true);

    [Fact]
    public void A_silence_that_is_over_is_none() =>
        ForumRights.Refusal(new ForumStanding(Guid.NewGuid(), OrgRole.Member, TrustLevel.New, Now, Now), ForumAct.Reply, Now).ShouldBeNull();

    [Fact]
    public void Who_is_no_member_may_nothing() => Enum.GetValues<ForumAct>().ShouldAllBe(act => !ForumRights.Allows(null, TrustLevel.Trusted, act) && !ForumRights.Allows("guest", TrustLevel.Trusted, act));

    [Fact]
    public void The_document_says_what_each_level_asks_for()
    {
        foreach (var t in TrustRules.Thresholds) Document().ShouldContain($"| {(int)t.Level} {t.Level.Name()} | {t.Days} | {t.Posts} | {t.Likes} |\n");
    }

    private static string[][] Rows() =>
        [.. Document().Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split('|').Select(c => c.Trim(' ', '`')).ToArray()).Where(c => c.Length == 9)];

    private static string Document() => SourceTree.Files.Single(f => f.Path == "docs/permissions.md").Text.ReplaceLineEndings("\n");
}
