using FleetPrompt.Core.Directives;
using FleetPrompt.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>A server that is killed with a message to Mattermost in hand.</summary>
[Trait("Category", "Fault")]
public sealed class DigestKillTests(DigestApp app) : IClassFixture<DigestApp>
{
    /// <summary>
    /// The message has been posted, and nobody has heard so: it is uncertain, and neither the takeover nor a rerun sends it again. Fails when the ledger grants what is uncertain to a rerun (tried).
    /// </summary>
    [Fact]
    public async Task What_was_sent_and_not_recorded_is_asked_of_a_person_and_never_sent_again()
    {
        var organization = await app.OrganizationAsync();
        var schema = organization.Tenant.Schema;
        var installation = await app.InstallDigestAsync(organization);
        var before = await PostsAsync();
        await app.Mattermost.HangNext(read: true);
        var execution = await app.RunNowAsync(organization, installation);
        await app.Mattermost.UntilHangingAsync();
        (await app.AskAsync($"select status, attempt from {schema}.outbound_messages where execution_id = '{execution}'")).ShouldBe(["sending|1"]);

        await app.KillAsync();
        await app.Mattermost.Release();
        await app.StartAsync();
        await app.UntilAsync($"select status from {schema}.outbound_messages where execution_id = '{execution}'", "uncertain");

        (await app.AskAsync($"select status, error_kind from {schema}.executions where id = '{execution}'")).ShouldBe(["uncertain|unknown"]);
        (await app.AskAsync($"select status, error_kind from {schema}.directives where subject_id = '{execution}'")).ShouldBe(["failed|runner_lost"]);
        (await app.AskAsync($"select payload->>'status', payload->>'error_kind' from {schema}.signals where name = 'mattermost.message.failed'")).ShouldBe(["uncertain|unknown"]);
        (await app.AskAsync($"select last_error_kind from {schema}.package_installations where id = '{installation}'")).ShouldBe(["unknown"]);

        var directive = Guid.Parse((await app.AskAsync($"select id from {schema}.directives where subject_id = '{execution}'"))[0]);
        RunningApp.Must(await app.Services.GetRequiredService<DirectiveControl>().RerunAsync(DigestApp.Act(organization), directive, 1, "Did it arrive?", TestContext.Current.CancellationToken));
        await app.UntilAsync($"select status || ' ' || attempt || ' ' || error_kind from {schema}.directives where id = '{directive}'", "failed 2 uncertain");
        (await PostsAsync()).ShouldBe(before + 1);
    }

    /// <summary>Killed before anything was sent: the right to send was never taken, so a rerun sends it, once.</summary>
    [Fact]
    public async Task What_was_not_sent_yet_is_sent_by_a_rerun_once()
    {
        var organization = await app.OrganizationAsync();
        var schema = organization.Tenant.Schema;
        var installation = await app.InstallDigestAsync(organization);
        var posted = (await app.Mattermost.Messages()).Count;
        var hold = await app.HoldAsync($"{schema}.outbound_messages");
        var execution = await app.RunNowAsync(organization, installation);
        await app.UntilAsync(TableLock.Waiting($"{schema}.outbound_messages"), "1");

        await app.KillAsync();
        await hold.DisposeAsync();
        await app.StartAsync();
        await app.UntilAsync($"select status || ' ' || error_kind from {schema}.directives where subject_id = '{execution}'", "failed runner_lost");
        (await app.AskAsync($"select count(*) from {schema}.outbound_messages")).ShouldBe(["0"]);
        (await app.AskAsync($"select status from {schema}.executions where id = '{execution}'")).ShouldBe(["failed"]);

        var directive = Guid.Parse((await app.AskAsync($"select id from {schema}.directives where subject_id = '{execution}'"))[0]);
        RunningApp.Must(await app.Services.GetRequiredService<DirectiveControl>().RerunAsync(DigestApp.Act(organization), directive, 1, "Nothing was sent.", TestContext.Current.CancellationToken));
        await app.UntilAsync($"select status from {schema}.executions where id = '{execution}'", "succeeded");
        (await app.Mattermost.Messages()).Count.ShouldBe(posted + 1);
    }

    private async Task<int> PostsAsync() => (await app.Mattermost.Requests()).Count(r => r.Path.StartsWith("/hooks/", StringComparison.Ordinal));
}
