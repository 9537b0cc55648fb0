using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

/// <summary>Nothing of a unit is left on the connection it used.</summary>
public sealed class PoolTests(Installation fleet) : DatabaseTests(fleet)
{
    [Theory]
    [InlineData("commit")]
    [InlineData("rollback")]
    [InlineData("exception")]
    [InlineData("failed statement")]
    [InlineData("read")]
    [InlineData("platform")]
    public async Task A_connection_comes_back_to_the_pool_without_role_or_path(string ending)
    {
        var acme = await Given.Org();
        await using var node = Given.AnotherNode(poolSize: 1);
        var units = node.GetRequiredService<IUnits>();
        var before = await WhoAmI(node);

        await Run(ending, acme, units);

        (await WhoAmI(node)).ShouldBe(before);
        before.User.ShouldBe("fleetprompt_app");
        before.Path.ShouldBe("");
    }

    [Theory]
    [InlineData("", "1min")]
    [InlineData("-c idle_in_transaction_session_timeout=7s -c role=fleetprompt_web -c search_path=public", "7s")]
    public async Task An_operators_options_go_over_the_usual_and_not_over_role_and_path(string options, string silence)
    {
        var application = new NpgsqlConnectionStringBuilder(Given.Logins.Application) { Options = options };
        await using var node = Composition.Of(Given.Logins with { Application = application.ConnectionString });
        var (user, path, _) = await WhoAmI(node);

        (user, path).ShouldBe(("fleetprompt_app", ""));
        await using var command = node.GetRequiredService<NpgsqlDataSource>().CreateCommand("show idle_in_transaction_session_timeout");
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(silence);
        new NpgsqlConnectionStringBuilder(node.GetRequiredService<NpgsqlDataSource>().ConnectionString).KeepAlive.ShouldBe(15);
    }

    [Fact]
    public async Task No_canary_crosses_between_two_organisations_that_share_two_connections()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        await using var node = Given.AnotherNode(poolSize: 2);
        var units = node.GetRequiredService<IUnits>();
        var same = Guid.NewGuid();
        foreach (var org in new[] { acme, zeta }) await org.DoOk(unit => AddCategory(unit, same, org.Schema));

        var seen = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Interleave(n % 2 == 0 ? acme : zeta, units, same, new Random(n))));

        seen.Sum().ShouldBe(6 * 250);
        foreach (var org in new[] { acme, zeta }) (await org.All<ForumCategory>()).ShouldAllBe(c => c.Name == org.Schema);
    }

    /// <summary>Reads, writes, aborts and failures; each read sees the own canary and nothing else.</summary>
    private static async Task<int> Interleave(Org org, IUnits units, Guid same, Random random)
    {
        for (var n = 0; n < 250; n++)
        {
            var kind = random.Next(5);
            try
            {
                await units.RunAsync<bool>(org.Act(), async unit =>
                {
                    (await unit.Db.ForumCategories.AsNoTracking().ToListAsync(Cancel)).ShouldAllBe(c => c.Name == org.Schema);
                    if (kind == 1) await AddCategory(unit, Guid.NewGuid(), org.Schema);
                    if (kind == 2) await unit.Db.Database.ExecuteSqlAsync($"savepoint s; update forum_categories set name = 'mine' where id = {same}; rollback to savepoint s", Cancel);
                    if (kind == 3) await AddCategory(unit, same, "twice");
                    return kind == 4 ? new Conflict("changed my mind") : true;
                }, Cancel);
            }
            catch (DbUpdateException) when (kind == 3)
            {
                // The same id again is refused, and everything with it.
            }
        }

        return 250;
    }

    private static async Task<int> AddCategory(TenantUnit unit, Guid id, string name)
    {
        unit.Db.Add(new ForumCategory { Id = id, Slug = Guid.NewGuid().ToString("N"), Name = name, CreatedByUserId = Guid.Empty });
        return await unit.Db.SaveChangesAsync(Cancel);
    }

    private static async Task Run(string ending, Org org, IUnits units)
    {
        switch (ending)
        {
            case "read":
                await units.ReadAsync(org.Act(), unit => unit.Db.ForumCategories.CountAsync(Cancel), Cancel);
                break;
            case "platform":
                await units.RunPlatformAsync<int>(async unit => await AddCategory(await unit.SwitchAsync(org.Act(), Cancel), Guid.NewGuid(), "x"), Cancel);
                break;
            case "commit":
                await units.RunAsync<int>(org.Act(), async unit => await AddCategory(unit, Guid.NewGuid(), "x"), Cancel);
                break;
            case "rollback":
                await units.RunAsync<int>(org.Act(), async unit => await AddCategory(unit, Guid.NewGuid(), "x") > 0 ? new NotFound() : 0, Cancel);
                break;
            case "exception":
                await Should.ThrowAsync<TimeoutException>(() => units.RunAsync<int>(org.Act(), _ => throw new TimeoutException(), Cancel));
                break;
            default:
                await Should.ThrowAsync<PostgresException>(() => units.RunAsync<int>(org.Act(), async unit => await unit.Db.Database.ExecuteSqlAsync($"select 1 / 0", Cancel), Cancel));
                break;
        }
    }

    private static async Task<(string User, string Path, int Backend)> WhoAmI(IServiceProvider node)
    {
        await using var command = node.GetRequiredService<NpgsqlDataSource>().CreateCommand("select current_user::text, current_setting('search_path'), pg_backend_pid()");
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        await reader.ReadAsync(Cancel);
        return (reader.GetString(0), reader.GetString(1), reader.GetInt32(2));
    }
}
