using System.Runtime.CompilerServices;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using Shouldly;

namespace FleetPrompt.Tests.Given;

/// <summary>An organisation about to be: its owner is called "owner", others are added by name.</summary>
public sealed class OrgBuilder(Installation fleet, string slug, string name)
{
    private readonly List<(string Name, string Role)> members = [];

    public OrgBuilder WithMember(string person, string role = OrgRole.Member)
    {
        members.Add((person, role));
        return this;
    }

    public OrgBuilder WithAdmin(string person) => WithMember(person, OrgRole.Admin);

    public TaskAwaiter<Org> GetAwaiter() => MakeAsync().GetAwaiter();

    private async Task<Org> MakeAsync()
    {
        var registration = fleet.Get<Registration>();
        var registered = (await registration.CreateOrganizationAsync(slug, name, $"Owner of {name}", $"owner@{slug}.test")).ShouldBeOk();
        var tenant = (await fleet.Get<ITenantDirectory>().FindAsync(slug, CancellationToken.None)).ShouldNotBeNull();
        var people = new Dictionary<string, Guid> { [Org.OwnerName] = registered.UserId };
        foreach (var (person, role) in members)
            people[person] = (await registration.AddMemberAsync(tenant, person, $"{person}@{slug}.test", role, null)).ShouldBeOk();
        return new Org(fleet, tenant, people);
    }
}
