using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FleetPrompt.Tests.Browser;

/// <summary>Threads that stand there before a test begins.</summary>
internal static class Threads
{
    /// <summary>A thread of the organisation's owner, in a category of its own, with replies.</summary>
    public static async Task<TestThread> ThreadAsync(this RunningApp app, TestOrganization organization, string title = "Moorings for the winter", int replies = 0)
    {
        var writing = app.Services.GetRequiredService<ForumWriting>();
        var category = RunningApp.Must(await writing.CreateCategoryAsync(Act(organization), new NewCategory($"Quay {Guid.NewGuid():N}"[..12], null)));
        var place = RunningApp.Must(await writing.CreateThreadAsync(Act(organization), new NewThread(category.Id, title, "Who needs one?", Guid.NewGuid())));
        for (var i = 0; i < replies; i++) await app.ReplyAsync(organization, place.ThreadId, $"Reply number {i + 2}.");
        return new TestThread(place.ThreadId, place.Slug, category.Slug);
    }

    public static async Task<PostPlace> ReplyAsync(this RunningApp app, TestOrganization organization, Guid thread, string text) =>
        RunningApp.Must(await app.Services.GetRequiredService<ForumWriting>().ReplyAsync(Act(organization), new NewReply(thread, text, Guid.NewGuid())));

    /// <summary>A lock that failed because its thread was locked by hand, in the database.</summary>
    public static async Task<Guid> FailedLockAsync(this RunningApp app, TestOrganization organization)
    {
        var schema = organization.Tenant.Schema;
        var thread = Guid.Parse((await app.AskAsync($"update {schema}.forum_threads set status = 'locked' where id = (select id from {schema}.forum_threads order by id desc limit 1) returning id"))[0]);
        var asked = RunningApp.Must(await app.Services.GetRequiredService<ForumModeration>().LockAsync(Act(organization), new ThreadModeration(thread, 0, null), TestContext.Current.CancellationToken)).Id;
        await app.UntilAsync($"select status from {schema}.directives where id = '{asked}'", "failed");
        return asked;
    }

    private static OperationContext Act(TestOrganization organization) => OperationContext.New(organization.Tenant, Actor.User(organization.OwnerId), Sources.Web);
}

internal sealed record TestThread(Guid Id, string Slug, string CategorySlug)
{
    public string Path => $"/forums/t/{Id}/{Slug}";
}
