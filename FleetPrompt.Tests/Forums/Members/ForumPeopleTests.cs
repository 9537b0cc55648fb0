using FleetPrompt.Core;
using FleetPrompt.Core.Accounts;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Members;

public sealed class ForumPeopleTests(Installation fleet) : DatabaseTests(fleet)
{
    private ForumPeople People => Given.Get<ForumPeople>();

    [Fact]
    public async Task The_directory_lists_active_members_by_what_they_have_done()
    {
        var (acme, other) = (await Given.Org().WithMember("ana").WithMember("ben").WithMember("gone"), await Given.Org("other").WithMember("zoe"));
        var thread = await acme.Thread(by: "ben");
        await acme.Reply(thread, "ben");
        await acme.Reply(thread, "ana");
        await acme.Remove("gone");
        await RunWork();

        var page = (await People.MembersAsync(acme.Act("ana"), new MemberQuery(), Cancel)).ShouldNotBeNull();

        page.Members.Select(m => (m.Person.Id, m.Posts)).ShouldBe([(acme["ben"], 2), (acme["ana"], 1), (acme["owner"], 0)]);
        (page.Total, page.Pages).ShouldBe((3, 1));
        (await People.MembersAsync(acme.Act(), new MemberQuery("AN", MemberOrder.Name), Cancel))!.Members.ShouldHaveSingleItem().Person.Name.ShouldBe("ana");
        (await People.MembersAsync(acme.Act(), new MemberQuery("zoe"), Cancel))!.Members.ShouldBeEmpty();
        (await People.MembersAsync(acme.Act("gone"), new MemberQuery(), Cancel)).ShouldBeNull();
        (await People.ProfileAsync(acme.Act(), other["zoe"], null, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_profile_shows_what_can_be_seen_of_somebody_and_goes_on_with_what_is_older()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        for (var n = 0; n < 25; n++)
        {
            await acme.Reply(thread, "ana", $"Reply <b>{n}</b> of ana.");
            Given.Clock.Advance(TimeSpan.FromMinutes(1));
            await acme.FillBuckets();
        }

        await RunWork();
        var posts = await acme.All<ForumPost>(p => p.AuthorUserId == acme["ana"]);
        var hidden = posts.MaxBy(p => p.Number)!;
        await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(hidden.Id, thread.ThreadId, 0, null), Cancel);
        await RunWork();

        var profile = (await People.ProfileAsync(acme.Act(), acme["ana"], null, Cancel)).ShouldNotBeNull();
        var older = (await People.ProfileAsync(acme.Act(), acme["ana"], profile.Older, Cancel)).ShouldNotBeNull();

        (profile.Posts, profile.Trust, profile.Activity.Count).ShouldBe((24, TrustLevel.Basic, 20));
        profile.Activity.Concat(older.Activity).Select(p => p.Number).ShouldBe(Enumerable.Range(2, 24).Reverse());
        profile.Activity.ShouldAllBe(p => p.Extract.Contains("of ana", StringComparison.Ordinal));
        older.Older.ShouldBeNull();
    }

    [Fact]
    public async Task Who_ignores_somebody_finds_their_posts_folded_and_is_not_told_of_them()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var thread = await acme.Thread(by: "ana");
        (await People.IgnoreAsync(acme.Act("ana"), acme["ben"], true, Cancel)).ShouldBeOk();
        (await People.IgnoreAsync(acme.Act("ana"), acme["ben"], true, Cancel)).ShouldBeOk();

        await acme.Reply(thread, "ben");
        await RunWork();

        (await Given.Get<ForumReading>().PostsAsync(acme.Act("ana"), thread.ThreadId, 1, 10, Cancel)).Select(p => p.Ignored).ShouldBe([false, true]);
        (await Given.Get<ForumReading>().PostsAsync(acme.Act(), thread.ThreadId, 1, 10, Cancel)).ShouldAllBe(p => !p.Ignored);
        (await acme.All<Notification>(n => n.UserId == acme["ana"] && n.Kind == NotificationKinds.Reply)).ShouldBeEmpty();
        (await People.IgnoreAsync(acme.Act("ana"), acme["ben"], false, Cancel)).ShouldBeOk();
        (await acme.All<ForumIgnore>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_ignores_themselves_administrators_or_strangers()
    {
        var (acme, other) = (await Given.Org().WithMember("ana"), await Given.Org("other"));

        (await People.IgnoreAsync(acme.Act("ana"), acme["ana"], true, Cancel)).Error.ShouldBeOfType<Invalid>();
        (await People.IgnoreAsync(acme.Act("ana"), acme["owner"], true, Cancel)).Error.ShouldBeOfType<Invalid>();
        (await People.IgnoreAsync(acme.Act("ana"), other["owner"], true, Cancel)).Error.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task A_level_is_set_by_directive_for_as_long_as_it_is_meant()
    {
        var acme = await Given.Org().WithMember("ana");
        (await People.SetTrustAsync(acme.Act("ana"), new(acme["ana"], 3, 0, null), Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await People.SetTrustAsync(acme.Act(), new(acme["ana"], 4, 0, null), Cancel)).Error.ShouldBeOfType<Invalid>();

        var asked = (await People.SetTrustAsync(acme.Act(), new(acme["ana"], 3, 0, null), Cancel)).ShouldBeOk();
        await RunWork();
        (await acme.Directive(asked.Id)).Status.ShouldBe(DirectiveStates.Succeeded);
        (await People.ProfileAsync(acme.Act(), acme["ana"], null, Cancel))!.Trust.ShouldBe(TrustLevel.Trusted);

        var late = (await People.SetTrustAsync(acme.Act(), new(acme["ana"], 1, 0, null), Cancel)).Error;
        late.ShouldBeOfType<Conflict>(); // the same key, other arguments: a page that is behind
        (await People.SetTrustAsync(acme.Act(), new(acme["ana"], null, 1, null), Cancel)).ShouldBeOk();
        await RunWork();
        (await People.ProfileAsync(acme.Act(), acme["ana"], null, Cancel))!.Trust.ShouldBe(TrustLevel.New);
        (await acme.Signals(s => s.Name == "forum.member.trust_set")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_takes_a_name_that_can_be_taken_for_an_administrators()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");

        (await Given.Get<OwnAccount>().RenameAsync(acme["ana"], "0wner of acme", Cancel)).Error.ShouldBeOfType<Invalid>().Message.ShouldContain("tells you apart");
        (await Given.Get<OwnAccount>().RenameAsync(acme["owner"], "Owner of Acme", Cancel)).ShouldBeOk();
        (await Given.Get<OwnAccount>().RenameAsync(acme["ana"], "Ben", Cancel)).ShouldBeOk();
        (await People.ProfileAsync(acme.Act(), acme["ben"], null, Cancel))!.LooksLike.ShouldHaveSingleItem().Id.ShouldBe(acme["ana"]);
    }

    [Fact]
    public async Task A_few_words_about_oneself_are_text_and_not_too_many()
    {
        var acme = await Given.Org().WithMember("ana");

        (await People.DescribeAsync(acme.Act("ana"), "  I sail.  ", Cancel)).ShouldBeOk().ShouldBe("I sail.");
        (await People.DescribeAsync(acme.Act("ana"), new string('x', 501), Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("bio");
        (await People.ProfileAsync(acme.Act(), acme["ana"], null, Cancel))!.Bio.ShouldBe("I sail.");
        (await People.DescribeAsync(acme.Act("ana"), " ", Cancel)).ShouldBeOk().ShouldBeNull();
    }
}
