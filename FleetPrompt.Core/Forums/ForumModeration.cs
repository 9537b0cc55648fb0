using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

/// <summary>What a moderator's buttons do: request a directive, each in a unit of its own. Rights are the directive's.</summary>
public sealed class ForumModeration(IUnits units, DirectiveService directives, TimeProvider time)
{
    public Task<Result<DirectiveReceipt>> LockAsync(OperationContext operation, ThreadModeration args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.LockThread, args, cancel);

    public Task<Result<DirectiveReceipt>> UnlockAsync(OperationContext operation, ThreadModeration args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.UnlockThread, args, cancel);

    public Task<Result<DirectiveReceipt>> PinAsync(OperationContext operation, ThreadModeration args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.PinThread, args, cancel);

    public Task<Result<DirectiveReceipt>> UnpinAsync(OperationContext operation, ThreadModeration args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.UnpinThread, args, cancel);

    public Task<Result<DirectiveReceipt>> HideAsync(OperationContext operation, PostModeration args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.HidePost, args, cancel);

    public Task<Result<DirectiveReceipt>> UnhideAsync(OperationContext operation, PostModeration args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.UnhidePost, args, cancel);

    /// <summary>Authors may delete what they wrote.</summary>
    public Task<Result<DirectiveReceipt>> DeleteAsync(OperationContext operation, PostModeration args, CancellationToken cancel = default) =>
        units.RunAsync<DirectiveReceipt>(
            operation,
            async unit => await ForumOwnership.DeleteRefusalAsync(unit, operation.Actor.Id, args.PostId, time.GetUtcNow(), cancel) is { } refused
                ? refused
                : await directives.RequestAsync(unit, ForumDirectives.DeletePost, Request(args), cancel),
            cancel);

    private Task<Result<DirectiveReceipt>> RequestAsync(OperationContext operation, DirectiveType<ThreadModeration> type, ThreadModeration args, CancellationToken cancel) =>
        directives.RequestAsync(operation, type, new(ForumSubjects.Thread(args.ThreadId), args, Version(args.Version)), cancel);

    private Task<Result<DirectiveReceipt>> RequestAsync(OperationContext operation, DirectiveType<PostModeration> type, PostModeration args, CancellationToken cancel) =>
        directives.RequestAsync(operation, type, Request(args), cancel);

    private static DirectiveRequest<PostModeration> Request(PostModeration args) => new(ForumSubjects.Post(args.PostId), args, Version(args.Version), ForumSubjects.Thread(args.ThreadId).Stream);

    private static string Version(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
