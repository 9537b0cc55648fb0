using System.Collections.Concurrent;
using FleetPrompt.Core.Signals;

namespace FleetPrompt.Tests.Given;

/// <summary>Handlers that do what the test says for the subject of the signal.</summary>
public static class Listeners
{
    public static readonly SignalSubscription Ear = new("test.ear", "speech.*");

    public static readonly SignalSubscription Confidant = new("test.confidant", "speech.aside.whispered");
}

/// <summary>What the handlers do, by subject; nothing where nothing was said.</summary>
public sealed class Audience
{
    private readonly ConcurrentDictionary<Guid, Func<SignalRun, CancellationToken, Task>> acts = new();
    private readonly ConcurrentQueue<(string Handler, Guid Signal, Guid? Replay)> heard = new();

    public void When(Subject subject, Func<SignalRun, CancellationToken, Task> act) => acts[subject.Id] = act;

    /// <summary>How often that signal was given to that handler, whatever came of it.</summary>
    public int Heard(Guid signal, SignalSubscription by) => heard.Count(h => h.Signal == signal && h.Handler == by.Name);

    internal Task HearAsync(string handler, SignalRun run, CancellationToken cancel)
    {
        heard.Enqueue((handler, run.Signal.Id, run.ReplayId));
        return acts.TryGetValue(run.Signal.SubjectId, out var act) ? act(run, cancel) : Task.CompletedTask;
    }
}

internal sealed class EarHandler(Audience audience) : ISignalHandler
{
    public Task HandleAsync(SignalRun run, CancellationToken cancel) => audience.HearAsync(Listeners.Ear.Name, run, cancel);
}

internal sealed class ConfidantHandler(Audience audience) : ISignalHandler
{
    public Task HandleAsync(SignalRun run, CancellationToken cancel) => audience.HearAsync(Listeners.Confidant.Name, run, cancel);
}
