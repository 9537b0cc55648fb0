using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

/// <summary>A database that an operator made: the owner is no superuser, it owns the database and may create roles.</summary>
public sealed class OrdinaryOwnerTests(TestCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "apart")]
    [InlineData(true, "together")]
    public async Task Everything_works_with_ordinary_logins(bool oneLoginForBoth, string slug)
    {
        await using var services = Composition.Of(await cluster.NewOrdinaryDatabaseAsync(oneLoginForBoth));
        var provisioner = services.GetRequiredService<IProvisioner>();
        (await provisioner.MigrateAsync(Cancel)).LeftBehind.ShouldBeEmpty();
        var owner = (await services.GetRequiredService<Registration>().CreateOrganizationAsync(slug, slug, "Olga", $"olga@{slug}.test", null, Cancel)).ShouldBeOk();
        var tenant = (await services.GetRequiredService<ITenantDirectory>().FindAsync(slug, Cancel))!;

        var (start, directive) = await UseAsync(services, OperationContext.New(tenant, Actor.User(owner.UserId), Sources.Web));

        (await provisioner.MigrateAsync(Cancel)).LeftBehind.ShouldBeEmpty();
        var runner = services.GetRequiredService<WorkRunner>();
        await runner.HeartbeatAsync(Cancel);
        await runner.RunOutAsync(Cancel);
        var page = await services.GetRequiredService<IUnits>().ReadAsync(
            OperationContext.New(tenant, Actor.System, Sources.Job),
            unit => services.GetRequiredService<ISignalLog>().ReadSinceAsync(unit, start, 100, Cancel),
            Cancel);
        page.Signals.Select(s => s.Name).ShouldBe(["directive.requested", "directive.started", "directive.succeeded"]);
        page.Signals.ShouldAllBe(s => s.SubjectId == directive);
    }

    [Fact]
    public async Task One_login_for_both_still_reaches_nothing_outside_a_unit()
    {
        await using var services = Composition.Of(await cluster.NewOrdinaryDatabaseAsync(oneLoginForBoth: true));
        await services.GetRequiredService<IProvisioner>().MigrateAsync(Cancel);
        await services.GetRequiredService<Registration>().CreateOrganizationAsync("onelogin", "One", "Olga", "olga@onelogin.test", null, Cancel);

        // Several times over the same pool: a connection is as safe on its second use as on its first.
        for (var n = 0; n < 3; n++)
        {
            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select * from org_onelogin.signals");
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    private static async Task<(SignalCursor Start, Guid Directive)> UseAsync(IServiceProvider services, OperationContext operation)
    {
        var units = services.GetRequiredService<IUnits>();
        var start = await units.ReadAsync(operation, unit => services.GetRequiredService<ISignalLog>().ReadSinceAsync(unit, null, 1, Cancel), Cancel);
        var subject = Guid.NewGuid();
        var receipt = await units.RunAsync(
            operation,
            unit => services.GetRequiredService<DirectiveService>().RequestAsync(unit, Rehearsals.Play, new(new("test.thing", subject), new Rehearsal(subject), "1"), Cancel),
            Cancel);
        return (start.Next, receipt.ShouldBeOk().Id);
    }
}
