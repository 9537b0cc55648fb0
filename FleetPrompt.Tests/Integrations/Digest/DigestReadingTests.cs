using System.Text.Json;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Integrations;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Signals;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Integrations.Digest;

/// <summary>What a digest tells of, read from an organisation's own tables.</summary>
public sealed class DigestReadingTests(Installation fleet) : DatabaseTests(fleet)
{
    [Fact]
    public async Task All_that_happened_is_counted_and_another_tenant_sees_nothing()
    {
        await Given.Get<PackageRegistry>().StartAsync(Cancel);
        var acme = await Given.Org("acme");
        var other = await Given.Org("other");
        var installation = await HappenAsync(acme);

        var facts = await ReadAsync(acme);

        facts.Packages.ShouldBe([new("Field Service", "install", 2, 1, 1), new("Field Service", "configure", 1, 0, 0)], ignoreOrder: true);
        facts.Executions.ShouldBe([new("agent.faq", 2, 1, 0), new("mattermost.digest", 0, 1, 1)], ignoreOrder: true);
        facts.Directives.ShouldBe(new(Succeeded: 2, Failed: 1, Canceled: 0, Waiting: 1));
        var failure = facts.DirectiveFailures.ShouldHaveSingleItem();
        (failure.ErrorKind, failure.Count).ShouldBe(("validation", 1));
        failure.Directives.ShouldBe(["rehearsal.play"]);
        facts.Messages.ShouldBe(new(Sent: 1, Failed: 1, Uncertain: 1));
        facts.Errors.ShouldBe([new("rehearsal.play", "validation", 1), new("agent.faq", "rate_limit", 1)], ignoreOrder: true);
        facts.Usage.ShouldBe(new(5_000, 500, 50));
        facts.Forum.ShouldBe(new(1, 2));
        facts.Pointers.ShouldBe(new(1, installation, 1, 1, installation, null, 0));
        facts.Organization.ShouldBe("acme");
        DigestText.Compose(facts, new()).ShouldContain("Look and decide");

        var others = await ReadAsync(other);
        (others with { Packages = [], Executions = [], DirectiveFailures = [], Errors = [] }).ShouldBe(new DigestFacts("other", others.Window, TimeZoneInfo.Utc) { Packages = [], Executions = [], DirectiveFailures = [], Errors = [] });
        (others.Packages.Count + others.Executions.Count + others.DirectiveFailures.Count + others.Errors.Count).ShouldBe(0);
        DigestText.Compose(others, new()).ShouldContain("Nothing happened");
    }

    /// <summary>Fails when signals have no latest time (tried).</summary>
    [Fact]
    public async Task What_was_before_and_what_came_after_is_not_told()
    {
        var acme = await Given.Org("acme");
        await HappenAsync(acme);

        var before = await ReadAsync(acme, TimeSpan.FromDays(-1.5));
        var after = await ReadAsync(acme, TimeSpan.FromDays(2));

        DigestSections.Of(before, costs: true).ShouldBeEmpty();
        DigestSections.Of(after, costs: true).Select(s => s.Title).ShouldBe(["Directives"]);
        after.Directives.ShouldBe(new(Waiting: 1));
        after.Pointers.UncertainMessages.ShouldBe(1);
    }

    /// <summary>Fails when the asking directive is not left out (tried).</summary>
    [Fact]
    public async Task The_directive_that_asks_is_not_told_of_and_one_that_was_run_again_has_not_failed()
    {
        var acme = await Given.Org("acme");
        var subject = Guid.NewGuid();
        Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed("validation", "Not yet.")));
        var failed = (await acme.Request(new Rehearsal(subject))).ShouldBeOk();
        await RunWork();
        Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded()));
        (await Given.Get<DirectiveControl>().RerunAsync(acme.Act(), failed.Id, 1, "Once more.", Cancel)).ShouldBeOk();
        await RunWork();
        var own = (await acme.Request(new Rehearsal(Guid.NewGuid()))).ShouldBeOk();

        var facts = await ReadAsync(acme, own: own.Id);

        facts.Directives.ShouldBe(new(Succeeded: 1));
        facts.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_takes_the_same_few_statements_however_much_there_is()
    {
        var (quiet, busy) = (await Given.Org("quiet"), await Given.Org("busy"));
        foreach (var package in new[] { "one", "two", "three" }) await HappenAsync(busy, package);

        var few = await StatementCounter.Of(() => ReadAsync(quiet));
        var many = await StatementCounter.Of(() => ReadAsync(busy));

        many.ShouldBe(few);
        many.ShouldBeLessThanOrEqualTo(13);
    }

    private Task<DigestFacts> ReadAsync(Org org, TimeSpan moved = default, Guid? own = null)
    {
        var window = DigestWindow.Until(Given.Clock.GetUtcNow() + moved + TimeSpan.FromMinutes(1));
        return org.Read(unit => Given.Get<DigestReading>().CollectAsync(unit, window, TimeZoneInfo.Utc, own, Cancel));
    }

    /// <summary>Something of everything. Returns an installation that failed, and whose messages did.</summary>
    private async Task<Guid> HappenAsync(Org org, string package = "field-service")
    {
        var thread = await org.Thread();
        await org.Reply(thread);
        var now = Given.Clock.GetUtcNow();
        var installation = new PackageInstallation { PackageSlug = package, Version = "1.0.0", Status = InstallationStatus.Failed, Config = JsonDocument.Parse("{}"), Generation = 1, UpdatedAt = now };
        await org.DoOk(async unit =>
        {
            unit.Db.PackageInstallations.Add(installation);
            var (install, configure) = (PackageSignals.Install, PackageSignals.Configure);
            foreach (var type in new[] { install.Requested, install.Requested, install.Completed, install.Failed, configure.Requested, configure.Started })
                await Given.Get<SignalBus>().EmitAsync(unit, type, PackageInstallation.Subject(installation.Id), new InstallationFact(installation.Id, package, "1.0.0"));
            var digest = Ran("mattermost.digest", ExecutionStatus.Uncertain, "unknown");
            Execution[] ran = [digest, Ran("mattermost.digest", ExecutionStatus.Failed, "auth"), Ran("agent.faq", ExecutionStatus.Succeeded), Ran("agent.faq", ExecutionStatus.Succeeded), Ran("agent.faq", ExecutionStatus.Failed, "rate_limit"), Ran("agent.faq", ExecutionStatus.Running)];
            unit.Db.Executions.AddRange(ran);
            var credential = new IntegrationCredential
            {
                Provider = "mattermost", Kind = CredentialKind.IncomingWebhook, Label = "Ops", Ciphertext = [], Host = "chat.example", LastFour = "abcd", Status = CredentialStatus.Connected,
                CreatedById = org["owner"], CreatedAt = now, LastErrorKind = OutboundErrorKind.Auth, LastErrorAt = now,
            };
            unit.Db.IntegrationCredentials.Add(credential);
            foreach (var status in new[] { OutboundStatus.Sent, OutboundStatus.Failed, OutboundStatus.Uncertain })
                unit.Db.OutboundMessages.Add(new OutboundMessage
                {
                    Provider = "mattermost", CredentialId = credential.Id, ExecutionId = digest.Id, DirectiveId = Guid.NewGuid(), Destination = "chat.example town-square", DedupeKey = $"{Guid.NewGuid()}",
                    Status = status, TextSha256 = "", CreatedAt = now, UpdatedAt = now,
                });
            return await unit.Db.SaveChangesAsync();
        });

        var subject = Guid.NewGuid();
        Stage.When(subject, (_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Failed("validation", "It does not fit.")));
        foreach (var asked in new[] { subject, Guid.NewGuid(), Guid.NewGuid() }) (await org.Request(new Rehearsal(asked))).ShouldBeOk();
        await RunWork();
        (await org.Request(new Rehearsal(Guid.NewGuid()))).ShouldBeOk();
        return installation.Id;

        Execution Ran(string name, string status, string? error = null) =>
            new()
            {
                Name = name, Trigger = ExecutionTrigger.Manual, Status = status, InstallationId = installation.Id, DirectiveId = name == "agent.faq" ? null : Guid.NewGuid(), CorrelationId = Guid.NewGuid(), RequestedByType = "system",
                CostMicros = 1_000, InputTokens = 100, OutputTokens = 10, ErrorKind = error, CreatedAt = now, FinishedAt = status == ExecutionStatus.Running ? null : now,
            };
    }
}
