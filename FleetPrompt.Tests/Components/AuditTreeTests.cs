using FleetPrompt.Web.Components;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Components;

public class AuditTreeTests
{
    [Theory]
    [InlineData("0", "")]
    [InlineData("0 1", "1|")]
    [InlineData("0 1 1", "1|1|")]
    [InlineData("0 1 2 2 1 0", "1|1 2|1 2|1||")]
    [InlineData("0 1 2 0 1", "1|2||1|")]
    public void A_line_goes_on_until_its_last_effect(string depths, string expected)
    {
        var rows = depths.Split(' ').Select(depth => Row(int.Parse(depth, System.Globalization.CultureInfo.InvariantCulture))).ToList();

        var drawn = AuditTree.Draw(rows);

        string.Join('|', drawn.Select(row => string.Join(' ', Enumerable.Range(1, 5).Where(level => (row.Lines & (1 << level)) != 0)))).ShouldBe(expected);
    }

    private static AuditRow Row(int depth) =>
        new("signal", Guid.NewGuid(), "forum.thread.created", PersonRef.System, "opened this thread", DateTimeOffset.UnixEpoch, "recorded", Guid.Empty, null, depth);
}
