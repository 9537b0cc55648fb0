using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Signals;

public sealed class ReplayTests(Installation fleet) : DatabaseTests(fleet)
{
    private Audience Audience => Given.Get<Audience>();

    private SignalReplay Replay => Given.Get<SignalReplay>();

    private static ReplayRequest Today => new(From: DateTimeOffset.UtcNow.AddDays(-1), To: DateTimeOffset.UtcNow.AddMinutes(1));

    [Fact]
    public async Task Replaying_a_day_twice_changes_nothing()
    {
        var acme = await BusyDay();
        var before = await Photograph.OfContent(Given, acme);

        for (var n = 0; n < 2; n++)
        {
            (await Replay.RequestAsync(acme.Act(), Today, Cancel)).ShouldBeOk().Deliveries.ShouldBeGreaterThan(5);
            await RunWork();
        }

        (await Photograph.OfContent(Given, acme)).ShouldBe(before);
        var deliveries = await acme.All<SignalDelivery>();
        deliveries.ShouldAllBe(d => d.Status == DeliveryStates.Done);
        deliveries.Where(d => d.ReplayId != null).Select(d => d.ReplayId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_replay_mends_what_has_drifted_and_a_dry_run_says_so_first()
    {
        var acme = await BusyDay();
        var thread = (await acme.All<ForumThread>(t => t.ImportId == null)).First();
        await Given.AsOwner($"update {acme.Schema}.forum_threads set post_count = 99, last_post_user_id = null where id = '{thread.Id}'");

        var tried = (await Replay.TryAsync(acme.Act(), new(Name: "forum.post."), Cancel)).ShouldBeOk();
        var counters = tried.Handlers.Single(h => h.Handler == ForumHandlers.ThreadCounters.Name);
        (counters.Emits.Count, counters.Requests.Count).ShouldBe((0, 0));
        counters.Changes.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("forum_threads", new RowCounts(0, 1, 0)));
        (await acme.One<ForumThread>(t => t.Id == thread.Id)).PostCount.ShouldBe(99);

        (await Replay.RequestAsync(acme.Act(), new(Name: "forum.post."), Cancel)).ShouldBeOk();
        await RunWork();
        var mended = await acme.One<ForumThread>(t => t.Id == thread.Id);
        (mended.PostCount, mended.LastPostUserId, mended.LastActivityAt).ShouldBe((thread.PostCount, thread.LastPostUserId, thread.LastActivityAt));
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_asked_and_told_and_writes_nothing_at_all()
    {
        var acme = await Given.Org();
        var (subject, failing) = (TestSignals.Anything(), TestSignals.Anything());
        Audience.When(subject, async (run, cancel) =>
        {
            run.ExternalEffects.ShouldBeFalse();
            await Given.Get<SignalBus>().EmitAsync(run.Unit, TestSignals.Noted, subject, new Note("heard"), cancel: cancel);
            (await Given.Get<DirectiveService>().RequestAsync(run.Unit, ForumDirectives.LockThread, new(subject, new ThreadModeration(subject.Id, 0, null), "0"), cancel)).Error.ShouldBeOfType<Forbidden>();
            (await Given.Get<DirectiveService>().RequestAsync(run.Unit, Rehearsals.BySystem, new(subject, new Rehearsal(subject.Id), "0"), cancel)).ShouldBeOk();
            run.Unit.Db.ForumCategories.Add(new ForumCategory { Name = "Heard", Slug = "heard", CreatedByUserId = Guid.Empty });
        });
        await acme.Emit(type: TestSignals.Said, subject: subject, options: new SignalOptions { DedupeKey = "a" });
        Audience.When(failing, (_, _) => throw new InvalidOperationException("no, because"));
        var bad = await acme.Emit(type: TestSignals.Said, subject: failing);
        await RunWork();
        var before = await Photograph.OfRowVersions(Given);

        var tried = (await Replay.TryAsync(acme.Act(), new(Name: "speech"), Cancel)).ShouldBeOk();

        (await Photograph.OfRowVersions(Given)).ShouldBe(before);
        (tried.Signals, tried.Tried).ShouldBe((2, 2));
        var ear = tried.Handlers.ShouldHaveSingleItem();
        (ear.Handler, ear.Signals).ShouldBe((Listeners.Ear.Name, 2));
        ear.Emits.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("test.noted", 1));
        ear.Requests.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(Rehearsals.BySystem.Name, 1));
        ear.Changes.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("forum_categories", new RowCounts(1, 0, 0)));
        ear.Failures.ShouldHaveSingleItem().ShouldBe(new HandlerFailure(bad.Id, "no, because"));
    }

    [Fact]
    public async Task What_leaves_the_database_is_left_out_unless_it_is_asked_for()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        var effects = new List<(bool Replay, bool External)>();
        Audience.When(subject, (run, _) =>
        {
            effects.Add((run.ReplayId is not null, run.ExternalEffects));
            return Task.CompletedTask;
        });
        var said = await acme.Emit(type: TestSignals.Said, subject: subject);
        await RunWork();

        foreach (var external in new[] { false, true })
        {
            (await Replay.RequestAsync(acme.Act(), new(Ids: [said.Id], ExternalEffects: external), Cancel)).ShouldBeOk();
            await RunWork();
        }

        effects.ShouldBe([(false, true), (true, false), (true, true)]);
    }

    [Fact]
    public async Task A_parked_delivery_is_made_good_by_a_replay()
    {
        var acme = await Given.Org();
        var subject = TestSignals.Anything();
        var said = await acme.Emit(type: TestSignals.Said, subject: subject);
        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set handler = 'test.gone'");
        await RunWork();

        (await Replay.RequestAsync(acme.Act(), new(Ids: [said.Id]), Cancel)).ShouldBeOk().Deliveries.ShouldBe(1);
        await RunWork();

        (await acme.All<SignalDelivery>()).Select(d => (d.Handler, d.Status)).ShouldBe([("test.gone", DeliveryStates.Parked), (Listeners.Ear.Name, DeliveryStates.Done)], ignoreOrder: true);
    }

    [Fact]
    public async Task The_latest_few_of_a_name_are_chosen_and_the_replay_is_told()
    {
        var acme = await Given.Org();
        var said = new List<Signal>();
        for (var n = 0; n < 4; n++) said.Add(await acme.Emit(type: TestSignals.Said));
        await acme.Emit();

        var receipt = (await Replay.RequestAsync(acme.Act(), new(Name: "speech.s", Recent: 2), Cancel)).ShouldBeOk();
        await RunWork();

        (receipt.Signals, receipt.Deliveries).ShouldBe((2, 2));
        said.Select(s => Audience.Heard(s.Id, Listeners.Ear)).ShouldBe([1, 1, 2, 2]);
        var told = (await acme.Signals(s => s.Name == DeliverySignals.ReplayRequested.Name)).ShouldHaveSingleItem();
        (told.ActorId, told.SubjectId, told.Visibility).ShouldBe((acme[Org.OwnerName], receipt.ReplayId, "admins"));
        told.Payload.Deserialize<ReplayFact>(SignalJson.Options).ShouldNotBeNull().SignalIds.ShouldBe([said[2].Id, said[3].Id]);
    }

    [Fact]
    public async Task Signals_of_another_organisation_are_refused_and_so_are_those_given_with_them()
    {
        var (acme, other) = (await Given.Org(), await Given.Org("other"));
        var (mine, theirs) = (await acme.Emit(type: TestSignals.Said), await other.Emit(type: TestSignals.Said));
        await RunWork();
        var before = await Photograph.OfRowVersions(Given);

        (await Replay.RequestAsync(acme.Act(), new(Ids: [mine.Id, theirs.Id]), Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Replay.TryAsync(acme.Act(), new(Ids: [theirs.Id]), Cancel)).Error.ShouldBeOfType<NotFound>();

        (await Photograph.OfRowVersions(Given)).ShouldBe(before);
        Audience.Heard(theirs.Id, Listeners.Ear).ShouldBe(1);
    }

    [Fact]
    public async Task Members_strangers_and_who_is_no_longer_an_admin_may_not_replay()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("ben").WithAdmin("cleo");
        var other = await Given.Org("other");
        var said = await acme.Emit(type: TestSignals.Said);
        await acme.Make("ben", OrgRole.Member);
        var request = new ReplayRequest(Ids: [said.Id]);

        foreach (var act in new[] { acme.Act("ana"), acme.Act("ben"), acme.ActAsSystem(), OperationContext.New(acme.Tenant, Actor.User(other[Org.OwnerName]), Sources.Web) })
        {
            (await Replay.RequestAsync(act, request, Cancel)).Error.ShouldBeOfType<Forbidden>();
            (await Replay.TryAsync(act, request, Cancel)).Error.ShouldBeOfType<Forbidden>();
        }

        (await Replay.RequestAsync(acme.Act("cleo"), request, Cancel)).ShouldBeOk();
    }

    [Fact]
    public async Task A_request_that_says_nothing_or_too_much_is_refused()
    {
        var acme = await Given.Org();
        ReplayRequest[] refused =
        [
            new(),
            new(Ids: []),
            new(Ids: [Guid.NewGuid()], Name: "speech"),
            new(Name: " "),
            new(Recent: 0),
            new(Recent: SignalReplay.Most + 1),
            new(From: DateTimeOffset.UtcNow, To: DateTimeOffset.UtcNow.AddDays(-1)),
        ];

        foreach (var request in refused) (await Replay.RequestAsync(acme.Act(), request, Cancel)).Error.ShouldBeOfType<Invalid>(request.ToString());
        (await Replay.RequestAsync(acme.Act(), new(Name: "speech"), Cancel)).Error.ShouldBeOfType<NotFound>();
        await acme.Emit();
        (await Replay.RequestAsync(acme.Act(), new(Name: "test.noted"), Cancel)).Error.ShouldBeOfType<Invalid>().Message.ShouldStartWith("Nothing listens");
    }

    /// <summary>Threads, replies, moderation and an import whose posts were all written at one moment.</summary>
    private async Task<Org> BusyDay()
    {
        var acme = await Given.Org().JustMade().WithMember("ana");
        var thread = await acme.Thread(by: "ana");
        await acme.Reply(thread, "ana");
        var last = await acme.Reply(thread);
        await acme.Thread("Another");
        var moderation = Given.Get<ForumModeration>();
        (await moderation.HideAsync(acme.Act(), new PostModeration(last.PostId, thread.ThreadId, 0, "spam"), Cancel)).ShouldBeOk();
        (await moderation.LockAsync(acme.Act(), new ThreadModeration(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        using var lines = new StringReader("""{"id":"1","title":"Old","text":"a","created":"2020-01-01T00:00:00Z","author":"x","replies":[{"id":"2","text":"b","created":"2020-01-01T00:00:00Z","author":"y"},{"id":"3","text":"c","created":"2019-12-31T00:00:00Z","author":"z"}]}""");
        (await Given.Get<ForumImport>().RunAsync(acme.Tenant, lines, new ImportSettings(), cancel: Cancel)).Bad.ShouldBeEmpty();
        await RunWork();
        return acme;
    }
}
