using FleetPrompt.Core.Directives;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

public sealed class DirectiveStatesTests
{
    /// <summary>Rows are where a directive is, columns where it would go, in the order of <see cref="DirectiveStates.All"/>.</summary>
    private static readonly string[] Table =
    [
        //           requested running succeeded failed canceled
        "requested      no       yes      no       no      yes",
        "running        no       no       yes      yes     yes",
        "succeeded      no       no       no       no      no",
        "failed         yes      no       no       no      no",
        "canceled       no       no       no       no      no",
    ];

    public static TheoryData<string, string, bool> Moves()
    {
        var moves = new TheoryData<string, string, bool>();
        foreach (var row in Table)
        {
            var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var to = 0; to < DirectiveStates.All.Count; to++) moves.Add(cells[0], DirectiveStates.All[to], cells[to + 1] == "yes");
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void A_directive_moves_only_along_the_table(string from, string to, bool legal) => DirectiveStates.CanMove(from, to).ShouldBe(legal);

    [Fact]
    public void The_table_covers_every_state() => Table.Select(r => r.Split(' ')[0]).ShouldBe(DirectiveStates.All);

    [Theory]
    [InlineData("requested", false, false)]
    [InlineData("running", false, false)]
    [InlineData("succeeded", true, true)]
    [InlineData("failed", false, true)]
    [InlineData("canceled", true, true)]
    public void Only_success_and_cancellation_are_final_and_a_failure_rests(string state, bool final, bool atRest)
    {
        DirectiveStates.IsFinal(state).ShouldBe(final);
        DirectiveStates.IsAtRest(state).ShouldBe(atRest);
    }

    [Fact]
    public void Nothing_follows_a_final_state() =>
        DirectiveStates.All.Where(DirectiveStates.IsFinal).SelectMany(from => DirectiveStates.All.Where(to => DirectiveStates.CanMove(from, to))).ShouldBeEmpty();

    [Theory]
    [InlineData("", "running")]
    [InlineData("Requested", "running")]
    [InlineData("requested", "done")]
    public void Unknown_states_move_nowhere(string from, string to) => DirectiveStates.CanMove(from, to).ShouldBeFalse();
}
