using FleetPrompt.Core;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Limits;

public sealed class ForumGateTests(Installation fleet) : DatabaseTests(fleet)
{
    private const string LongText = "A text that is long enough to be no phrase that anybody says twice a day.";

    [Fact]
    public async Task On_the_first_day_a_member_starts_three_threads_and_replies_three_times_in_one_and_ten_times_in_all()
    {
        var acme = await Given.Org().WithMember("ana").JustJoined();
        var threads = new List<PostPlace>();
        for (var n = 0; n < 4; n++) threads.Add(await acme.Thread($"Of the owner {n}", body: $"Text {n}"));
        for (var n = 0; n < 3; n++) await acme.Thread($"Of ana {n}", "ana", $"Ana's text {n}");

        (await Given.Get<ForumWriting>().CreateThreadAsync(acme.Act("ana"), new((await acme.All<ForumCategory>())[0].Id, "One more", "Text", Guid.NewGuid()), Cancel)).Error
            .ShouldBeOfType<Throttled>().Message.ShouldContain("3 threads");
        for (var n = 0; n < 3; n++) await acme.Reply(threads[0], "ana");
        (await acme.TryReply(threads[0], "ana")).Error.ShouldBeOfType<Throttled>().Message.ShouldContain("3 times in a thread");
        await acme.FillBuckets();
        foreach (var thread in threads.Skip(1).Take(2))
        {
            for (var n = 0; n < 3; n++) await acme.Reply(thread, "ana");
        }

        await acme.Reply(threads[3], "ana");
        await acme.FillBuckets();
        var refused = (await acme.TryReply(threads[3], "ana")).Error.ShouldBeOfType<Throttled>();
        refused.Message.ShouldContain("10 replies");
        refused.RetryAfter.ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));

        await Given.AsOwner($"update public.organization_memberships set created_at = created_at - interval '1 day' where user_id = '{acme["ana"]}'");
        (await acme.TryReply(threads[3], "ana")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task New_members_link_and_mention_little_and_others_more()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        const string Links = "https://a.example https://b.example https://c.example";

        var refused = (await acme.TryReply(thread, "ana", Links)).Error.ShouldBeOfType<Invalid>();
        refused.Problems.ShouldHaveSingleItem().Field.ShouldBe("body");
        refused.Message.ShouldContain("3 links");
        (await acme.TryReply(thread, "ana", "@ben @cid @dan")).Error.ShouldBeOfType<Invalid>().Message.ShouldContain("mentions 3 people");
        (await acme.TryReply(thread, "owner", Links)).IsOk.ShouldBeTrue();

        await Trust(acme, "ana", TrustLevel.Basic);
        (await acme.TryReply(thread, "ana", Links)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_long_text_is_posted_once_in_ten_minutes_and_a_short_one_once_in_a_thread()
    {
        var acme = await Given.Org().WithMember("ana").WithMember("ben");
        var (one, other) = (await acme.Thread("One"), await acme.Thread("Other", body: "Something else"));
        await acme.Reply(one, "ana", LongText);
        await acme.Reply(one, "ana", "Thank you!");

        (await acme.TryReply(other, "ana", "  " + LongText + "\n")).Error.ShouldBeOfType<Throttled>().Message.ShouldContain("10 minutes");
        (await acme.TryReply(one, "ana", "Thank you!")).Error.ShouldBeOfType<Throttled>();
        (await acme.TryReply(other, "ana", "Thank you!")).IsOk.ShouldBeTrue();
        (await acme.TryReply(other, "ben", LongText)).IsOk.ShouldBeTrue();

        Given.Clock.Advance(TimeSpan.FromMinutes(10));
        (await acme.TryReply(other, "ana", LongText)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_silenced_reads_until_the_silence_is_over()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread();
        await acme.DoOk(async unit =>
        {
            unit.Db.Add(new ForumMember { UserId = acme["ana"], SilencedUntil = Given.Clock.GetUtcNow().AddDays(1) });
            return await unit.Db.SaveChangesAsync();
        });

        (await acme.TryReply(thread, "ana")).Error.ShouldBeOfType<Forbidden>().Message.ShouldContain("silenced you until");
        (await Given.Get<ForumReading>().ThreadAsync(acme.Act("ana"), thread.ThreadId, Cancel)).ShouldNotBeNull();

        Given.Clock.Advance(TimeSpan.FromDays(1));
        (await acme.TryReply(thread, "ana")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Everybody_behind_one_address_shares_a_rate_and_what_is_refused_costs_nothing()
    {
        var people = Enumerable.Range(0, 8).Select(n => $"p{n}").ToList();
        var acme = await people.Aggregate(Given.Org(), (org, person) => org.WithMember(person));
        var thread = await acme.Thread();
        Task<Result<PostPlace>> Post(string person, int n, string origin) =>
            Given.Get<ForumWriting>().ReplyAsync(acme.Act(person) with { Origin = origin }, new NewReply(thread.ThreadId, $"{person} {n}", Guid.NewGuid()), Cancel);

        var sent = await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 9).Select(n => Post(person, n, "office"))));

        sent.Count(r => r.IsOk).ShouldBeInRange(60, 66); // it fills while they post
        sent.Where(r => !r.IsOk).ShouldAllBe(r => r.Error is Throttled);
        (await Post(people[0], 99, "elsewhere")).IsOk.ShouldBeTrue();
        (await acme.All<LimitBucket>()).ShouldAllBe(b => b.Tokens >= 0);
    }

    [Fact]
    public async Task A_bucket_fills_evenly_never_over_its_brim_and_by_the_databases_clock()
    {
        var acme = await Given.Org();
        var bucket = new TokenBucket("test", 3, TimeSpan.FromMinutes(3));
        for (var n = 0; n < 3; n++) (await Take(acme, bucket)).ShouldBeNull();

        (await Take(acme, bucket)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        await Shift(acme, "61 seconds");
        (await Take(acme, bucket)).ShouldBeNull();
        (await Take(acme, bucket)).ShouldNotBeNull();
        await Shift(acme, "1 day");
        for (var n = 0; n < 3; n++) (await Take(acme, bucket)).ShouldBeNull();
        (await Take(acme, bucket)).ShouldNotBeNull();
        await Shift(acme, "-1 hour");
        (await Take(acme, bucket)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Fifty_at_once_on_two_nodes_take_no_more_than_there_is()
    {
        var acme = await Given.Org();
        await using var second = Given.AnotherNode();
        var nodes = new IServiceProvider[] { Given.Services, second };
        var bucket = new TokenBucket("test", 20, TimeSpan.FromDays(1));

        var taken = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Take(acme, bucket, nodes[n % 2])));

        taken.Count(t => t is null).ShouldBe(20);
    }

    [Fact]
    public async Task What_an_author_wrote_is_counted_and_what_a_moderator_hid_no_longer()
    {
        var acme = await Given.Org().WithMember("ana");
        var thread = await acme.Thread(by: "ana");
        var reply = await acme.Reply(thread, "ana");
        await RunWork();
        (await acme.One<ForumMember>(m => m.UserId == acme["ana"])).Posts.ShouldBe(2);

        await Given.Get<ForumModeration>().HideAsync(acme.Act(), new(reply.PostId, thread.ThreadId, 0, null), Cancel);
        await RunWork();

        (await acme.One<ForumMember>(m => m.UserId == acme["ana"])).Posts.ShouldBe(1);
    }

    private async Task<TimeSpan?> Take(Org org, TokenBucket bucket, IServiceProvider? node = null)
    {
        TimeSpan? wait = null;
        var services = node ?? Given.Services;
        await services.GetRequiredService<IUnits>().RunAsync<bool>(
            org.Act(),
            async unit => (wait = await services.GetRequiredService<ITokenBuckets>().TakeAsync(unit, [bucket], Cancel)) is null ? true : new Throttled("", wait.Value),
            Cancel);
        return wait;
    }

    private Task Shift(Org org, string by) => Given.AsOwner($"update {org.Schema}.limit_buckets set filled_at = filled_at - interval '{by}'");

    private static Task Trust(Org org, string person, TrustLevel level) =>
        org.DoOk(async unit =>
        {
            unit.Db.Add(new ForumMember { UserId = org[person], TrustSet = level });
            return await unit.Db.SaveChangesAsync();
        });
}
