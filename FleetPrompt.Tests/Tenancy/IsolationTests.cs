using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

/// <summary>The wall between organisations is PostgreSQL's: whoever is not the tenant's own role is refused, by 42501.</summary>
public sealed class IsolationTests(Installation fleet) : DatabaseTests(fleet)
{
    public static TheoryData<string, string> Tables => TenantTables.All();

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_bare_connection_of_the_application_reaches_no_tenants_table(string table, string column)
    {
        var acme = await Given.Org();

        foreach (var statement in TenantTables.Statements($"{acme.Schema}.{table}", column))
        {
            await using var command = Given.Get<NpgsqlDataSource>().CreateCommand(statement);
            await Refused(() => command.ExecuteNonQueryAsync(Cancel), statement);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_platforms_role_reaches_no_tenants_table(string table, string column)
    {
        var acme = await Given.Org();

        foreach (var statement in TenantTables.Statements($"{acme.Schema}.{table}", column))
            await Refused(() => Units.RunPlatformAsync<int>(async unit => await unit.Db.Database.ExecuteSqlRawAsync(statement, Cancel), Cancel), statement);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Another_tenant_reaches_no_table(string table, string column)
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));

        foreach (var statement in TenantTables.Statements($"{acme.Schema}.{table}", column))
            await Refused(() => zeta.Do<int>(async unit => await unit.Db.Database.ExecuteSqlRawAsync(statement, Cancel)), statement);
    }

    [Fact]
    public async Task A_query_that_forgot_its_unit_finds_no_table()
    {
        await Given.Org();
        await using var command = Given.Get<NpgsqlDataSource>().CreateCommand("select count(*) from signals");

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
    }

    [Theory]
    [InlineData("update signals set name = name")]
    [InlineData("delete from signals")]
    [InlineData("truncate signals")]
    [InlineData("insert into signals (id, xid) values (gen_random_uuid(), '3')")]
    [InlineData("insert into signals (id, seq) values (gen_random_uuid(), 1)")]
    [InlineData("insert into signals (id, recorded_at) values (gen_random_uuid(), now())")]
    [InlineData("alter table signals disable trigger all")]
    [InlineData("create table mine (id int)")]
    [InlineData("create temporary table mine (id int)")]
    [InlineData("select * from schema_migrations")]
    public async Task A_tenant_may_not_rewrite_its_own_history_or_make_tables(string statement)
    {
        var acme = await Given.Org();

        await Refused(() => acme.Do<int>(async unit => await unit.Db.Database.ExecuteSqlRawAsync(statement, Cancel)), statement);
    }

    [Theory]
    [InlineData("select * from public.users")]
    [InlineData("select * from public.organizations")]
    [InlineData("select * from public.organization_memberships")]
    [InlineData("select * from runtime.ready")]
    [InlineData("select * from runtime.claim(gen_random_uuid(), 1, 1, 0, array[]::text[], array[]::int[], array[]::float8[], array[]::int[])")]
    [InlineData("select runtime.sweep()")]
    public async Task A_tenant_reaches_neither_people_nor_the_queue_of_others(string statement)
    {
        var acme = await Given.Org();

        await Refused(() => acme.Do<int>(async unit => await unit.Db.Database.ExecuteSqlRawAsync(statement, Cancel)), statement);
    }

    [Fact]
    public async Task A_unit_knows_the_people_of_its_own_organisation_only()
    {
        var acme = await Given.Org().WithAdmin("ana");
        var zeta = await Given.Org("zeta").WithMember("zoe");

        var (own, strangers) = await acme.Read(async unit => (await unit.RoleOfAsync(acme["ana"], Cancel), await unit.RoleOfAsync(zeta["zoe"], Cancel)));
        var people = await acme.Read(unit => unit.PeopleAsync([acme["ana"], zeta["zoe"], zeta["owner"]], Cancel));

        own.ShouldBe(OrgRole.Admin);
        strangers.ShouldBeNull();
        people.Keys.ShouldBe([acme["ana"]]);
    }

    [Theory]
    [InlineData("select public.actor_role(gen_random_uuid())")]
    [InlineData("select * from public.people(array[gen_random_uuid()])")]
    [InlineData("select runtime.enqueue(array[gen_random_uuid()], array['directive'], array[''], array[null::timestamptz], array[0], array[false])")]
    public async Task What_a_unit_may_ask_is_for_units_alone(string question)
    {
        await using var command = Given.Get<NpgsqlDataSource>().CreateCommand(question);

        await Refused(() => command.ExecuteScalarAsync(Cancel), question);
    }

    [Fact]
    public async Task A_removed_member_has_no_role_but_keeps_the_name_history_shows()
    {
        var acme = await Given.Org().WithMember("ana");
        await acme.Remove("ana");

        (await acme.Read(unit => unit.RoleOfAsync(acme["ana"], Cancel))).ShouldBeNull();
        (await acme.Read(unit => unit.PeopleAsync([acme["ana"]], Cancel)))[acme["ana"]].ShouldBe(new Person(acme["ana"], "ana", null));
    }

    [Fact]
    public async Task The_same_id_in_two_organisations_is_two_things()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var thread = await acme.Thread("Ours");

        (await Given.Get<ForumReading>().ThreadAsync(acme.Act(), thread.ThreadId, Cancel))!.Title.ShouldBe("Ours");
        (await Given.Get<ForumReading>().ThreadAsync(zeta.Act(), thread.ThreadId, Cancel)).ShouldBeNull();
        (await Given.Get<ForumReading>().PostsAsync(zeta.Act(), thread.ThreadId, 1, 10, Cancel)).ShouldBeEmpty();
    }

    private static async Task Refused(Func<Task> act, string statement) =>
        (await Should.ThrowAsync<PostgresException>(act)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
}
