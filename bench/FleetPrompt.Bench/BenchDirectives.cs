using FleetPrompt.Core;
using FleetPrompt.Core.Directives;
using FleetPrompt.Core.Forums;
using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Bench;

/// <summary>What the engine is given to do: nothing, and a row.</summary>
public static class BenchDirectives
{
    public static readonly DirectiveType<BenchArgs> Nothing = new("bench.nothing.do", "asked for nothing", [Actor.SystemType], Visibility: Visibility.Admins) { SharesUnit = true };

    /// <summary>Writes a row of the organisation through EF Core.</summary>
    public static readonly DirectiveType<BenchArgs> Row = new("bench.row.write", "asked for a row", [Actor.SystemType], Visibility: Visibility.Admins) { SharesUnit = true };

    public static DirectiveRequest<BenchArgs> Request()
    {
        var id = Guid.CreateVersion7();
        return new(new Subject("bench", id), new BenchArgs(id), id.ToString("N"));
    }

    public static ForumCategory NewRow(Guid id, DateTimeOffset now) => new() { Slug = $"row-{id:N}", Name = "Row", CreatedByUserId = id, CreatedAt = now, UpdatedAt = now };
}

public sealed record BenchArgs(Guid Id) : IDirectiveArgs
{
    public IEnumerable<FieldProblem> Problems() => [];
}

internal sealed class NothingHandler : IDirectiveHandler<BenchArgs>
{
    public Task<DirectiveOutcome> HandleAsync(DirectiveRun run, BenchArgs args, CancellationToken cancel) => Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
}

internal sealed class RowHandler(TimeProvider time) : IDirectiveHandler<BenchArgs>
{
    public Task<DirectiveOutcome> HandleAsync(DirectiveRun run, BenchArgs args, CancellationToken cancel)
    {
        run.Unit.Db.Set<ForumCategory>().Add(BenchDirectives.NewRow(args.Id, time.GetUtcNow()));
        return Task.FromResult<DirectiveOutcome>(new DirectiveOutcome.Succeeded());
    }
}
