using System.Globalization;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Integrations.Mattermost;
using FleetPrompt.Core.Work;
using FleetPrompt.Web;
using FleetPrompt.Web.Agents;
using FleetPrompt.Web.Integrations;
using FleetPrompt.Web.Packages;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

public sealed class DigestTextTests
{
    private static readonly Guid Installation = new("0192f0c0-0000-7000-8000-00000000000a");

    private static readonly TimeZoneInfo Berlin = IanaZone.Find("Europe/Berlin").Value;

    private static readonly DigestLayout Layout = new(Site: new Uri("https://fleet.example/"));

    private static readonly DigestFacts Quiet = new("Acme", DigestWindow.OfDay(new DateOnly(2027, 6, 10), new TimeOnly(9, 0), Berlin), Berlin);

    private static readonly DigestFacts Busy = Quiet with
    {
        Packages =
        [
            new("mattermost_daily_ops_digest", "install", 1, 1, 0),
            new("mattermost_daily_ops_digest", "configure", 2, 2, 0),
            new("field-service", "install", 2, 0, 1),
        ],
        Executions = [new("mattermost.digest", 12, 1, 1)],
        Directives = new(1_240, 3, 1, 2),
        DirectiveFailures = [new("validation", 1, ["package.install"]), new("handler_error", 2, ["forum.thread.lock", "forum.thread.lock"])],
        Messages = new(12, 0, 1),
        Errors = [new("package.install", "validation", 1), new("forum.thread.lock", "handler_error", 2), new("mattermost.digest", "unknown", 1)],
        Usage = new(12_340, 5_100, 420),
        Forum = new(3, 41),
        Pointers = new(UncertainMessages: 1, UncertainInstallation: Installation),
    };

    [Fact]
    public void A_busy_day_is_told_from_what_to_do_next_to_what_it_cost() =>
        DigestText.Compose(Busy, Layout).ShouldBe(
            """
            #### Daily ops digest: Acme
            9 Jun 2027 09:00 – 10 Jun 2027 09:00 (Europe/Berlin)
            **Next:** [Look and decide](https://fleet.example/installations/0192f0c0-0000-7000-8000-00000000000a): 1 message may or may not have arrived.

            - **Packages:** 1 installed, 2 configured, 1 failed, 1 under way
                - field-service: **install failed**, install under way
                - mattermost\_daily\_ops\_digest: installed, configured ×2
            - **Executions:** 12 completed, 1 failed, 1 uncertain
                - mattermost.digest: 12 completed, 1 failed, 1 uncertain
            - **Directives:** 1,240 succeeded, 3 failed, 1 canceled, 2 waiting
                - failed (handler\_error): 2, in forum.thread.lock
                - failed (validation): 1, in package.install
            - **Messages:** 12 sent, 1 uncertain
            - **Top errors:** handler\_error 2, unknown 1, validation 1
                - forum.thread.lock: handler\_error ×2
                - mattermost.digest: unknown
                - package.install: validation
            - **Forum:** 3 new threads, 41 new posts
            - **Cost:** about 0.0123 USD for 5,100 tokens read and 420 written
            """);

    [Fact]
    public void A_day_on_which_nothing_happened_says_so() =>
        DigestText.Compose(Quiet, Layout).ShouldBe(
            """
            #### Daily ops digest: Acme
            9 Jun 2027 09:00 – 10 Jun 2027 09:00 (Europe/Berlin)
            Nothing happened in this time.
            Nothing needs you.
            """);

    [Fact]
    public void What_does_not_fit_is_counted_and_every_part_keeps_its_line()
    {
        var facts = Busy with { Executions = [.. Enumerable.Range(1, 30).Select(n => new ExecutionCount($"agent.{n:00}", 31 - n, 0, 0))] };

        var lines = DigestText.Compose(facts, Layout with { MaxLines = 16 }).Split('\n');

        lines.Length.ShouldBe(16);
        lines.Count(l => l.StartsWith("- **", StringComparison.Ordinal)).ShouldBe(7);
        lines.ShouldContain("    - agent.01: 30 completed … and 29 more");
    }

    [Fact]
    public void Costs_may_be_left_out_and_a_summary_stands_on_top_as_plain_words()
    {
        var text = DigestText.Compose(Busy, Layout with { IncludeCost = false, Summary = "All went *well*.\n@channel [click](https://evil.example) " + new string('x', 5_000) });

        text.ShouldNotContain("USD");
        var summary = text.Split('\n')[3];
        summary.ShouldStartWith(@"> All went \*well\*.");
        summary.ShouldEndWith("_(Agent: written by a language model. The figures below are counted.)_");
        summary.ShouldNotContain("://evil");
        summary.Length.ShouldBeLessThan(1_000);
        MattermostTextTests.Mentions(text).ShouldBeEmpty();
    }

    [Fact]
    public void Without_an_address_of_its_own_it_has_no_links() => DigestText.Compose(Busy, Layout with { Site = null }).ShouldNotContain("](");

    public static TheoryData<string, DigestFacts, string?> Actions()
    {
        return new()
        {
            { "nothing", Quiet, null },
            { "all went well", Quiet with { Directives = new(Succeeded: 5), Executions = [new("a", 1, 0, 0)] }, null },
            { "uncertain before all else", Busy with { Pointers = new(1, Installation, 2, 3, Guid.NewGuid(), Guid.NewGuid(), 4) }, PackageUrls.Installation(Installation) },
            { "refused", Busy with { Pointers = new(RefusedConnections: 1, FailedInstallations: 3) }, IntegrationUrls.Integrations },
            { "not installed", Busy with { Pointers = new(FailedInstallations: 1, FailedInstallation: Installation, ParkedDeliveries: 4) }, PackageUrls.Installation(Installation) },
            { "an execution is uncertain", Quiet with { Executions = [new("a", 1, 1, 1)], Directives = new(Failed: 1) }, AgentUrls.Executions },
            { "directives failed", Quiet with { Executions = [new("a", 1, 1, 0)], Directives = new(Failed: 1) }, $"{AppUrls.Directives}?status=failed" },
            { "an execution failed", Quiet with { Executions = [new("a", 1, 1, 0)] }, AgentUrls.Executions },
            { "parked", Quiet with { Pointers = new(ParkedDeliveries: 4) }, AppUrls.Parked },
            { "waits for approval", Quiet with { Pointers = new(ApprovalInstallation: Installation) }, PackageUrls.Installation(Installation) },
            { "whose installation is not known", Quiet with { Pointers = new(UncertainMessages: 2) }, AgentUrls.Executions },
        };
    }

    /// <summary>The paths are the application's own.</summary>
    [Theory]
    [MemberData(nameof(Actions))]
    public void What_to_do_next_follows_from_the_facts_and_leads_there(string when, DigestFacts facts, string? path)
    {
        var action = DigestAction.Of(facts);

        action?.Path.ShouldBe(path, when);
        (action is null).ShouldBe(path is null, when);
        DigestText.Compose(facts, Layout).ShouldContain(path is null ? "othing needs you." : $"](https://fleet.example{path}): ");
    }

    [Fact]
    public void Any_facts_make_one_post_that_is_short_enough_notifies_nobody_and_is_always_the_same()
    {
        var names = Gen.OneOf(
            Gen.Elements("@channel", "@here", "@all", "<!channel>", "&#64;all", "a\nb", "# x", "[x](https://e.example)", "`@here`", "", "|", "mattermost.digest", "ünïcode 🚀"),
            Gen.Elements("@here ", "\\", "*", "🚀", "x").ListOf().Select(parts => string.Concat(parts.Take(3)) + new string('_', parts.Count * 7)));
        var counts = Gen.Elements(0, 0, 1, 2, 1_000_000);
        var facts =
            from organization in names
            from packages in (from name in names from verb in Gen.Elements("install", "upgrade", "uninstall", "another") from r in counts from c in counts from f in counts select new PackageCount(name, verb, r, c, f)).ListOf()
            from executions in (from name in names from c in counts from f in counts from u in counts select new ExecutionCount(name, c, f, u)).ListOf()
            from failures in (from kind in names from count in counts from directives in names.ListOf() select new DirectiveFailures(kind, count, [.. directives])).ListOf()
            from errors in (from place in names from kind in names from count in counts select new ErrorCount(place, kind, count)).ListOf()
            from failed in counts
            from pointers in Gen.Elements(new(), new DigestPointers(3, Installation), new DigestPointers(FailedInstallations: 2))
            select new DigestFacts(organization, Quiet.Window, Berlin)
            {
                Packages = [.. packages],
                Executions = [.. executions],
                Directives = new(failed, failed, 1, 0),
                DirectiveFailures = [.. failures],
                Errors = [.. errors],
                Usage = new(failed, failed, failed),
                Pointers = pointers,
            };
        var cases = from f in facts from repeated in Gen.Elements(1, 1, 40) from lines in Gen.Choose(DigestConfiguration.FewestLines, DigestConfiguration.MostLines) select (Facts: Repeat(f, repeated), lines);

        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var layout = Layout with { MaxLines = one.lines, Summary = one.Facts.Organization };
            var text = DigestText.Compose(one.Facts, layout);
            text.Split('\n').Length.ShouldBeLessThanOrEqualTo(one.lines);
            MattermostPost.LengthOf(text).ShouldBeLessThanOrEqualTo(MattermostPost.MaxLength);
            MattermostTextTests.Mentions(text.Replace(Layout.Site!.ToString(), "", StringComparison.Ordinal)).ShouldBeEmpty();
            DigestText.Compose(Backwards(one.Facts), layout).ShouldBe(text);
            InGerman(() => DigestText.Compose(one.Facts, layout)).ShouldBe(text);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Fails when details are written whatever their length (tried).</summary>
    [Fact]
    public void However_long_names_are_it_is_one_post()
    {
        var facts = Quiet with { Executions = [.. Enumerable.Range(0, 200).Select(n => new ExecutionCount(new string('_', 97) + n, 1, 1, 1))] };

        var text = DigestText.Compose(facts, Layout with { MaxLines = DigestConfiguration.MostLines });

        MattermostPost.LengthOf(text).ShouldBeInRange(16_000, MattermostPost.MaxLength);
        text.ShouldEndWith(" more");
    }

    private static DigestFacts Repeat(DigestFacts facts, int times) =>
        facts with { Executions = [.. Enumerable.Range(0, times).SelectMany(n => facts.Executions.Select(e => e with { Name = $"{n} {e.Name}" }))] };

    private static DigestFacts Backwards(DigestFacts facts) =>
        facts with
        {
            Packages = [.. facts.Packages.Reverse()],
            Executions = [.. facts.Executions.Reverse()],
            DirectiveFailures = [.. facts.DirectiveFailures.Reverse().Select(f => f with { Directives = [.. f.Directives.Reverse()] })],
            Errors = [.. facts.Errors.Reverse()],
        };

    private static string InGerman(Func<string> compose)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            return compose();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
