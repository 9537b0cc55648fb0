using System.Runtime.CompilerServices;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Tenancy;
using Shouldly;

namespace FleetPrompt.Tests.Given;

/// <summary>An organisation about to be: its owner is called "owner", others are added by name. Unless it is just made, nothing is in line.</summary>
public sealed class OrgBuilder(Installation fleet, string slug, string name)
{
    private readonly List<(string Name, string Role)> members = [];
    private bool settled = true;
    private bool justJoined;

    public OrgBuilder WithMember(string person, string role = OrgRole.Member)
    {
        members.Add((person, role));
        return this;
    }

    public OrgBuilder WithAdmin(string person) => WithMember(person, OrgRole.Admin);

    /// <summary>Its members joined this moment; otherwise they have been there for a year.</summary>
    public OrgBuilder JustJoined()
    {
        justJoined = true;
        return this;
    }

    /// <summary>Nobody has been welcomed yet: that is still in line.</summary>
    public OrgBuilder JustMade()
    {
        settled = false;
        return this;
    }

    public TaskAwaiter<Org> GetAwaiter() => MakeAsync().GetAwaiter();

    private async Task<Org> MakeAsync()
    {
        var registration = fleet.Get<Registration>();
        var registered = (await registration.CreateOrganizationAsync(slug, name, $"Owner of {name}", $"owner@{slug}.test")).ShouldBeOk();
        var tenant = (await fleet.Get<ITenantDirectory>().FindAsync(slug, CancellationToken.None)).ShouldNotBeNull();
        var people = new Dictionary<string, Guid> { [Org.OwnerName] = registered.UserId };
        foreach (var (person, role) in members)
            people[person] = (await registration.AddMemberAsync(tenant, person, $"{person}@{slug}.test", role)).ShouldBeOk().UserId;
        if (!justJoined) await fleet.AsOwner($"update public.organization_memberships set created_at = created_at - interval '1 year' where organization_id = '{tenant.OrganizationId}'");
        if (settled) await fleet.AsOwner($"delete from {tenant.Schema}.signal_deliveries; delete from runtime.ready where tenant_id = {tenant.TenantId}");
        return new Org(fleet, tenant, people);
    }
}
