using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Signals;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Forums.Members;

/// <param name="Level">From now on, whatever the member does; null for what they earn.</param>
/// <param name="Version">The member's version on the page that was acted on.</param>
public sealed record MemberTrust(Guid UserId, int? Level, int Version, string? Reason) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems()
    {
        if (Level is < 0 or > 3) yield return new("level", "Levels go from 0 to 3.");
        foreach (var problem in Moderation.Problems(UserId, Version, Reason)) yield return problem;
    }
}

/// <summary>Sets a member's level, or leaves it to what they earn, if the member is still as the requester saw them.</summary>
internal sealed class MemberTrustHandler(SignalBus signals, TimeProvider time) : IDirectiveHandler<MemberTrust>
{
    public async Task<DirectiveOutcome> HandleAsync(DirectiveRun run, MemberTrust args, CancellationToken cancel)
    {
        if (await run.Unit.RoleOfAsync(args.UserId, cancel) is null) return new DirectiveOutcome.Failed(DirectiveErrors.NotFound, "That is no member of this organisation (any more).");
        var now = time.GetUtcNow();
        await run.Unit.LockAsync($"forum.member:{args.UserId}", cancel);
        var member = await run.Unit.Db.ForumMembers.SingleOrDefaultAsync(m => m.UserId == args.UserId, cancel);
        if ((member?.Version ?? 0) != args.Version) return new DirectiveOutcome.Failed(DirectiveErrors.Conflict, "Somebody has changed this member since your page showed them. Reload and decide again.");
        if (member is null) run.Unit.Db.Add(member = new ForumMember { UserId = args.UserId, CreatedAt = now });
        (member.TrustSet, member.UpdatedAt) = ((TrustLevel?)args.Level, now);
        member.Version++;
        await run.Unit.Db.SaveChangesAsync(cancel);
        await signals.EmitAsync(run.Unit, ForumSignals.TrustSet, ForumSubjects.Member(args.UserId), new MemberTrustFact(args.UserId, args.Level, member.Version), cancel: cancel);
        return new DirectiveOutcome.Succeeded(new { user_id = args.UserId, level = args.Level, version = member.Version });
    }
}
