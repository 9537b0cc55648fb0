using System.Globalization;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Core.Forums;

/// <summary>Accepting an answer and taking that back: for who asked the question, and for owners and admins. The right is looked at here, and again when the directive runs.</summary>
public sealed class ForumAnswers(IUnits units, DirectiveService directives, TimeProvider time)
{
    public Task<Result<DirectiveReceipt>> SolveAsync(OperationContext operation, AnswerChoice args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.SolveThread, args, cancel);

    public Task<Result<DirectiveReceipt>> UnsolveAsync(OperationContext operation, AnswerChoice args, CancellationToken cancel = default) =>
        RequestAsync(operation, ForumDirectives.UnsolveThread, args, cancel);

    private Task<Result<DirectiveReceipt>> RequestAsync(OperationContext operation, DirectiveType<AnswerChoice> type, AnswerChoice args, CancellationToken cancel) =>
        units.RunAsync<DirectiveReceipt>(
            operation,
            async unit =>
            {
                if (await ForumOwnership.AnswerRefusalAsync(unit, operation.Actor.Id, args.ThreadId, time.GetUtcNow(), cancel) is { } refused) return refused;
                var version = $"{args.Version.ToString(CultureInfo.InvariantCulture)}-{args.PostId:N}";
                return await directives.RequestAsync(unit, type, new(ForumSubjects.Thread(args.ThreadId), args, version), cancel);
            },
            cancel);
}
