namespace FleetPrompt.Core.Tenancy;

/// <summary>Who acts: <c>user</c>, <c>agent</c> or <c>system</c>, with an id for the first two.</summary>
public sealed record Actor(string Type, Guid? Id)
{
    public const string UserType = "user";
    public const string AgentType = "agent";
    public const string SystemType = "system";

    public static readonly Actor System = new(SystemType, null);

    public static Actor User(Guid id) => new(UserType, id);

    public static Actor Agent(Guid id) => new(AgentType, id);
}
