using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Moderation;
using FleetPrompt.Tests.Given;
using Shouldly;

namespace FleetPrompt.Tests.Moderation;

/// <summary>What members and moderators do with posts, in the words of tests.</summary>
internal static class ModeratedOrg
{
    extension(Installation fleet)
    {
        public Task<Result<FlaggablePost>> TryFlag(Org org, PostPlace post, string by, string reason = FlagReason.Spam, string? note = null, Guid? formKey = null) =>
            fleet.Get<Flagging>().FlagAsync(org.Act(by), new NewFlag(post.PostId, reason, note, formKey ?? Guid.NewGuid()));

        /// <summary>Flags a post and lets what follows be done; the item it waits in.</summary>
        public async Task<ModerationItem> Flag(Org org, PostPlace post, string by = "ana", string reason = FlagReason.Spam)
        {
            (await fleet.TryFlag(org, post, by, reason)).ShouldBeOk();
            await fleet.RunWork();
            return await org.One<ModerationItem>(i => i.PostId == post.PostId && i.Status != ItemStatus.Decided);
        }

        /// <summary>Decides, and how that ended: its state, or the kind of its failure.</summary>
        public async Task<string> Decide(Org org, ModerationItem item, string action, string by = "mod", string? reason = null, int? days = null, Guid? category = null, bool hides = false)
        {
            var receipt = (await fleet.Get<ModerationDesk>().DecideAsync(org.Act(by), new AskedDecision(item.Id, item.Version, Guid.NewGuid()), action, reason, days, category, hides)).ShouldBeOk();
            return await fleet.End(org, receipt);
        }

        /// <summary>Undoes the newest decision on a post.</summary>
        public async Task<string> Undo(Org org, PostPlace post, string by = "mod")
        {
            var decision = (await org.All<ModerationDecision>(d => d.PostId == post.PostId)).MaxBy(d => d.CreatedAt).ShouldNotBeNull();
            var item = await org.One<ModerationItem>(i => i.Id == decision.ItemId);
            return await fleet.End(org, (await fleet.Get<ModerationDesk>().UndoAsync(org.Act(by), decision.Id, item.Version, Guid.NewGuid(), null)).ShouldBeOk());
        }

        public async Task<string> End(Org org, DirectiveReceipt receipt)
        {
            await fleet.RunWork();
            var directive = await org.Directive(receipt.Id);
            return directive.ErrorKind ?? directive.Status;
        }
    }

    extension(Org org)
    {
        public Task<ForumPost> Post(PostPlace place) => org.One<ForumPost>(p => p.Id == place.PostId);
    }
}
