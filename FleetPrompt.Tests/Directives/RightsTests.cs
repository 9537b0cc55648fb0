using System.Reflection;
using System.Text.Json;
using FleetPrompt.Core;
using FleetPrompt.Core.Agents;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Integrations.Digest;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Core.Notifications;
using FleetPrompt.Core.Operations;
using FleetPrompt.Core.Packages;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Tests.Given;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Directives;

/// <summary>Rights are the directive's, asked for at the request and again when it runs.</summary>
public sealed class RightsTests(Installation fleet) : DatabaseTests(fleet)
{
    /// <summary>Arguments that fit, by their type: a new kind needs an example here.</summary>
    private static readonly Dictionary<Type, Func<Guid, object>> Examples = new()
    {
        [typeof(ThreadModeration)] = id => new ThreadModeration(id, 0, null),
        [typeof(PostModeration)] = id => new PostModeration(id, Guid.NewGuid(), 0, null),
        [typeof(MemberTrust)] = id => new MemberTrust(id, 2, 0, null),
        [typeof(SearchReindex)] = _ => new SearchReindex(1, Guid.Empty),
        [typeof(AnswerChoice)] = id => new AnswerChoice(id, Guid.NewGuid(), 0),
        [typeof(ThreadMove)] = id => new ThreadMove(id, 0, Guid.NewGuid(), null),
        [typeof(ThreadMerge)] = id => new ThreadMerge(id, 0, Guid.NewGuid(), null),
        [typeof(ThreadSplit)] = id => new ThreadSplit(id, 0, [Guid.NewGuid()], Guid.NewGuid(), null),
        [typeof(CategoryUpdate)] = id => new CategoryUpdate(id, 0, true, null),
        [typeof(CreateFlag)] = id => new CreateFlag(id, Guid.NewGuid(), FlagReason.Spam, null),
        [typeof(Decide)] = id => new Decide(id, Guid.NewGuid(), 0, ModerationAction.Approve, null),
        [typeof(UndoDecision)] = id => new UndoDecision(Guid.NewGuid(), id, Guid.NewGuid(), 0, null),
        [typeof(Enqueue)] = id => new Enqueue(Guid.NewGuid(), id, Guid.NewGuid()),
        [typeof(Rehearsal)] = id => new Rehearsal(id),
        [typeof(Firing)] = _ => new Firing(Housekeeping.Retention, DateTimeOffset.UnixEpoch),
        [typeof(CreateExport)] = id => new CreateExport(id),
        [typeof(Drill)] = id => new Drill(id),
        [typeof(InstallPackage)] = id => new InstallPackage(id, 0, "lamp", "1.0.0", JsonDocument.Parse("{}").RootElement, []),
        [typeof(UpgradePackage)] = id => new UpgradePackage(id, 0, "1.0.0", "1.1.0", []),
        [typeof(ConfigurePackage)] = id => new ConfigurePackage(id, 0, JsonDocument.Parse("{}").RootElement),
        [typeof(SwitchPackage)] = id => new SwitchPackage(id, 0),
        [typeof(UninstallPackage)] = id => new UninstallPackage(id, 0),
        [typeof(AgentChange)] = id => new AgentChange(id, 0),
        [typeof(RunDigest)] = id => new RunDigest(Guid.NewGuid(), id),
        [typeof(TestConnection)] = id => new TestConnection(id, null, Guid.NewGuid()),
        [typeof(RemindOfBookmark)] = id => new RemindOfBookmark(id, 1),
        [typeof(SendNoticeMail)] = id => new SendNoticeMail(id),
        [typeof(DecideMessage)] = id => new DecideMessage(id, 1),
    };

    [Fact]
    public async Task Who_may_request_what()
    {
        var acme = await Given.Org().WithAdmin("admin").WithMember("member").WithAdmin("removed");
        await acme.Remove("removed");
        var stranger = OperationContext.New(acme.Tenant, Actor.User(Guid.NewGuid()), Sources.Web);
        var agent = OperationContext.New(acme.Tenant, Actor.Agent(Guid.NewGuid()), Sources.Job);
        var all = Given.Get<DirectiveCatalog>().All;
        all.Count.ShouldBeGreaterThanOrEqualTo(7);

        foreach (var type in all)
        {
            foreach (var role in OrgRole.All) (await MayRequest(acme.Act(role), type)).ShouldBe(type.Roles.Contains(role), $"{role} {type.Name}");
            (await MayRequest(acme.Act("removed"), type)).ShouldBeFalse(type.Name);
            (await MayRequest(stranger, type)).ShouldBeFalse(type.Name);
            (await MayRequest(agent, type)).ShouldBeFalse(type.Name);
            (await MayRequest(acme.ActAsSystem(), type)).ShouldBe(type.Roles.Contains(Actor.SystemType), type.Name);
        }
    }

    [Fact]
    public void Moderation_is_for_owners_and_admins_but_for_what_authors_do_with_their_own() =>
        Given.Get<DirectiveCatalog>().All.Where(d => d.Name.StartsWith("forum.", StringComparison.Ordinal) && !d.Roles.SequenceEqual(OrgRole.Administrators)).Select(d => d.Name)
            .ShouldBe(["forum.post.delete", "forum.post.hide", "forum.thread.solve", "forum.thread.unsolve", "forum.moderation.flag.create", "forum.moderation.queue.enqueue"], ignoreOrder: true);

    [Theory]
    [InlineData("removed")]
    [InlineData("demoted")]
    public async Task A_right_that_was_lost_before_it_runs_stops_it(string how)
    {
        var acme = await Given.Org().WithAdmin("ana");
        var thread = await acme.Thread();
        var asked = (await Given.Get<ForumModeration>().LockAsync(acme.Act("ana"), new(thread.ThreadId, 0, null), Cancel)).ShouldBeOk();
        await (how == "removed" ? acme.Remove("ana") : acme.Make("ana", OrgRole.Member));

        await RunWork();

        var directive = await acme.Directive(asked.Id);
        (directive.Status, directive.ErrorKind).ShouldBe((DirectiveStates.Failed, DirectiveErrors.Forbidden));
        directive.ErrorMessage.ShouldBe("Only an owner or an admin of this organisation can do this.");
        (await acme.One<ForumThread>(t => t.Id == thread.ThreadId)).Status.ShouldBe(ThreadStatus.Open);
    }

    private async Task<bool> MayRequest(OperationContext act, DirectiveType type)
    {
        Examples.ShouldContainKey(type.ArgsType, $"Add an example of the arguments of {type.Name}.");
        var request = typeof(RightsTests).GetMethod(nameof(Request), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(type.ArgsType);
        var subject = Guid.NewGuid();
        var result = await (Task<Result<DirectiveReceipt>>)request.Invoke(this, [act, type, Examples[type.ArgsType](subject), subject])!;
        if (!result.IsOk) result.Error.ShouldBeOfType<Forbidden>();
        return result.IsOk;
    }

    private Task<Result<DirectiveReceipt>> Request<TArgs>(OperationContext act, DirectiveType<TArgs> type, TArgs args, Guid subject)
        where TArgs : class, IDirectiveArgs =>
        Units.RunAsync(act, unit => Given.Get<DirectiveService>().RequestAsync(unit, type, new(new("test.thing", subject), args, "1"), Cancel), Cancel);
}
