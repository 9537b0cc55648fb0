using Bunit;
using FleetPrompt.Core.Forums;
using FleetPrompt.Web.Forums;
using Microsoft.AspNetCore.Components;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums;

public sealed class ModerationMenuTests : BunitContext
{
    private static readonly Guid PostId = Guid.NewGuid();
    private readonly List<ModerationAct> acts = [];

    public ModerationMenuTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Theory]
    [InlineData("open", "thread-lock thread-pin")]
    [InlineData("locked", "thread-unlock thread-pin")]
    [InlineData("archived", "")]
    public void A_thread_offers_what_fits_its_state(string status, string marks) => Marks(Thread(status)).ShouldBe(marks);

    [Theory]
    [InlineData("published", "post-hide post-delete")]
    [InlineData("hidden", "post-unhide post-delete")]
    [InlineData("deleted", "")]
    public void A_post_offers_what_fits_its_state(string status, string marks) => Marks(Post(status)).ShouldBe(marks);

    [Fact]
    public void Locking_asks_for_a_reason_first()
    {
        var menu = Thread("open", version: 3);

        menu.Find("[data-testid=thread-lock]").Click();
        acts.ShouldBeEmpty();
        menu.Find("label").GetAttribute("for").ShouldBe(menu.Find("[data-testid=reason-input]").Id);
        menu.Find("[data-testid=confirm-ok]").TextContent.ShouldBe("Lock this thread");
        menu.Find("[data-testid=reason-input]").Input("off topic");
        menu.Find("form").Submit();

        acts.ShouldBe([new ModerationAct(ModerationVerb.Lock, null, 3, "off topic")]);
        Marks(menu).ShouldBe("thread-lock thread-pin");
    }

    [Fact]
    public void A_reason_may_be_left_out()
    {
        var menu = Thread("open");

        menu.Find("[data-testid=thread-lock]").Click();
        menu.Find("form").Submit();

        acts.ShouldHaveSingleItem().Reason.ShouldBeNull();
    }

    [Fact]
    public void Unlocking_acts_at_once()
    {
        Thread("locked", version: 4).Find("[data-testid=thread-unlock]").Click();

        acts.ShouldBe([new ModerationAct(ModerationVerb.Unlock, null, 4, null)]);
    }

    [Fact]
    public void What_is_decided_holds_for_the_thread_as_it_stood_when_the_question_was_opened()
    {
        var menu = Thread("open", version: 3);
        menu.Find("[data-testid=thread-lock]").Click();

        menu.Render(p => p.Add(m => m.Version, 9).Add(m => m.Status, ThreadStatus.Locked));
        menu.Find("form").Submit();

        acts.ShouldHaveSingleItem().Version.ShouldBe(3);
        Marks(menu).ShouldBe("thread-unlock thread-pin");
    }

    [Fact]
    public void What_is_decided_holds_for_the_post_as_it_stood_when_the_question_was_opened()
    {
        var menu = Post("published", version: 3);
        menu.Find("[data-testid=post-delete]").Click();

        menu.Render(p => p.Add(m => m.Post, View("hidden", 9)));
        menu.Find("[data-testid=reason-input]").Input("spam");
        menu.Find("form").Submit();

        acts.ShouldBe([new ModerationAct(ModerationVerb.Delete, PostId, 3, "spam")]);
    }

    [Theory]
    [InlineData("post-hide", "Hide post #4")]
    [InlineData("post-delete", "Delete post #4")]
    public void Hiding_and_deleting_say_what_they_will_do(string mark, string question)
    {
        var menu = Post("published");

        menu.Find($"[data-testid={mark}]").Click();

        acts.ShouldBeEmpty();
        menu.Find("[data-testid=confirm-ok]").TextContent.ShouldBe(question);
    }

    [Fact]
    public void Showing_a_post_again_acts_at_once()
    {
        Post("hidden", version: 2).Find("[data-testid=post-unhide]").Click();

        acts.ShouldBe([new ModerationAct(ModerationVerb.Unhide, PostId, 2, null)]);
    }

    [Theory]
    [InlineData("Escape", true)]
    [InlineData("a", false)]
    public void Escape_takes_the_question_back(string key, bool gone)
    {
        var menu = Thread("open");
        menu.Find("[data-testid=thread-lock]").Click();

        menu.Find("form").KeyDown(key);

        menu.FindAll("form").Count.ShouldBe(gone ? 0 : 1);
        acts.ShouldBeEmpty();
    }

    [Fact]
    public void Cancel_takes_the_question_back()
    {
        var menu = Post("published");
        menu.Find("[data-testid=post-hide]").Click();

        menu.Find("button[type=button]").Click();

        Marks(menu).ShouldBe("post-hide post-delete");
        acts.ShouldBeEmpty();
    }

    [Fact]
    public void A_question_that_was_taken_back_forgets_its_reason()
    {
        var menu = Thread("open");
        menu.Find("[data-testid=thread-lock]").Click();
        menu.Find("[data-testid=reason-input]").Input("off topic");
        menu.Find("form").KeyDown("Escape");

        menu.Find("[data-testid=thread-lock]").Click();
        menu.Find("form").Submit();

        acts.ShouldHaveSingleItem().Reason.ShouldBeNull();
    }

    [Theory]
    [InlineData(true, true, "Under way")]
    [InlineData(false, false, "Connecting…")]
    [InlineData(false, true, "Connecting…")]
    public void What_cannot_be_pressed_says_why(bool live, bool pending, string why)
    {
        var buttons = Thread("open", live: live, pending: pending).FindAll("button").Concat(Thread("locked", live: live, pending: pending).FindAll("button"))
            .Concat(Post("published", live: live, pending: pending).FindAll("button")).Concat(Post("hidden", live: live, pending: pending).FindAll("button")).ToList();

        buttons.Count.ShouldBe(8);
        buttons.ShouldAllBe(b => b.HasAttribute("disabled") && b.GetAttribute("title") == why);
    }

    [Fact]
    public void What_can_be_pressed_needs_no_excuse() =>
        Thread("open").FindAll("button").ShouldAllBe(b => !b.HasAttribute("disabled") && !b.HasAttribute("title"));

    private static string Marks(IRenderedComponent<IComponent> menu) => string.Join(' ', menu.FindAll("[data-testid]").Select(e => e.GetAttribute("data-testid")));

    private IRenderedComponent<ThreadModerationMenu> Thread(string status, int version = 0, bool live = true, bool pending = false) =>
        Render<ThreadModerationMenu>(p => p.Add(m => m.Status, status).Add(m => m.Version, version).Add(m => m.Live, live).Add(m => m.Pending, pending).Add(m => m.OnAct, acts.Add));

    private IRenderedComponent<PostModerationMenu> Post(string status, int version = 0, bool live = true, bool pending = false) =>
        Render<PostModerationMenu>(p => p.Add(m => m.Post, View(status, version)).Add(m => m.Live, live).Add(m => m.Pending, pending).Add(m => m.OnAct, acts.Add));

    private static PostView View(string status, int version) => new(PostId, 4, status, PostRole.Human, version, null, "<p>text</p>", null, DateTimeOffset.UnixEpoch);
}
