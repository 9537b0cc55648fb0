using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Agents;

public sealed class AgentStatesTests
{
    /// <summary>Rows are the states of an agent, columns what may be asked of it and where that leads.</summary>
    private static readonly string[] Table =
    [
        //         deploy     pause  resume
        "draft     deploying  no     no",
        "deploying no         no     no",
        "active    no         paused no",
        "paused    no         no     active",
        "error     deploying  no     no",
    ];

    private static readonly DirectiveType<AgentChange>[] Types = [AgentDirectives.Deploy, AgentDirectives.Pause, AgentDirectives.Resume];

    public static TheoryData<string, string, string> Moves()
    {
        var moves = new TheoryData<string, string, string>();
        foreach (var row in Table)
        {
            var cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < Types.Length; i++) moves.Add(cells[0], Types[i].Name, cells[i + 1]);
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void An_agent_moves_only_along_the_table(string from, string directive, string to)
    {
        AgentStates.Next(from, directive).ShouldBe(to == "no" ? null : to);
        AgentStates.May(from, Types.Single(t => t.Name == directive)).ShouldBe(to != "no");
    }

    [Theory]
    [InlineData("", "agent.deploy")]
    [InlineData("Draft", "agent.deploy")]
    [InlineData("draft", "agent.remove")]
    public void Unknown_states_and_directives_lead_nowhere(string from, string directive) => AgentStates.Next(from, directive).ShouldBeNull();
}
