using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Components;

public static class People
{
    public static PersonRef Ref(this Core.Tenancy.Person person) => new(person.Id, person.Name, "human");

    public static PersonRef Ref(this Actor actor, string name) =>
        new(actor.Id, name, actor.Type switch { Actor.AgentType => "agent", Actor.SystemType => "system", _ => "human" });
}
