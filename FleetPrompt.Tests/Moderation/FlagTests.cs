using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Moderation;

public sealed class FlagTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task A_flag_of_a_member_waits_in_the_queue_and_is_told_to_moderators_alone()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithAdmin("mod");
        var post = await acme.Reply(await acme.Thread(), by: "ben");

        var item = await Given.Flag(acme, post);

        var flag = await acme.One<ModerationFlag>(f => f.PostId == post.PostId);
        (flag.FlaggerUserId, flag.Origin, flag.Reason, flag.Status, flag.ItemId).ShouldBe((acme["ana"], FlagOrigin.Member, FlagReason.Spam, FlagStatus.Open, item.Id));
        item.Score.ShouldBe(flag.Weight);
        var told = await acme.Signals(s => s.Stream == ForumSubjects.Thread(post.ThreadId).Stream);
        told.Where(s => s.Name is "forum.moderation.flag.created" or "forum.post.flagged" or "forum.moderation.item.queued").Select(s => (s.Name, s.Visibility))
            .ShouldBe([("forum.moderation.flag.created", "moderators"), ("forum.post.flagged", "moderators"), ("forum.moderation.item.queued", "moderators")]);
        var timeline = Given.Get<TimelineReading>();
        var query = new TimelineQuery(ForumSubjects.Thread(post.ThreadId).Stream);
        (await timeline.ReadAsync(acme.Act("ben"), query, Cancel)).Entries.ShouldNotContain(e => e.Name.StartsWith("forum.moderation", StringComparison.Ordinal) || e.Name == "forum.post.flagged");
        (await timeline.ReadAsync(acme.Act("mod"), query, Cancel)).Entries.ShouldContain(e => e.Name == "forum.moderation.flag.create");
    }

    [Fact]
    public async Task A_person_flags_a_post_once_and_never_their_own()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var post = await acme.Reply(await acme.Thread(), by: "ben");
        var form = Guid.NewGuid();

        (await Given.TryFlag(acme, post, "ana", formKey: form)).ShouldBeOk();
        await RunWork();
        (await Given.TryFlag(acme, post, "ana", formKey: form)).ShouldBeOk();
        (await Given.TryFlag(acme, post, "ana")).Error.ShouldBeOfType<Conflict>();
        (await Given.TryFlag(acme, post, "ben")).Error.ShouldBeOfType<Conflict>();
        await RunWork();

        await acme.One<ModerationFlag>(f => f.PostId == post.PostId);
    }

    [Fact]
    public async Task Two_forms_sent_at_once_are_one_flag()
    {
        var acme = await Given.Org().WithMember("ana");
        var post = await acme.Thread();

        await Task.WhenAll(Given.TryFlag(acme, post, "ana"), Given.TryFlag(acme, post, "ana"));
        await RunWork();

        await acme.One<ModerationFlag>(f => f.PostId == post.PostId);
        (await acme.All<Directive>(d => d.Name == ModerationDirectives.Flag.Name)).ShouldAllBe(d => d.Status == DirectiveStates.Succeeded || d.ErrorKind == DirectiveErrors.Conflict);
    }

    [Theory]
    [InlineData("", null, "kind")]
    [InlineData("nonsense", null, "kind")]
    [InlineData("other", " ", "reason")]
    public async Task A_flag_without_a_reason_is_refused_at_its_field(string kind, string? note, string field)
    {
        var acme = await Given.Org().WithMember("ana");

        var refused = await Given.TryFlag(acme, await acme.Thread(), "ana", kind, note);

        refused.Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Fact]
    public async Task Flags_of_one_post_are_one_item_whose_score_is_their_sum()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithAdmin("mod");
        var post = await acme.Thread();

        await Given.Flag(acme, post);
        await Given.Flag(acme, post, "ben", FlagReason.Harassment);
        var item = await Given.Flag(acme, post, "mod", FlagReason.OffTopic);

        item.Score.ShouldBe(0.5 + 0.75 + 1.5);
        item.Severity.ShouldBe(FlagScore.High);
        item.AutoHidden.ShouldBeFalse();
    }

    [Fact]
    public async Task From_the_threshold_on_a_post_is_hidden_by_a_directive_of_the_system_with_its_reason()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("mod");
        var post = await acme.Reply(await acme.Thread(), by: "ana");

        await Given.Flag(acme, post, "mod");
        var item = await Given.Flag(acme, post, "owner");

        var hidden = await acme.Post(post);
        (hidden.Status, hidden.ModeratedByUserId).ShouldBe((PostStatus.Hidden, null));
        hidden.ModerationReason.ShouldNotBeNull().ShouldContain("flags weigh 6");
        (item.AutoHidden, item.Severity, item.Status).ShouldBe((true, FlagScore.Critical, ItemStatus.Open));
        var directive = await acme.One<Directive>(d => d.Name == ForumDirectives.HidePost.Name);
        (directive.RequestedByType, directive.Status).ShouldBe(("system", DirectiveStates.Succeeded));
        (await acme.All<Directive>(d => d.Id == directive.CausationId)).ShouldHaveSingleItem().Name.ShouldBe("forum.moderation.queue.enqueue");
    }

    [Fact]
    public async Task A_flag_that_is_told_again_changes_nothing()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("mod");
        var post = await acme.Reply(await acme.Thread(), by: "ana");
        await Given.Flag(acme, post, "mod");
        await Given.Flag(acme, post, "owner");
        var before = (await acme.One<ModerationItem>(_ => true), await acme.Signals());

        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: "forum."), Cancel)).ShouldBeOk();
        await RunWork();

        (await acme.One<ModerationItem>(_ => true)).ShouldBeEquivalentTo(before.Item1);
        (await acme.Signals(s => s.Name.StartsWith("forum."))).Count.ShouldBe(before.Item2.Count(s => s.Name.StartsWith("forum.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_organisation_cannot_flag_it_or_see_it()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta").WithMember("zoe"));
        var post = await acme.Thread();
        var item = await Given.Flag(acme, post);

        (await Given.TryFlag(zeta, post, "zoe")).Error.ShouldBeOfType<NotFound>();
        (await Given.Get<QueueReading>().ReadAsync(zeta.Act(), new QueueQuery(), Cancel)).ShouldBeOk().Total.ShouldBe(0);
        (await Given.Get<ItemReading>().ReadAsync(zeta.Act(), item.Id, Cancel)).ShouldBeNull();
        (await Given.Get<ModerationClaims>().ClaimAsync(zeta.Act(), item.Id, cancel: Cancel)).Error.ShouldBeOfType<NotFound>();
        (await Given.Get<ModerationDesk>().DecideAsync(zeta.Act(), new AskedDecision(item.Id, 0, Guid.NewGuid()), ModerationAction.Hide, null, cancel: Cancel)).Error.ShouldBeOfType<NotFound>();
    }
}
