using FleetPrompt.Core;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Packages;

public sealed class ReviewTests(Installation fleet) : PackageTests(fleet)
{
    private Reviews Reviews => Given.Get<Reviews>();

    [Fact]
    public async Task A_review_is_one_for_each_member_and_package_and_may_be_changed()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta"));
        await Install(acme, "kit");
        await Install(zeta, "kit");

        await Write(acme, "ana", 5, " Bright. ");
        await Write(acme, Org.OwnerName, 4, null);
        await Write(zeta, Org.OwnerName, 2, "Dim.");
        var first = await Write(acme, "ana", 1, "Too bright.");

        var reviews = await Read("kit");
        reviews.Select(r => (r.UserId, r.Rating, r.Text, r.Version)).ShouldBe(
            [(acme["ana"], 1, "Too bright.", "1.0.0"), (zeta[Org.OwnerName], 2, "Dim.", "1.0.0"), (acme[Org.OwnerName], 4, null, "1.0.0")]);
        reviews[0].Author.ShouldBe("ana");
        (await Read("kit", acme[Org.OwnerName])).First().UserId.ShouldBe(acme[Org.OwnerName], "one's own comes first");
        var counts = (await Reading.FindAsync(zeta.Act(), "kit", Cancel)).ShouldNotBeNull().Counts;
        (counts.Reviews, counts.Rating).ShouldBe((3, 2.33m));
        var told = await acme.Signals(s => s.Name == "package.reviewed");
        told.Count.ShouldBe(3);
        told[^1].SubjectId.ShouldBe(first);
        SignalText(told[^1]).ShouldNotContain("bright");
        (await zeta.Signals(s => s.Name == "package.reviewed")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task A_review_has_one_to_five_stars(int stars)
    {
        var acme = await Given.Org();
        await Install(acme, "buoy");

        (await Reviews.WriteAsync(acme.Act(), "buoy", stars, null, Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("rating");

        (await Read("buoy")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2_001, 'a')]
    [InlineData(1, '\0')]
    public async Task A_text_that_cannot_be_kept_is_refused(int length, char of)
    {
        var acme = await Given.Org();
        await Install(acme, "buoy");

        (await Reviews.WriteAsync(acme.Act(), "buoy", 3, new string(of, length), Cancel)).Error.ShouldBeOfType<Invalid>().Problems.ShouldHaveSingleItem().Field.ShouldBe("text");
    }

    [Fact]
    public async Task Only_members_of_organisations_that_have_or_had_it_may_review()
    {
        var (acme, zeta) = (await Given.Org().WithMember("ana"), await Given.Org("zeta"));
        var stranger = OperationContext.New(acme.Tenant, Actor.User(zeta[Org.OwnerName]), Sources.Web);
        var asked = (await Ask(acme, "dory", "1.1.0")).ShouldBeOk();
        (await Reviews.WriteAsync(acme.Act(), "dory", 3, null, Cancel)).Error.ShouldBeOfType<Forbidden>("it is not installed yet");
        await RunWork();
        var dory = await acme.One<PackageInstallation>(i => i.Id == asked.InstallationId);

        (await Reviews.WriteAsync(zeta.Act(), "dory", 3, null, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Reviews.WriteAsync(stranger, "dory", 3, null, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Reviews.WriteAsync(acme.ActAsSystem(), "dory", 3, null, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Reviews.WriteAsync(acme.Act(), "sun", 3, null, Cancel)).Error.ShouldBeOfType<Forbidden>();
        await acme.Remove("ana");
        (await Reviews.WriteAsync(acme.Act("ana"), "dory", 3, null, Cancel)).Error.ShouldBeOfType<Forbidden>();
        (await Read("dory")).ShouldBeEmpty();

        await Uninstall(acme, dory);
        await Write(acme, Org.OwnerName, 3, "It was good.", "dory");
    }

    [Fact]
    public async Task Reviews_at_once_are_all_counted()
    {
        var builder = Given.Org();
        foreach (var n in Enumerable.Range(1, 8)) builder = builder.WithMember($"m{n}");
        var acme = await builder;
        await Install(acme);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => Write(acme, $"m{n}", 1 + (n % 5), null, "lamp"), Cancel)));

        var counts = (await Reading.FindAsync(acme.Act(), "lamp", Cancel)).ShouldNotBeNull().Counts;
        (counts.Reviews, counts.Rating).ShouldBe((8, 3m));
    }

    private async Task<Guid> Write(Org org, string by, int stars, string? text, string slug = "kit") => (await Reviews.WriteAsync(org.Act(by), slug, stars, text, Cancel)).ShouldBeOk();

    private async Task<IReadOnlyList<ReviewView>> Read(string slug, Guid? own = null) =>
        await Reviews.ListAsync(await Given.AskOwner<Guid>($"select id from public.packages where slug = '{slug}'"), own, 50, Cancel);

    private static string SignalText(Signal signal) => signal.Payload.RootElement.GetRawText();
}
