using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ModerationTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumModeration Moderation => Given.Get<ForumModeration>();

    private ForumReading Reading => Given.Get<ForumReading>();

    [Fact]
    public async Task A_hidden_posts_text_is_for_moderators_alone()
    {
        var acme = await Given.Org().WithMember("ana").WithAdmin("mod");
        var reply = await acme.Reply(await acme.Thread(), body: "canary");
        await End(acme, Moderation.HideAsync(acme.Act("mod"), new(reply.PostId, reply.ThreadId, 0, "off topic"), Cancel));

        var member = await Post(acme, "ana", reply);
        var moderator = await Post(acme, "mod", reply);

        (member.Status, member.Html, member.Moderation).ShouldBe((PostStatus.Hidden, null, null));
        moderator.Html.ShouldNotBeNull().ShouldContain("canary");
        moderator.Moderation.ShouldNotBeNull().Reason.ShouldBe("off topic");
        moderator.Moderation!.By.Name.ShouldBe("mod");
    }

    [Fact]
    public async Task A_post_is_hidden_shown_again_and_deleted_and_each_step_is_told()
    {
        var acme = await Given.Org();
        var reply = await acme.Reply(await acme.Thread());
        PostModeration At(int version) => new(reply.PostId, reply.ThreadId, version, null);

        (await End(acme, Moderation.HideAsync(acme.Act(), At(0), Cancel))).ShouldBe(DirectiveStates.Succeeded);
        (await End(acme, Moderation.UnhideAsync(acme.Act(), At(1), Cancel))).ShouldBe(DirectiveStates.Succeeded);
        (await End(acme, Moderation.DeleteAsync(acme.Act(), At(2), Cancel))).ShouldBe(DirectiveStates.Succeeded);
        (await End(acme, Moderation.UnhideAsync(acme.Act(), At(3), Cancel))).ShouldBe(DirectiveErrors.Conflict);

        var post = await acme.One<ForumPost>(p => p.Id == reply.PostId);
        (post.Status, post.Version, post.ModeratedByUserId).ShouldBe((PostStatus.Deleted, 3, acme["owner"]));
        (await acme.Signals(s => s.SubjectId == reply.PostId)).Select(s => s.Name)
            .ShouldBe(["forum.post.created", "forum.post.hidden", "forum.post.unhidden", "forum.post.deleted"]);
    }

    [Fact]
    public async Task What_is_already_so_is_a_conflict()
    {
        var acme = await Given.Org();
        var thread = await acme.Thread();

        (await End(acme, Moderation.UnlockAsync(acme.Act(), new(thread.ThreadId, 0, null), Cancel))).ShouldBe(DirectiveErrors.Conflict);
        (await End(acme, Moderation.UnhideAsync(acme.Act(), new(thread.PostId, thread.ThreadId, 0, null), Cancel))).ShouldBe(DirectiveErrors.Conflict);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var (acme, zeta) = (await Given.Org(), await Given.Org("zeta"));
        var thread = await acme.Thread();

        (await End(zeta, Moderation.LockAsync(zeta.Act(), new(thread.ThreadId, 0, null), Cancel))).ShouldBe(DirectiveErrors.NotFound);
        (await End(zeta, Moderation.HideAsync(zeta.Act(), new(thread.PostId, thread.ThreadId, 0, null), Cancel))).ShouldBe(DirectiveErrors.NotFound);
        (await End(acme, Moderation.HideAsync(acme.Act(), new(thread.PostId, Guid.NewGuid(), 0, null), Cancel))).ShouldBe(DirectiveErrors.NotFound);
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).Status.ShouldBe(ThreadStatus.Open);
    }

    [Fact]
    public async Task Of_two_moderators_on_the_same_page_one_wins_and_the_other_is_told()
    {
        var acme = await Given.Org().WithAdmin("mod");
        var reply = await acme.Reply(await acme.Thread());
        var hide = (await Moderation.HideAsync(acme.Act(), new(reply.PostId, reply.ThreadId, 0, null), Cancel)).ShouldBeOk();
        var delete = (await Moderation.DeleteAsync(acme.Act("mod"), new(reply.PostId, reply.ThreadId, 0, null), Cancel)).ShouldBeOk();

        await RunWork();

        var ends = new[] { await acme.Directive(hide.Id), await acme.Directive(delete.Id) };
        ends.Count(d => d.Status == DirectiveStates.Succeeded).ShouldBe(1);
        ends.Single(d => d.Status == DirectiveStates.Failed).ErrorMessage.ShouldNotBeNull().ShouldContain("had changed");
        (await acme.One<ForumPost>(p => p.Id == reply.PostId)).Version.ShouldBe(1);
    }

    /// <summary>How the directive ended: its state, or the kind of its failure.</summary>
    private async Task<string> End(Org org, Task<Result<DirectiveReceipt>> request)
    {
        var receipt = (await request).ShouldBeOk();
        await RunWork();
        var directive = await org.Directive(receipt.Id);
        return directive.ErrorKind ?? directive.Status;
    }

    private async Task<PostView> Post(Org org, string reader, PostPlace place) =>
        (await Reading.PostsAsync(org.Act(reader), place.ThreadId, place.Number, place.Number, Cancel)).ShouldHaveSingleItem();
}
