using System.Text.Json.Nodes;
using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class RestoreTests(Installation fleet) : DatabaseTests(fleet), IDisposable
{
    private readonly TemporaryDirectory files = new();

    private ISignalLog Log => Given.Get<ISignalLog>();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task Threads_posts_counts_and_signals_are_the_same_in_the_new_organisation()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        await acme.Remove("ben");
        var thread = await acme.Thread("Ünïcode \"quoted\" \\ 🦊", by: "ana", body: "**bold** <script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |");
        await acme.Reply(thread, body: "line\u2028separator and `code`");
        await acme.Thread("Another");
        await acme.Emit("kept", new SignalOptions { DedupeKey = "once" });
        var copy = await Given.Org("copy");

        var report = (await Given.Restore(await Given.Export(acme, files["out"]), copy)).ShouldBeOk();

        report.Rows["forum_posts"].ShouldBe(3);
        (await Shown(copy)).ShouldBe(await Shown(acme));
        var (before, after) = (await acme.Signals(), (await copy.Signals()).ToDictionary(s => s.Id));
        var (was, mine) = (await Named(acme), await Named(copy));
        before.Select(s => mine(Told(after[s.Id]))).ShouldBe(before.Select(s => was(Told(s))));
        after.Count.ShouldBe(before.Count + 2); // the two of the new organisation's own making, after all others
        var highest = before.Max(s => s.Seq);
        after.Values.Where(s => before.All(b => b.Id != s.Id)).ShouldAllBe(s => s.Seq > highest);
        (await Given.AskOwner<bool>($"select bool_and(xid = '3'::xid8) from {copy.Schema}.signals")).ShouldBeTrue();
    }

    [Fact]
    public async Task People_are_members_by_name_who_cannot_sign_in_and_all_references_follow_them()
    {
        var acme = await Given.Org().WithAdmin("ana");
        await acme.Thread(by: "ana");
        var copy = await Given.Org("copy");

        (await Given.Restore(await Given.Export(acme, files["out"]), copy)).ShouldBeOk();

        var author = (await copy.All<ForumPost>()).ShouldHaveSingleItem().AuthorUserId.ShouldNotBeNull();
        author.ShouldNotBe(acme["ana"]);
        (await copy.Read(unit => unit.PeopleAsync([author], Cancel)))[author].ShouldBe(new Person(author, "ana", null));
        (await copy.Signals(s => s.ActorId == author)).ShouldNotBeEmpty();
        (await copy.Read(unit => unit.RoleOfAsync(author, Cancel))).ShouldBeNull();
        (await Given.AskOwner<bool>($"select email is null and password_hash is null from public.users where id = '{author}'")).ShouldBeTrue();
        (await Given.AskOwner<string>($"select status || ' ' || role from public.organization_memberships where user_id = '{author}'")).ShouldBe("placeholder member");
    }

    [Fact]
    public async Task A_reader_of_before_loads_anew_and_then_meets_only_what_is_new()
    {
        var acme = await Given.Org();
        await acme.Thread();
        var copy = await Given.Org("copy");
        var cursor = (await Read(copy, null)).Next;

        (await Given.Restore(await Given.Export(acme, files["out"]), copy)).ShouldBeOk();
        var reset = await Read(copy, cursor);
        var next = await copy.Emit("new");
        var page = await Read(copy, reset.Next);

        reset.Reset.ShouldBeTrue();
        page.Signals.ShouldHaveSingleItem().Id.ShouldBe(next.Id);
        (await copy.Signals())[^1].Id.ShouldBe(next.Id);
        (await copy.Signals()).Select(s => s.Seq).ShouldBeUnique();
    }

    [Fact]
    public async Task What_had_not_ended_is_canceled_and_nothing_runs_by_itself()
    {
        var acme = await Given.Org();
        var (done, waiting) = (Guid.NewGuid(), Guid.NewGuid());
        var first = (await acme.Request(new Rehearsal(done))).ShouldBeOk();
        await RunWork();
        var second = (await acme.Request(new Rehearsal(waiting), scheduledAt: DateTimeOffset.UtcNow.AddDays(1))).ShouldBeOk();
        var directory = await Given.Export(acme, files["out"]);
        var copy = await Given.Org("copy");

        (await Given.Restore(directory, copy)).ShouldBeOk().Canceled.ShouldBe(1);
        await RunWork();

        (await copy.Directive(first.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        var canceled = await copy.Directive(second.Id);
        (canceled.Status, canceled.ErrorKind, canceled.Token).ShouldBe((DirectiveStates.Canceled, "restored", null));
        (await Given.AskOwner<long>($"select count(*) from runtime.ready where tenant_id = {copy.Tenant.TenantId}")).ShouldBe(0);
        (await copy.Request(new Rehearsal(done))).ShouldBeOk().ShouldBe(new DirectiveReceipt(first.Id, DirectiveStates.Succeeded, 1, Existing: true));
    }

    [Fact]
    public async Task An_organisation_that_is_not_new_is_refused()
    {
        var acme = await Given.Org();
        await acme.Thread();
        var directory = await Given.Export(acme, files["out"]);
        var (busy, emitted) = (await Given.Org("busy"), await Given.Org("emitted"));
        await busy.Category();
        await emitted.Emit();

        (await Given.Restore(directory, acme)).Error.ShouldBeOfType<Conflict>();
        (await Given.Restore(directory, busy)).Error.ShouldBeOfType<Conflict>().Message.ShouldContain("is not empty");
        (await Given.Restore(directory, emitted)).Error.ShouldBeOfType<Conflict>();

        (await busy.All<ForumThread>()).ShouldBeEmpty();
        (await acme.All<ForumThread>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_an_export_is_refused_in_one_line_and_nothing_is_written()
    {
        var acme = await Given.Org();
        await acme.Reply(await acme.Thread(), body: "Like this.");
        var original = await Given.Export(acme, files["out"]);
        var copy = await Given.Org("copy");
        var people = await Given.AskOwner<long>("select count(*) from public.users");

        foreach (var (name, harm, says) in Harms)
        {
            var directory = files[$"harm{Guid.NewGuid():N}"];
            Directory.CreateDirectory(directory);
            foreach (var file in Directory.EnumerateFiles(original)) File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
            harm(directory);

            var error = (await Given.Restore(directory, copy)).Error.ShouldBeOfType<Invalid>(name);

            error.Message.ShouldContain(says, Case.Insensitive, name);
            error.Message.ShouldNotContain("\n", Case.Sensitive, name);
            (await copy.All<ForumThread>()).ShouldBeEmpty(name);
            (await copy.Signals()).Count.ShouldBe(2, name);
            (await Given.AskOwner<long>("select count(*) from public.users")).ShouldBe(people, name);
        }

        (await Given.Restore(original, copy)).ShouldBeOk();
    }

    [Fact]
    public async Task Html_from_a_file_goes_through_the_sanitiser()
    {
        var acme = await Given.Org();
        await acme.Thread(body: "harmless");
        var directory = await Given.Export(acme, files["out"]);
        Exports.Forge(directory, "forum_posts", text => text.Replace("<p>harmless", "<script>alert(1)</script><img src=x onerror=alert(1)><p>harmless", StringComparison.Ordinal));
        var copy = await Given.Org("copy");

        (await Given.Restore(directory, copy)).ShouldBeOk();

        var html = (await copy.All<ForumPost>()).ShouldHaveSingleItem().ContentHtml;
        html.ShouldContain("<p>harmless");
        html.ShouldNotContain("script");
        html.ShouldNotContain("onerror");
    }

    private static readonly (string Name, Action<string> Harm, string Says)[] Harms =
    [
        ("a changed byte", d => Edit(d, "forum_posts", t => t.Replace("Like this.", "Like that.", StringComparison.Ordinal)), "SHA-256"),
        ("a truncated file", d => Edit(d, "signals", t => t[..^20]), "breaks off"),
        ("a lost line", d => Edit(d, "forum_posts", t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..]), "SHA-256"),
        ("a missing file", d => File.Delete(Path.Combine(d, "signals.ndjson")), "missing"),
        ("a missing manifest", d => File.Delete(Path.Combine(d, Exports.Manifest)), "no manifest.json"),
        ("a manifest that is not JSON", d => File.WriteAllText(Path.Combine(d, Exports.Manifest), "{\"format\""), "damaged"),
        ("another format version", d => Exports.ChangeManifest(d, m => m["format_version"] = 2), "format version 2"),
        ("a member nobody knows", d => Exports.ChangeManifest(d, m => m["more"] = 1), "damaged"),
        ("a member missing", d => Exports.ChangeManifest(d, m => m.AsObject().Remove("organization")), "damaged"),
        ("another count", d => Exports.ChangeManifest(d, m => m.FileIn("forum_posts")["rows"] = 7), "manifest says 7"),
        ("an unknown table", d => Exports.ChangeManifest(d, m => m.FileIn("signals")["name"] = "users"), "no table"),
        ("a path", d => Exports.ChangeManifest(d, m => m.FileIn("signals")["name"] = "../../etc/passwd"), "no table"),
        ("an unknown column", d => Exports.ChangeManifest(d, m => m.FileIn("signals")["columns"]!.AsArray().Add("xid")), "column 'xid'"),
        ("SQL for a column", d => Exports.ChangeManifest(d, m => m.FileIn("signals")["columns"]![0] = "id\") select 1; --"), "column"),
        ("a table twice", d => Exports.ChangeManifest(d, m => m["files"]!.AsArray().Add(m.FileIn("signals").DeepClone())), "twice"),
        ("no people", d => Exports.ChangeManifest(d, m => m["files"]!.AsArray().Remove(m.FileIn("people"))), "people"),
        ("a file that is not listed", d => File.WriteAllText(Path.Combine(d, "oracles.ndjson"), "{}\n"), "not in the manifest"),
        ("a link", d => Link(d, "signals"), "is a link"),
        ("a gigantic line", d => Exports.Forge(d, "forum_posts", t => new string('x', 17 * 1024 * 1024) + "\n" + t), "longer than"),
        ("a line that is not JSON", d => Exports.Forge(d, "forum_posts", t => "{\n" + t), "line 1 is not JSON"),
        ("a line with another member", d => Exports.Forge(d, "forum_posts", t => t.Replace("\"version\":", "\"versions\":", StringComparison.Ordinal)), "columns"),
        ("a value of another type", d => Exports.Forge(d, "forum_posts", t => t.Replace("\"version\":0", "\"version\":\"many\"", StringComparison.Ordinal)), "does not fit"),
        ("a post of no thread", d => Exports.Forge(d, "forum_threads", _ => ""), "does not fit"),
        ("a row twice", d => Exports.Forge(d, "forum_categories", t => t + t), "does not fit"),
        ("the end of all numbers", d => Exports.Forge(d, "signals", LastSeq), "does not fit"),
        ("a person without a name", d => Exports.Forge(d, "people", t => t.Replace("Owner of acme", "", StringComparison.Ordinal)), "no name"),
    ];

    private static void Edit(string directory, string table, Func<string, string> change)
    {
        var path = Path.Combine(directory, table + ".ndjson");
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }

    private static void Link(string directory, string table)
    {
        var path = Path.Combine(directory, table + ".ndjson");
        File.Move(path, path + ".elsewhere");
        File.CreateSymbolicLink(path, path + ".elsewhere");
    }

    private static string LastSeq(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var last = JsonNode.Parse(lines[^1])!;
        last["seq"] = long.MaxValue;
        return string.Join('\n', [.. lines[..^1], last.ToJsonString()]) + "\n";
    }

    private Task<SignalPage> Read(Org org, SignalCursor? cursor) => org.Read(unit => Log.ReadSinceAsync(unit, cursor, 100, Cancel));

    private static string Told(Signal s) =>
        $"{s.Seq} {s.Name} {s.OccurredAt:O} {s.RecordedAt:O} {s.Source} {s.Stream} {s.ActorType} {s.ActorId} {s.SubjectType} {s.SubjectId} {s.CorrelationId} {s.CausationId} {s.RequestId} {s.DedupeKey} {s.Visibility} {s.Payload.RootElement.GetRawText()} {s.Metadata.RootElement.GetRawText()}";

    /// <summary>Writes people and the schema by name, which is what two organisations can have in common.</summary>
    private async Task<Func<string, string>> Named(Org org)
    {
        var people = await Given.AskOwner<string[]>(
            $"select array_agg(u.id || '=' || u.display_name) from public.users u join public.organization_memberships m on m.user_id = u.id where m.organization_id = '{org.Tenant.OrganizationId}'");
        return text => people!.Select(p => p.Split('=')).Aggregate(text, (t, p) => t.Replace(p[0], p[1], StringComparison.Ordinal)).Replace(org.Schema, "schema", StringComparison.Ordinal);
    }

    /// <summary>Everything a reader of the forum sees, with the names of who wrote it.</summary>
    private static async Task<string> Shown(Org org)
    {
        var (threads, posts) = (await org.All<ForumThread>(), await org.All<ForumPost>());
        var people = await org.Read(unit => unit.PeopleAsync([.. posts.Select(p => p.AuthorUserId!.Value).Distinct()], Cancel));
        return string.Join(
            "\n",
            threads.OrderBy(t => t.Id).Select(t => $"{t.Id} {t.Slug} {t.Title} {t.Status} {t.PostCount} {t.LastActivityAt:O} {t.Version}")
                .Concat(posts.OrderBy(p => p.Id).Select(p => $"{p.Id} {p.ThreadId} {p.Number} {people[p.AuthorUserId!.Value].Name} {p.Content} {p.ContentHtml} {p.CreatedAt:O}")));
    }
}
