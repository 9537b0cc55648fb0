using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class ProvisioningTests(Installation fleet) : DatabaseTests(fleet)
{
    private IProvisioner Provisioner => Given.Get<IProvisioner>();

    [Fact]
    public async Task Provisioning_twice_changes_nothing()
    {
        var acme = await Given.Org();
        await acme.Thread();

        await Provisioner.ProvisionAsync(acme.Tenant.OrganizationId, Cancel);

        (await acme.All<ForumThread>()).ShouldHaveSingleItem();
        (await acme.Signals(s => s.Name == "org.created")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Provisioning_at_once_is_provisioning_once()
    {
        var id = await Registered("crowd");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Provisioner.ProvisionAsync(id, Cancel)));

        (await Provisioner.CheckAsync(Cancel)).ShouldNotContain(t => t.Slug == "crowd");
    }

    [Fact]
    public async Task A_tenant_that_cannot_be_migrated_is_reported_and_the_others_go_on()
    {
        await Registered("broken");
        await Registered("sound");
        await Given.AsOwner("create schema org_broken; create table org_broken.signals (id int)");

        var report = await Provisioner.MigrateAsync(Cancel);

        report.LeftBehind.ShouldHaveSingleItem().Slug.ShouldBe("broken");
        report.LeftBehind[0].Reason.ShouldContain("already exists");
        (await Provisioner.CheckAsync(Cancel)).ShouldHaveSingleItem().Slug.ShouldBe("broken");
        (await Given.AskOwner<bool>("select to_regclass('org_sound.signals') is not null")).ShouldBeTrue();
        (await Given.AskOwner<long>("select count(*) from public.tenant_migration_runs where schema_name = 'org_broken' and status = 'failed'")).ShouldBe(1);

        await Given.AsOwner("drop table org_broken.signals");
        (await Provisioner.MigrateAsync(Cancel)).LeftBehind.ShouldBeEmpty();
    }

    [Fact]
    public void The_models_are_what_the_migrations_make()
    {
        using var platform = new PlatformDbFactory().CreateDbContext([]);
        using var tenant = new TenantDbFactory().CreateDbContext([]);

        platform.Database.HasPendingModelChanges().ShouldBeFalse();
        tenant.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    /// <summary>An organisation as a crash before its provisioning leaves it.</summary>
    private async Task<Guid> Registered(string slug) =>
        (await Units.RunPlatformAsync<Guid>(
            async unit =>
            {
                var organization = new Organization { Slug = slug, Name = slug, CreatedAt = DateTimeOffset.UtcNow };
                unit.Db.Organizations.Add(organization);
                await unit.Db.SaveChangesAsync(Cancel);
                return organization.Id;
            },
            Cancel)).ShouldBeOk();
}
