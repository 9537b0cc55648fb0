using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>Directives whose handler works outside every unit.</summary>
public sealed class ExternalHandlerTests(Installation fleet) : DatabaseTests(fleet)
{
    private static readonly DirectiveType<Rehearsal> Errand = new("rehearsal.errand", "asked for an errand", OrgRole.All, Effects.External);

    [Fact]
    public async Task The_handler_is_in_no_unit_and_what_it_records_commits_with_the_success()
    {
        var acme = await Given.Org();
        await using var node = Node(async (run, cancel) =>
        {
            var seen = await Given.Units.ReadAsync(run.Operation, unit => unit.Db.Directives.Where(d => d.Id == run.Directive.Id).Select(d => d.Status).SingleAsync(cancel), cancel);
            return new DirectiveOutcome.Succeeded(new { seen }) { Record = (unit, _) => AddCategoryAsync(unit, "Brought back") };
        });
        var id = await AskAsync(node, acme);

        await WorkAsync(node);

        var directive = await acme.Directive(id);
        directive.Status.ShouldBe(DirectiveStates.Succeeded);
        directive.Result!.RootElement.GetRawText().ShouldBe("""{"seen": "running"}""");
        (await acme.All<ForumCategory>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_the_recording_fails_nothing_of_it_is_kept_and_the_directive_is_failed()
    {
        var acme = await Given.Org();
        await using var node = Node((_, _) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded
        {
            Record = async (unit, cancel) =>
            {
                await AddCategoryAsync(unit, "Half");
                await unit.Db.SaveChangesAsync(cancel);
                throw new IOException("The disk is full.");
            },
        }));
        var id = await AskAsync(node, acme);

        await WorkAsync(node);

        (await acme.Directive(id)).ErrorKind.ShouldBe(DirectiveErrors.Handler);
        (await acme.All<ForumCategory>()).ShouldBeEmpty();
        (await acme.Told(id)).ShouldBe([DirectiveSignals.Requested.Name, DirectiveSignals.Started.Name, DirectiveSignals.Failed.Name]);
    }

    [Fact]
    public async Task Whose_right_has_ended_meanwhile_has_nothing_done()
    {
        var acme = await Given.Org().WithMember("ana");
        var called = false;
        await using var node = Node((_, _) =>
        {
            called = true;
            return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
        });
        var id = await AskAsync(node, acme, "ana");
        await acme.Remove("ana");

        await WorkAsync(node);

        called.ShouldBeFalse();
        (await acme.Directive(id)).ErrorKind.ShouldBe(DirectiveErrors.Forbidden);
    }

    [Fact]
    public void A_directive_that_does_not_say_that_it_is_external_cannot_have_such_a_handler() =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddExternalDirective<Rehearsal, ErrandHandler>(Rehearsals.Play));

    private ServiceProvider Node(Func<ExternalDirectiveRun, CancellationToken, Task<DirectiveOutcome>> act) =>
        Composition.Of(Given.Logins, Given.Clock, services => services.AddSingleton(new Act(act)).AddExternalDirective<Rehearsal, ErrandHandler>(Errand));

    private static async Task<Guid> AskAsync(ServiceProvider node, Org org, string by = Org.OwnerName)
    {
        var args = new Rehearsal(Guid.NewGuid());
        var requested = await node.GetRequiredService<IUnits>()
            .RunAsync(org.Act(by), unit => node.GetRequiredService<DirectiveService>().RequestAsync(unit, Errand, new(new("test.thing", args.Subject), args, "1"), Cancel), Cancel);
        return requested.ShouldBeOk().Id;
    }

    private static async Task WorkAsync(ServiceProvider node)
    {
        var runner = node.GetRequiredService<WorkRunner>();
        await runner.HeartbeatAsync(Cancel);
        await runner.RunOutAsync(Cancel);
    }

    private static Task AddCategoryAsync(TenantUnit unit, string name)
    {
        var now = DateTimeOffset.UtcNow;
        unit.Db.ForumCategories.Add(new ForumCategory { Slug = name.ToLowerInvariant().Replace(' ', '-'), Name = name, CreatedByUserId = unit.Operation.Actor.Id!.Value, CreatedAt = now, UpdatedAt = now });
        return Task.CompletedTask;
    }

    private sealed record Act(Func<ExternalDirectiveRun, CancellationToken, Task<DirectiveOutcome>> Do);

    private sealed class ErrandHandler(Act act) : IExternalDirectiveHandler<Rehearsal>
    {
        public Task<DirectiveOutcome> HandleAsync(ExternalDirectiveRun run, Rehearsal args, CancellationToken cancel) => act.Do(run, cancel);
    }
}
