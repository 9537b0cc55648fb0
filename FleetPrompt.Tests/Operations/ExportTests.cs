using System.Security.Cryptography;
using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Operations;

public sealed class ExportTests(Installation fleet) : DatabaseTests(fleet), IDisposable
{
    private readonly TemporaryDirectory files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task Every_table_and_column_of_the_database_is_exported()
    {
        var acme = await Given.Org();
        var there = await Given.AskOwner<string[]>(
            $"""
            select array_agg(table_name || '.' || column_name) from information_schema.columns
            where table_schema = '{acme.Schema}' and table_name not in ('schema_migrations', 'exports', 'export_parts', 'integration_credentials', 'limit_buckets', 'forum_documents', 'forum_words') and (table_name, column_name) <> ('signals', 'xid') and is_generated = 'NEVER'
            """);

        var manifest = Exports.ManifestOf(await Given.Export(acme, files["out"]));

        var exported = manifest["files"]!.AsArray().Where(f => (string?)f!["name"] != "people").SelectMany(f => f!["columns"]!.AsArray().Select(c => $"{f["name"]}.{c}"));
        exported.ShouldBe(there.ShouldNotBeNull(), ignoreOrder: true);
    }

    [Fact]
    public async Task The_manifest_says_what_the_files_hold()
    {
        var acme = await Given.Org().WithMember("ana");
        await acme.Reply(await acme.Thread(), by: "ana");

        var directory = await Given.Export(acme, files["out"]);

        var manifest = Exports.ManifestOf(directory);
        ((string?)manifest["organization"]!["slug"]).ShouldBe(acme.Tenant.Slug);
        ((string?)manifest["organization"]!["name"]).ShouldBe("acme");
        ((long)manifest.FileIn("forum_posts")["rows"]!).ShouldBe(2);
        foreach (var file in manifest["files"]!.AsArray())
        {
            var path = Path.Combine(directory, $"{file!["name"]}.ndjson");
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Cancel))).ShouldBe((string?)file["sha256"]);
            File.ReadLines(path).LongCount().ShouldBe((long)file["rows"]!);
        }
    }

    [Fact]
    public async Task People_are_names_and_places_and_nothing_to_sign_in_or_write_to_them_with()
    {
        var acme = await Given.Org().WithAdmin("ana").WithMember("ben");
        await acme.Remove("ben");

        var directory = await Given.Export(acme, files["out"]);

        Exports.Rows(directory, "people").Select(p => (p.GetProperty("display_name").GetString(), p.GetProperty("role").GetString(), p.GetProperty("status").GetString()))
            .ShouldBe([("Owner of acme", "owner", "active"), ("ana", "admin", "active"), ("ben", "member", "removed")], ignoreOrder: true);
        AllText(directory).ShouldNotContain($"@{acme.Tenant.Slug}.test");
    }

    [Fact]
    public async Task No_canary_of_another_organisation_is_in_any_file()
    {
        var (acme, zeta) = (await Given.Org("acme").WithMember("canary_a_person"), await Given.Org("zeta").WithMember("canary_z_person"));
        foreach (var (org, canary) in new[] { (acme, "canary_a"), (zeta, "canary_z") })
        {
            await org.Category(canary + "_category");
            await org.Reply(await org.Thread(canary + "_title", body: canary + "_body"), by: canary + "_person", body: canary + "_reply");
            await org.Emit(canary + "_signal");
            (await org.Request(new Rehearsal(Guid.NewGuid(), canary + "_directive"))).ShouldBeOk();
        }

        var (ours, theirs) = (AllText(await Given.Export(acme, files["a"])), AllText(await Given.Export(zeta, files["z"])));

        foreach (var word in new[] { "category", "title", "body", "person", "reply", "signal", "directive" })
        {
            ours.ShouldContain("canary_a_" + word);
            theirs.ShouldContain("canary_z_" + word);
        }

        ours.ShouldNotContain("canary_z");
        ours.ShouldNotContain(zeta.Schema);
        theirs.ShouldNotContain("canary_a");
        await RunWork();
    }

    [Fact]
    public async Task An_export_is_of_one_moment_while_people_write()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();
        using var enough = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                await acme.Reply(thread);
                await acme.FillBuckets(); // nobody is slowed down for posting fast
            }
        }));

        var counts = new List<int>();
        for (var n = 0; n < 8; n++)
        {
            var directory = await Given.Export(acme, files[$"out{n}"]);
            var posts = Exports.Rows(directory, "forum_posts").Count;
            Exports.Rows(directory, "forum_threads").ShouldHaveSingleItem().GetProperty("post_count").GetInt32().ShouldBe(posts);
            Exports.Rows(directory, "signals").Count(s => s.GetProperty("name").GetString() == "forum.post.created").ShouldBe(posts);
            counts.Add(posts);
        }

        await enough.CancelAsync();
        await writing;
        counts[^1].ShouldBeGreaterThan(counts[0]);
    }

    [Fact]
    public async Task A_directory_that_holds_something_is_left_alone()
    {
        var acme = await Given.Org();
        Directory.CreateDirectory(files["out"]);
        await File.WriteAllTextAsync(Path.Combine(files["out"], "mine.txt"), "mine", Cancel);

        (await Given.TryExport(acme, files["out"], Cancel)).Error.ShouldBeOfType<Invalid>().Message.ShouldContain("is not empty");

        Directory.EnumerateFileSystemEntries(files.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe(["out", "mine.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_export_that_was_given_up_leaves_nothing()
    {
        var acme = await Given.Org();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Given.TryExport(acme, files["out"], stop.Token));

        Directory.EnumerateFileSystemEntries(files.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_unit_of_one_moment_sees_nothing_newer_and_cannot_write()
    {
        var acme = await Given.Org();

        var (before, after) = await Units.ReadSnapshotAsync(
            acme.ActAsSystem(),
            async unit =>
            {
                var first = await unit.Db.Set<ForumCategory>().CountAsync(Cancel);
                await Given.AsOwner($"insert into {acme.Schema}.forum_categories (id, slug, name, status, created_by_user_id, created_at, updated_at) values (gen_random_uuid(), 'new', 'New', 'active', gen_random_uuid(), now(), now())");
                return (first, await unit.Db.Set<ForumCategory>().CountAsync(Cancel));
            },
            Cancel);
        var refused = await Should.ThrowAsync<PostgresException>(() => Units.ReadSnapshotAsync(acme.ActAsSystem(), unit => unit.Db.Database.ExecuteSqlRawAsync("delete from forum_categories", Cancel), Cancel));

        (before, after).ShouldBe((0, 0));
        refused.SqlState.ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction);
    }

    private static string AllText(string directory) => string.Concat(Directory.EnumerateFiles(directory).Select(File.ReadAllText));
}
