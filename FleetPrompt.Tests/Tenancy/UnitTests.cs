using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Tenancy;

public sealed class UnitTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task Units_do_not_nest()
    {
        var acme = await Given.Org();

        await Should.ThrowAsync<InvalidOperationException>(() => acme.Do<int>(_ => acme.Do<int>(_ => Task.FromResult<Result<int>>(1))));
        await Should.ThrowAsync<InvalidOperationException>(() => acme.Do<int>(async _ => await acme.Read(_ => Task.FromResult(1))));
        (await acme.Do<int>(_ => Task.FromResult<Result<int>>(1))).ShouldBeOk().ShouldBe(1);
    }

    [Fact]
    public async Task A_unit_that_returns_an_error_leaves_nothing()
    {
        var acme = await Given.Org();
        var told = false;

        var result = await acme.Do<int>(async unit =>
        {
            unit.AfterCommit(() => told = true);
            await Add(unit, "gone");
            return new NotFound();
        });

        result.Error.ShouldBeOfType<NotFound>();
        told.ShouldBeFalse();
        (await acme.All<ForumCategory>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_unit_in_which_a_statement_failed_refuses_to_commit()
    {
        var acme = await Given.Org();
        await acme.DoOk(unit => Add(unit, "taken"));

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => acme.Do<bool>(async unit =>
        {
            await Should.ThrowAsync<DbUpdateException>(() => Add(unit, "taken"));
            return true;
        }));

        refusal.Message.ShouldContain("A statement of this unit failed");
    }

    [Fact]
    public async Task The_next_unit_on_the_same_pooled_context_is_not_blamed_for_the_last_one()
    {
        var acme = await Given.Org();
        await Should.ThrowAsync<PostgresException>(() => acme.Do<int>(async unit => await unit.Db.Database.ExecuteSqlAsync($"select 1 / 0", Cancel)));

        await acme.DoOk(unit => Add(unit, "fine"));

        (await acme.All<ForumCategory>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_serialisation_failure_runs_the_unit_again_from_its_start()
    {
        var acme = await Given.Org();
        var tries = 0;

        await acme.DoOk(async unit =>
        {
            await Add(unit, $"try {++tries}");
            if (tries < 3) await unit.Db.Database.ExecuteSqlAsync($"do $$ begin raise 'again' using errcode = '40001'; end $$", Cancel);
            return true;
        });

        (await acme.All<ForumCategory>()).ShouldHaveSingleItem().Name.ShouldBe("try 3");
    }

    [Fact]
    public async Task A_failure_that_stays_is_given_up_after_three_tries()
    {
        var acme = await Given.Org();
        var tries = 0;

        await Should.ThrowAsync<PostgresException>(() => acme.Do<int>(async unit =>
        {
            tries++;
            return await unit.Db.Database.ExecuteSqlAsync($"do $$ begin raise 'again' using errcode = '40001'; end $$", Cancel);
        }));

        tries.ShouldBe(3);
    }

    [Fact]
    public async Task A_commit_that_failed_is_not_repeated()
    {
        var acme = await Given.Org();
        await Given.AsOwner(
            $"""
            create function {acme.Schema}.refuse() returns trigger language plpgsql as $$ begin raise 'too late' using errcode = '40001'; end $$;
            create constraint trigger late after insert on {acme.Schema}.forum_categories deferrable initially deferred for each row execute function {acme.Schema}.refuse();
            """);
        var tries = 0;

        await Should.ThrowAsync<PostgresException>(() => acme.Do<int>(async unit => await Add(unit, $"try {++tries}")));

        tries.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_units_in_a_deadlock_both_come_through()
    {
        var acme = await Given.Org();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());

        await Task.WhenAll(LockBoth("a", "b", first, second), LockBoth("b", "a", second, first));

        (await acme.All<ForumCategory>()).Count.ShouldBe(2);

        Task<int> LockBoth(string one, string other, TaskCompletionSource mine, TaskCompletionSource theirs) =>
            acme.DoOk(async unit =>
            {
                await unit.LockAsync(one, Cancel);
                mine.TrySetResult();
                await theirs.Task.WaitAsync(Cancel);
                await unit.LockAsync(other, Cancel);
                return await Add(unit, one + other);
            });
    }

    [Fact]
    public async Task A_lock_is_the_tenants_own()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));

        var (held, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = acme.DoOk(async unit =>
        {
            await unit.LockAsync("the same key", Cancel);
            held.SetResult();
            await done.Task.WaitAsync(Cancel);
            return true;
        });
        await held.Task.WaitAsync(Cancel);

        await zeta.DoOk(async unit =>
        {
            await unit.LockAsync("the same key", Cancel);
            return true;
        }).WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        done.SetResult();
        await holding;
    }

    [Fact]
    public async Task A_platform_unit_switches_once_and_commits_both_sides_together()
    {
        var acme = await Given.Org();

        await Should.ThrowAsync<InvalidOperationException>(() => Units.RunPlatformAsync<int>(
            async unit =>
            {
                await unit.SwitchAsync(acme.Act(), Cancel);
                await unit.SwitchAsync(acme.Act(), Cancel);
                return 1;
            },
            Cancel));
        var failed = await Units.RunPlatformAsync<int>(
            async unit =>
            {
                unit.Db.Users.Add(new User { Id = Guid.NewGuid(), DisplayName = "nobody", UserName = "nobody" });
                await unit.Db.SaveChangesAsync(Cancel);
                await Add(await unit.SwitchAsync(acme.Act(), Cancel), "gone");
                return new NotFound();
            },
            Cancel);

        failed.IsOk.ShouldBeFalse();
        (await acme.All<ForumCategory>()).ShouldBeEmpty();
        (await Given.AskOwner<long>("select count(*) from public.users where display_name = 'nobody'")).ShouldBe(0);
    }

    [Fact]
    public async Task After_the_switch_the_platforms_tables_are_out_of_reach()
    {
        var acme = await Given.Org();

        var refusal = await Should.ThrowAsync<PostgresException>(() => Units.RunPlatformAsync<int>(
            async unit =>
            {
                await unit.SwitchAsync(acme.Act(), Cancel);
                return await unit.Db.Organizations.CountAsync(Cancel);
            },
            Cancel));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_unit_cannot_go_on_as_another_tenants_operation()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));

        await Should.ThrowAsync<ArgumentException>(() => acme.Do<int>(unit =>
        {
            unit.Join(zeta.Act());
            return Task.FromResult<Result<int>>(1);
        }));
    }

    private static async Task<int> Add(TenantUnit unit, string name)
    {
        unit.Db.Add(new ForumCategory { Slug = name, Name = name, CreatedByUserId = Guid.Empty });
        return await unit.Db.SaveChangesAsync(Cancel);
    }
}
