namespace FleetPrompt.Web.Agents;

/// <summary>Builds the links of agents, skills and executions.</summary>
public static class AgentUrls
{
    public const string Agents = "/agents";
    public const string Skills = "/skills";
    public const string Executions = "/executions";

    public static string Agent(Guid id) => $"{Agents}/{id}";

    public static string Execution(Guid id) => $"{Executions}/{id}";
}
