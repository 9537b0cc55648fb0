using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class AnswerTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumAnswers Answers => Given.Get<ForumAnswers>();

    private ForumReading Reading => Given.Get<ForumReading>();

    [Theory]
    [InlineData("ana")]
    [InlineData("owner")]
    public async Task Who_asked_or_a_moderator_accepts_an_answer_and_takes_it_back(string person)
    {
        var (acme, thread, reply) = await Question();

        (await Run(acme, await Answers.SolveAsync(acme.Act(person), new(thread.ThreadId, reply.PostId, 0), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);
        (await Reading.ThreadAsync(acme.Act("ben"), thread.ThreadId, Cancel))!.AcceptedNumber.ShouldBe(2);
        (await Solved(acme)).ShouldBe([thread.ThreadId]);
        (await Run(acme, await Answers.UnsolveAsync(acme.Act(person), new(thread.ThreadId, reply.PostId, 1), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);

        (await Reading.ThreadAsync(acme.Act("ben"), thread.ThreadId, Cancel))!.AcceptedNumber.ShouldBeNull();
        (await Solved(acme)).ShouldBeEmpty();
        (await acme.Signals(s => s.Name.StartsWith("forum.thread."))).Select(s => (s.Name, s.Stream)).Skip(1)
            .ShouldBe([("forum.thread.solved", $"forum.thread:{thread.ThreadId}"), ("forum.thread.unsolved", $"forum.thread:{thread.ThreadId}")]);
    }

    [Fact]
    public async Task Others_do_not_choose_answers_and_a_right_that_was_lost_stops_it()
    {
        var (acme, thread, reply) = await Question();

        (await Answers.SolveAsync(acme.Act("ben"), new(thread.ThreadId, reply.PostId, 0), Cancel)).Error.ShouldBeOfType<Forbidden>();
        var asked = await Answers.SolveAsync(acme.Act("ana"), new(thread.ThreadId, reply.PostId, 0), Cancel);
        await acme.Remove("ana");

        (await Run(acme, asked)).ErrorKind.ShouldBe(DirectiveErrors.Forbidden);
        (await Solved(acme)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_choices_on_one_version_are_one_winner_and_one_conflict()
    {
        var (acme, thread, reply) = await Question();
        var second = await acme.Reply(thread, "ben");
        var first = (await Answers.SolveAsync(acme.Act("ana"), new(thread.ThreadId, reply.PostId, 0), Cancel)).ShouldBeOk();
        var other = (await Answers.SolveAsync(acme.Act(), new(thread.ThreadId, second.PostId, 0), Cancel)).ShouldBeOk();
        await RunWork();

        new[] { await acme.Directive(first.Id), await acme.Directive(other.Id) }.Select(d => d.ErrorKind ?? d.Status).ShouldBe([DirectiveStates.Succeeded, DirectiveErrors.Conflict], ignoreOrder: true);
    }

    [Fact]
    public async Task A_discussion_has_no_answer_and_a_question_is_not_its_own()
    {
        var (acme, thread, _) = await Question();
        var talk = await acme.Thread(by: "ana", category: (await acme.Category("Talk")).Id);
        var said = await acme.Reply(talk, "ben");

        (await Run(acme, await Answers.SolveAsync(acme.Act("ana"), new(thread.ThreadId, thread.PostId, 0), Cancel))).ErrorKind.ShouldBe(DirectiveErrors.Conflict);
        (await Run(acme, await Answers.SolveAsync(acme.Act("ana"), new(talk.ThreadId, said.PostId, 0), Cancel))).ErrorMessage.ShouldNotBeNull().ShouldContain("discussions");
    }

    [Fact]
    public async Task A_hidden_answer_does_not_count_until_it_is_shown_again()
    {
        var (acme, thread, reply) = await Question();
        await Run(acme, await Answers.SolveAsync(acme.Act("ana"), new(thread.ThreadId, reply.PostId, 0), Cancel));

        await Run(acme, await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(reply.PostId, thread.ThreadId, 0, null), Cancel));
        (await Solved(acme)).ShouldBeEmpty();
        (await Reading.ThreadsAsync(acme.Act(), new(), Cancel))!.Threads.ShouldAllBe(t => !t.Solved);
        await Run(acme, await Given.Get<ForumModeration>().UnhideAsync(acme.Act(), new(reply.PostId, thread.ThreadId, 1, null), Cancel));

        (await Solved(acme)).ShouldBe([thread.ThreadId]);
    }

    [Fact]
    public async Task Others_who_have_the_question_are_counted_in_lists()
    {
        var (acme, thread, reply) = await Question();
        var reactions = Given.Get<ForumReactions>();

        (await reactions.SetAsync(acme.Act("ben"), thread.PostId, ReactionType.MeToo, true, Cancel)).ShouldBeOk();
        (await reactions.SetAsync(acme.Act("ana"), thread.PostId, ReactionType.MeToo, true, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await reactions.SetAsync(acme.Act("ana"), reply.PostId, ReactionType.MeToo, true, Cancel)).Error.ShouldBeOfType<Invalid>();

        (await Reading.ThreadsAsync(acme.Act(), new(), Cancel))!.Threads.ShouldHaveSingleItem().MeToo.ShouldBe(1);
    }

    [Fact]
    public async Task A_category_is_changed_archived_and_opened_again_and_two_at_once_are_told()
    {
        var acme = await Given.Org().WithMember("ana");
        var categories = Given.Get<ForumCategories>();
        var category = await acme.Category("Help");

        var edited = (await categories.EditAsync(acme.Act(), category.Id, 0, new("Questions", "Ask", CategoryMode.Question), Cancel)).ShouldBeOk();
        (await categories.EditAsync(acme.Act(), category.Id, 0, new("Other", null), Cancel)).Error.ShouldBeOfType<Conflict>();
        (await categories.EditAsync(acme.Act("ana"), category.Id, 1, new("Other", null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Run(acme, await categories.ArchiveAsync(acme.Act(), new(category.Id, 1, true, null), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);
        (await acme.One<ForumCategory>(c => c.Id == category.Id)).Status.ShouldBe(CategoryStatus.Archived);
        (await Run(acme, await categories.ArchiveAsync(acme.Act(), new(category.Id, 2, false, null), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);

        (edited.Name, edited.Mode, edited.Version).ShouldBe(("Questions", "question", 1));
        (await acme.Signals(s => s.Name == "forum.category.updated")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_author_may_delete_their_own_post_and_nobody_elses()
    {
        var (acme, thread, reply) = await Question();
        var moderation = Given.Get<ForumModeration>();

        (await moderation.DeleteAsync(acme.Act("ana"), new(reply.PostId, thread.ThreadId, 0, null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Run(acme, await moderation.DeleteAsync(acme.Act("ben"), new(reply.PostId, thread.ThreadId, 0, null), Cancel))).Status.ShouldBe(DirectiveStates.Succeeded);

        (await acme.One<ForumPost>(p => p.Id == reply.PostId)).Status.ShouldBe(PostStatus.Deleted);
    }

    private async Task<Directive> Run(Org org, Result<DirectiveReceipt> asked)
    {
        var id = asked.ShouldBeOk().Id;
        await RunWork();
        return await org.Directive(id);
    }

    private async Task<List<Guid>> Solved(Org org) => [.. (await Reading.ThreadsAsync(org.Act(), new(Tab: ThreadTab.Solved), Cancel))!.Threads.Select(t => t.Id)];

    private async Task<(Org Org, PostPlace Thread, PostPlace Reply)> Question()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var category = (await Given.Get<ForumWriting>().CreateCategoryAsync(acme.Act(), new("Help", null, CategoryMode.Question), Cancel)).ShouldBeOk();
        var thread = await acme.Thread(by: "ana", category: category.Id);
        return (acme, thread, await acme.Reply(thread, "ben"));
    }
}
