using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
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
        var log = app.Services.GetRequiredService<ISignalLog>();
        var act = OperationContext.New(organization.Tenant, Actor.System, Sources.Job);
        await app.AskAsync("begin; select pg_current_xact_id(); rollback");
        var before = await ReadAsync(null);
        (await ReadAsync(before.Next)).Reset.ShouldBeFalse();

        await app.CrashDatabaseAsync();
        await app.StartDatabaseAsync();
        app.Services.GetRequiredService<NpgsqlDataSource>().Clear();

        var after = await ReadAsync(before.Next);
        after.Reset.ShouldBeTrue();
        (await ReadAsync(after.Next)).Reset.ShouldBeFalse();

        Task<SignalPage> ReadAsync(SignalCursor? cursor) => app.Services.GetRequiredService<IUnits>().ReadAsync(act, unit => log.ReadSinceAsync(unit, cursor, 10, TestContext.Current.CancellationToken));
    }
}
