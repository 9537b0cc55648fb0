using System.Reflection;
using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Web.Operations;

/// <summary>
/// The two organisations that a first run makes, so that there is something to see and isolation can be seen. Goes through the same services as
/// people do; repeating it changes nothing, and going on after a stop finishes it.
/// </summary>
public sealed class Demo(IUnits units, Registration registration, ITenantDirectory tenants, ForumImport import, ForumModeration moderation, Flagging flagging, TimeProvider time)
{
    public const string Password = "fleetprompt-demo";
    private const string Source = "demo";
    private const string Slug = "demo";

    /// <summary>The accounts one can sign in with. Does nothing, and gives none, where there are organisations but not the demo's own.</summary>
    public async Task<IReadOnlyList<string>> SeedAsync(CancellationToken cancel)
    {
        var others = await units.RunPlatformAsync<bool>(
            async unit => await unit.Db.Organizations.AnyAsync(cancel)
                && !await (from o in unit.Db.Organizations join m in unit.Db.Memberships on o.Id equals m.OrganizationId join u in unit.Db.Users on m.UserId equals u.Id
                           where o.Slug == Slug && m.Role == OrgRole.Owner && u.NormalizedEmail == "OWNER@DEMO.TEST" select o).AnyAsync(cancel),
            cancel);
        if (others.Value) return [];
        var content = DemoContent.Read();
        var owner = Must(await registration.CreateOrganizationAsync(Slug, "Demo Company", content.NameOf("owner"), "owner@demo.test", Password, cancel)).UserId;
        Must(await registration.CreateOrganizationAsync("acme", "Acme", "Wiley Carter", "owner@acme.test", Password, cancel));
        var demo = (await tenants.FindAsync(Slug, cancel))!;
        var admin = Must(await registration.AddMemberAsync(demo, content.NameOf("admin"), "admin@demo.test", OrgRole.Admin, Password, cancel)).UserId;
        var member = Must(await registration.AddMemberAsync(demo, content.NameOf("member"), "member@demo.test", OrgRole.Member, Password, cancel)).UserId;
        await FillAsync(demo, content, new() { [content.NameOf("owner")] = owner, [content.NameOf("admin")] = admin, [content.NameOf("member")] = member }, cancel);
        await ModerateAsync(demo, content, owner, admin, member, cancel);
        return ["owner@demo.test", "admin@demo.test", "member@demo.test", "owner@acme.test"];
    }

    private async Task FillAsync(TenantRef demo, DemoContent content, Dictionary<string, Guid> members, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        foreach (var category in content.Categories)
        {
            var lines = content.Threads.Where(t => t.Category == category.Name).Select(t => JsonSerializer.Serialize(content.LineOf(t, now)));
            using var reader = new StringReader(string.Join('\n', lines));
            var report = await import.RunAsync(demo, reader, new ImportSettings(Source, category.Name, category.Description) { Members = members }, cancel: cancel);
            if (report.Bad.Count > 0) throw new InvalidOperationException($"The demo's threads do not fit: {report.Bad[0].Reason}");
        }
    }

    /// <summary>Locks, hides and deletes what the demo shows so: by directives, as the owner does in threads of their own and the admin elsewhere.</summary>
    private async Task ModerateAsync(TenantRef demo, DemoContent content, Guid owner, Guid admin, Guid member, CancellationToken cancel)
    {
        foreach (var thread in content.Threads.Where(t => t.Locked is not null || t.Replies.Any(r => r.Hidden is not null || r.Deleted is not null || r.Flagged is not null)))
        {
            OperationContext Act() => OperationContext.New(demo, Actor.User(thread.Author == "owner" ? owner : admin), Sources.Import);
            var (id, posts) = await units.ReadAsync(
                Act(),
                async unit =>
                {
                    var threadId = await unit.Db.ForumThreads.Where(t => t.ImportSource == Source && t.ImportId == DemoContent.IdOf(thread)).Select(t => t.Id).SingleAsync(cancel);
                    return (threadId, await unit.Db.ForumPosts.Where(p => p.ThreadId == threadId).ToDictionaryAsync(p => p.Number, p => p.Id, cancel));
                },
                cancel);
            if (thread.Locked is { } why) Must(await moderation.LockAsync(Act(), new ThreadModeration(id, 0, why), cancel));
            foreach (var (reply, number) in thread.Replies.Select((r, i) => (r, i + 2)))
            {
                if (reply.Hidden is { } hidden) Must(await moderation.HideAsync(Act(), new PostModeration(posts[number], id, 0, hidden), cancel));
                if (reply.Flagged is { } flag) await FlagAsync(OperationContext.New(demo, Actor.User(flag.By == "member" ? member : admin), Sources.Import), posts[number], flag, cancel);
                if (reply.Deleted is { } deleted) Must(await moderation.DeleteAsync(Act(), new PostModeration(posts[number], id, 0, deleted), cancel));
            }
        }
    }

    /// <summary>The same form each time, so that it is one flag.</summary>
    private async Task FlagAsync(OperationContext act, Guid post, DemoFlag flag, CancellationToken cancel)
    {
        var flagged = await flagging.FlagAsync(act, new NewFlag(post, flag.Reason, flag.Note, post), cancel);
        if (flagged.Error is not null and not Conflict) Must(flagged);
    }

    private static T Must<T>(Result<T> result) =>
        result.IsOk ? result.Value : throw new InvalidOperationException($"The demo could not be made: {result.Error!.Message}");
}

/// <summary>What <c>Demo/demo.json</c> holds.</summary>
internal sealed record DemoContent(IReadOnlyList<DemoCategory> Categories, IReadOnlyList<DemoPerson> People, IReadOnlyList<DemoThread> Threads)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static DemoContent Read()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("FleetPrompt.Web.Operations.Demo.demo.json")!;
        return JsonSerializer.Deserialize<DemoContent>(file, SnakeCase)!;
    }

    public static string IdOf(DemoThread thread) => thread.Title;

    public string NameOf(string key) => People.Single(p => p.Key == key).Name;

    /// <summary>The thread as a line of an import, with its times counted back from <paramref name="now"/>.</summary>
    public object LineOf(DemoThread thread, DateTimeOffset now) =>
        new
        {
            id = IdOf(thread),
            title = thread.Title,
            text = thread.Text,
            tags = thread.Tags ?? [],
            created = now.AddHours(-thread.HoursAgo),
            author = NameOf(thread.Author),
            replies = thread.Replies.Select((r, i) => new { id = $"{i}", text = r.Text, created = now.AddHours(-r.HoursAgo), author = NameOf(r.Author), accepted = r.Accepted }),
        };
}

internal sealed record DemoCategory(string Name, string Description);

internal sealed record DemoPerson(string Key, string Name);

internal sealed record DemoThread(string Category, string Title, string Author, double HoursAgo, IReadOnlyList<string>? Tags, string Text, IReadOnlyList<DemoReply> Replies, string? Locked);

internal sealed record DemoReply(string Author, double HoursAgo, string Text, bool Accepted, string? Hidden, string? Deleted, DemoFlag? Flagged);

/// <param name="By">Key of a person with an account.</param>
internal sealed record DemoFlag(string By, string Reason, string? Note);
