using System.Text.Json;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Core.Directives;

/// <summary>What no directive's arguments and schedule may be, whatever its own type says.</summary>
internal static class RequestRules
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(366);

    /// <summary>The arguments as JSON in UTF-8; or everything that is wrong with the request.</summary>
    public static Result<ReadOnlyMemory<byte>> Check<TArgs>(DirectiveRequest<TArgs> request, DateTimeOffset now)
        where TArgs : class, IDirectiveArgs
    {
        var problems = request.Args.Problems().ToList();
        if (request.ScheduledAt < now - Late) problems.Add(new("scheduled_at", "That time has passed. Choose one to come, or none to have it done at once."));
        if (request.ScheduledAt > now + Ahead) problems.Add(new("scheduled_at", "That is more than a year ahead. Choose a time within a year."));
        ReadOnlyMemory<byte> args = default;
        try
        {
            args = SignalJson.Bytes(request.Args);
            if (SignalJson.Problem(args.Span) is { } problem) problems.Add(new("payload", $"The arguments cannot be kept. {problem}"));
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException or JsonException)
        {
            problems.Add(new("payload", "The arguments cannot be written as JSON: a number in them is not finite, or a value has no JSON form."));
        }

        return problems.Count > 0 ? new Invalid(problems) : args;
    }
}
