using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Moderation.Rules;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Moderation;

public sealed class RulesHandlerTests(Installation fleet) : DatabaseTests(fleet)
{
    private const string Advertisement = "The best moorings you can have for the winter, for half of what others ask.";

    [Fact]
    public async Task What_several_new_members_post_is_flagged_with_a_recommendation_and_nothing_else()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben").WithMember("cem");
        var thread = await acme.Thread();
        await acme.Reply(thread, "ana", Advertisement);
        await acme.Reply(thread, "ben", Advertisement.ToUpperInvariant());
        await RunWork();
        (await acme.All<ModerationFlag>()).ShouldBeEmpty();

        var third = await acme.Reply(thread, "cem", Advertisement);
        await RunWork();

        var flag = await acme.One<ModerationFlag>(_ => true);
        (flag.PostId, flag.Origin, flag.Rule, flag.FlaggerUserId, flag.Reason).ShouldBe((third.PostId, FlagOrigin.Rule, SpamRules.RepeatedContent, null, FlagReason.Spam));
        (flag.Confidence, flag.Notes).ShouldBe((0.9, "2 other new members posted the same text."));
        (await acme.One<ModerationItem>(_ => true)).Score.ShouldBe(1.8);
        (await acme.Post(third)).Status.ShouldBe(PostStatus.Published);
        var told = (await acme.Signals(s => s.Name == "forum.spam.detected")).ShouldHaveSingleItem();
        (told.SubjectId, told.Visibility, told.ActorType).ShouldBe((third.PostId, "moderators", "system"));
    }

    [Fact]
    public async Task A_redelivered_or_replayed_post_is_flagged_once()
    {
        var acme = await Given.Org().WithMember("ana");
        await Ban(acme, "moorings");
        var post = await acme.Thread(by: "ana", body: Advertisement);
        await RunWork();
        var item = await acme.One<ModerationItem>(i => i.PostId == post.PostId);

        await Given.AsOwner($"update {acme.Schema}.signal_deliveries set status = 'pending', attempt = 0, token = null where handler = 'moderation.rules'");
        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: "forum.post.created"), Cancel)).ShouldBeOk();
        await RunWork();
        await acme.One<ModerationFlag>(_ => true);
        await Given.Decide(acme, item, ModerationAction.Dismiss, by: "owner");
        (await Given.Get<SignalReplay>().RequestAsync(acme.Act(), new ReplayRequest(Name: "forum.post.created"), Cancel)).ShouldBeOk();
        await RunWork();

        (await acme.One<ModerationFlag>(_ => true)).Status.ShouldBe(FlagStatus.Dismissed);
        (await acme.One<ModerationItem>(_ => true)).Status.ShouldBe(ItemStatus.Decided);
        (await acme.Signals(s => s.Name == "forum.toxicity.detected")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rules_that_are_off_find_nothing_and_moderators_are_not_asked_about()
    {
        var acme = await Given.Org().WithMember("ana");
        await Ban(acme, "moorings");
        await acme.Thread("By the owner", body: Advertisement);
        await RunWork();
        (await acme.All<ModerationFlag>()).ShouldBeEmpty();

        await Ban(acme, "moorings", on: [SpamRules.LinkDensity]);
        await acme.Thread("By a member", "ana", Advertisement);
        await RunWork();

        (await acme.All<ModerationFlag>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_first_post_within_seconds_of_joining_is_flagged()
    {
        var acme = await Given.Org().WithMember("ana").JustJoined();

        await acme.Thread(by: "ana");
        await RunWork();

        (await acme.One<ModerationFlag>(_ => true)).Rule.ShouldBe(SpamRules.FirstPostSpeed);
    }

    [Theory]
    [InlineData(0.1, null, "threshold")]
    [InlineData(double.NaN, null, "threshold")]
    [InlineData(4, "a word that goes on and on and on and on and on and on and on without an end", "words")]
    public async Task Settings_that_make_no_sense_are_refused_at_their_field(double threshold, string? words, string field)
    {
        var acme = await Given.Org();

        var refused = await Given.Get<ModerationSettings>().ChangeAsync(acme.Act(), new(true, threshold, words, []), Cancel);

        refused.Error.ShouldBeOfType<Core.Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    private async Task Ban(Org acme, string words, IReadOnlyList<string>? on = null) =>
        (await Given.Get<ModerationSettings>().ChangeAsync(acme.Act(), new(true, 4, words, on ?? [.. SpamRules.All.Select(r => r.Name)]), Cancel)).ShouldBeOk();
}
