using System.Text.Json;
using FleetPrompt.Core.Content;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ImportTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task Importing_the_same_lines_again_adds_nothing()
    {
        var acme = await Given.Org();
        string[] lines = [Line("one", replies: 2), Line("two", replies: 1)];

        var first = await Import(Given, acme, lines);
        var again = await Import(Given, acme, lines);

        (first.Threads, first.Replies, first.Skipped).ShouldBe((2, 3, 0));
        (again.Threads, again.Replies, again.Skipped).ShouldBe((0, 0, 2));
        (await acme.All<ForumThread>()).Count.ShouldBe(2);
        (await acme.All<ForumPost>()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Bad_lines_are_reported_by_number_and_the_rest_goes_in()
    {
        var acme = await Given.Org();

        var report = await Import(Given, acme, [Line("one"), "{ not json", "", "[]", """{"id":"x","title":"no text"}""", Line("two")]);

        report.Threads.ShouldBe(2);
        report.Bad.Select(b => b.Number).ShouldBe([2, 4, 5]);
        report.Bad[2].Reason.ShouldContain("\"text\"");
    }

    [Fact]
    public async Task An_import_that_was_stopped_goes_on_where_it_was()
    {
        var acme = await Given.Org();
        var lines = Enumerable.Range(0, 10).Select(n => Line($"t{n}", replies: 1)).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => Import(Given, acme, lines, report =>
        {
            if (report.Threads == 4) stop.Cancel();
        }, stop.Token));
        var rest = await Import(Given, acme, lines);

        (rest.Skipped, rest.Threads).ShouldBe((4, 6));
        (await acme.All<ForumThread>()).Count.ShouldBe(10);
        (await acme.All<ForumPost>()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Two_imports_of_the_same_lines_at_once_bring_each_thread_in_once()
    {
        var acme = await Given.Org();
        var lines = Enumerable.Range(0, 4).Select(n => Line($"t{n}", replies: 1)).ToList();
        var gate = new GatedRenderer(Given.Get<IContentRenderer>());
        var gated = new ForumImport(Units, Given.Get<SignalBus>(), gate, Given.Clock);

        // The first has made its author and not committed; the second waits for that author.
        var first = Task.Run(() => gated.RunAsync(acme.Tenant, new StringReader(string.Join('\n', lines)), new ImportSettings(), cancel: Cancel), Cancel);
        await gate.Entered.WaitAsync(Cancel);
        var second = Import(Given, acme, lines);
        while (!second.IsCompleted && await Given.AskOwner<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0) { }
        gate.Open();

        (await Task.WhenAll(first, second)).Sum(r => r.Threads).ShouldBe(4);
        (await acme.All<ForumThread>()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Authors_become_placeholders_who_cannot_sign_in_and_are_the_same_person_each_time()
    {
        var acme = await Given.Org();
        await Import(Given, acme, [Line("one", author: "Greta"), Line("two", author: "Greta")]);

        var author = (await acme.All<ForumThread>()).Select(t => t.CreatedByUserId).Distinct().ShouldHaveSingleItem();
        var person = (await acme.Read(unit => unit.PeopleAsync([author], Cancel)))[author];
        person.ShouldBe(new Person(author, "Greta", null));
        (await Given.AskOwner<string>($"select status from public.organization_memberships where user_id = '{author}'")).ShouldBe("placeholder");
        (await Given.AskOwner<long>($"select count(*) from public.users where id = '{author}' and password_hash is null and email is null")).ShouldBe(1);
        (await acme.Read(unit => unit.RoleOfAsync(author, Cancel))).ShouldBeNull();
    }

    [Fact]
    public async Task An_accepted_answer_solves_the_thread()
    {
        var acme = await Given.Org();
        await Import(Given, acme, [Line("solved", replies: 3, accepted: true)]);

        var thread = (await acme.All<ForumThread>()).ShouldHaveSingleItem();
        (await Given.Get<ForumReading>().ThreadAsync(acme.Act(), thread.Id, Cancel))!.AcceptedNumber.ShouldBe(4);
    }

    [Fact]
    public async Task What_was_imported_is_told_with_its_own_time_author_and_source()
    {
        var acme = await Given.Org();
        await Import(Given, acme, [Line("one", replies: 1)]);

        var told = await acme.Signals(s => s.Name.StartsWith("forum."));
        told.Select(s => s.Name).ShouldBe(["forum.category.created", "forum.thread.created", "forum.post.created", "forum.post.created"]);
        told.ShouldAllBe(s => s.Source == Sources.Import);
        told.Skip(1).ShouldAllBe(s => s.OccurredAt.Year == 2020 && s.ActorId != null);
    }

    [Fact]
    public async Task Another_organisation_gets_authors_and_threads_of_its_own()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        foreach (var org in new[] { acme, zeta }) (await Import(Given, org, [Line("one")])).Threads.ShouldBe(1);

        (await acme.All<ForumThread>())[0].CreatedByUserId.ShouldNotBe((await zeta.All<ForumThread>())[0].CreatedByUserId);
    }

    internal static Task<ImportReport> Import(Installation fleet, Org org, IEnumerable<string> lines, Action<ImportReport>? progress = null, CancellationToken? cancel = null) =>
        fleet.Get<ForumImport>().RunAsync(org.Tenant, new StringReader(string.Join('\n', lines)), new ImportSettings(), new Progress(progress), cancel ?? Cancel);

    /// <summary>A thread as a line of a file; the last reply is the accepted one.</summary>
    internal static string Line(string id, int replies = 0, bool accepted = false, string author = "Greta") =>
        JsonSerializer.Serialize(new
        {
            id,
            title = id,
            text = "Text of " + id,
            created = "2020-01-01T00:00:00Z",
            author,
            replies = Enumerable.Range(1, replies).Select(n => new { id = $"{id}-{n}", text = $"Reply {n}", created = $"2020-02-01T00:{n:00}:00Z", author = $"Replier {n % 3}", accepted = accepted && n == replies }),
        });

    /// <summary>Holds the first text until it is opened.</summary>
    private sealed class GatedRenderer(IContentRenderer renderer) : IContentRenderer
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource open = new();

        public Task Entered => entered.Task;

        public void Open() => open.SetResult();

        public RenderedContent Render(string text, ContentFormat format)
        {
            entered.TrySetResult();
            open.Task.Wait(Cancel);
            return renderer.Render(text, format);
        }
    }

    /// <summary>Reports at once, not on another thread.</summary>
    private sealed class Progress(Action<ImportReport>? report) : IProgress<ImportReport>
    {
        public void Report(ImportReport value) => report?.Invoke(value);
    }
}
