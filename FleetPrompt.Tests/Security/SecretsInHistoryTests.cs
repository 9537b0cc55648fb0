using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Security;

[Collection(RunningAppCollection.Name)]
public sealed class SecretsInHistoryTests(RunningApp app)
{
    [Fact]
    public async Task A_secret_in_a_title_a_text_or_a_reason_is_in_no_signal_and_no_directive()
    {
        var canary = "ghp_" + Guid.NewGuid().ToString("N") + "abcd";
        var organization = await app.OrganizationAsync();
        var thread = await app.ThreadAsync(organization, $"My token is {canary}");
        var reply = await app.ReplyAsync(organization, thread.Id, $"Use {canary}, it works.");
        var act = OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
        var moderation = app.Services.GetRequiredService<ForumModeration>();

        RunningApp.Must(await moderation.HideAsync(act, new PostModeration(reply.PostId, thread.Id, 0, $"It shows {canary}"), TestContext.Current.CancellationToken));
        RunningApp.Must(await moderation.LockAsync(act, new ThreadModeration(thread.Id, 0, $"token={canary}"), TestContext.Current.CancellationToken));
        await AtRestAsync(organization.Tenant.Schema);

        var history = await app.AskAsync($"select table_name from information_schema.tables where table_schema = '{organization.Tenant.Schema}' and table_name not in ('forum_threads', 'forum_posts', 'forum_documents', 'forum_words')");
        history.ShouldContain("signals");
        history.ShouldContain("directives");
        foreach (var table in history)
            (await app.AskAsync($"select t::text from {organization.Tenant.Schema}.{table} t")).ShouldNotContain(row => row.Contains(canary), table);
        (await app.AskAsync($"select payload ->> 'reason' from {organization.Tenant.Schema}.directives")).ShouldAllBe(reason => reason.Length > 0);
        (await app.AskAsync($"select moderation_reason from {organization.Tenant.Schema}.forum_posts where moderation_reason is not null")).ShouldHaveSingleItem().ShouldNotContain(canary);
    }

    private async Task AtRestAsync(string schema)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await app.AskAsync($"select status from {schema}.directives where status <> 'succeeded'")).Count > 0) await tick.WaitForNextTickAsync(patience.Token);
    }
}
