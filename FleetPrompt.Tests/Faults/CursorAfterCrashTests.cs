using System.Diagnostics;
using System.Globalization;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>What a crash of PostgreSQL means for those who follow signals.</summary>
[Trait("Category", "Fault")]
public sealed class CursorAfterCrashTests(OwnApp app) : IClassFixture<OwnApp>
{
    /// <summary>
    /// The numbers of transactions of which nothing durable tells are given again after a crash. A cursor that has seen them would pass over what is written under them, so it is of another
    /// history. Fails when the epoch does not tell of crashes (tried).
    /// </summary>
    [Fact]
    public async Task A_cursor_from_before_a_crash_is_of_another_history()
    {
        var organization = await app.OrganizationAsync();
        await EndsHistoryAsync(organization, EndOneBackendAsync);
        await EndsHistoryAsync(organization, async () =>
        {
            await app.CrashDatabaseAsync();
            await app.StartDatabaseAsync();
        });
    }

    private async Task EndsHistoryAsync(TestOrganization organization, Func<Task> crash)
    {
        await Until.ItIsAsync(async () => await LifeAsync() is not null, true);
        var life = await LifeAsync();
        var log = app.Services.GetRequiredService<ISignalLog>();
        var act = OperationContext.New(organization.Tenant, Actor.System, Sources.Job);
        await app.AskAsync("begin; select pg_current_xact_id(); rollback");
        var before = await ReadAsync(null);
        (await ReadAsync(before.Next)).Reset.ShouldBeFalse();

        await crash();
        await Until.ItIsAsync(async () => await LifeAsync() is { } now && now != life, true);
        app.Services.GetRequiredService<NpgsqlDataSource>().Clear();

        var after = await ReadAsync(before.Next);
        after.Reset.ShouldBeTrue();
        (await ReadAsync(after.Next)).Reset.ShouldBeFalse();

        Task<SignalPage> ReadAsync(SignalCursor? cursor) => app.Services.GetRequiredService<IUnits>().ReadAsync(act, unit => log.ReadSinceAsync(unit, cursor, 10, TestContext.Current.CancellationToken));
    }

    /// <summary>After which the server recovers, without an end of its own.</summary>
    private async Task EndOneBackendAsync()
    {
        using var backend = Process.GetProcessById(int.Parse((await app.AskAsync("select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"))[0], CultureInfo.InvariantCulture));
        backend.Kill();
        await backend.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Null while the database does not answer, and until a heartbeat has come after a crash.</summary>
    private async Task<string?> LifeAsync()
    {
        try
        {
            return (await app.AskAsync("select born::text from runtime.life")).SingleOrDefault();
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
