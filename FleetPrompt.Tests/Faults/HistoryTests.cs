using FleetPrompt.Core.Work;
using FleetPrompt.Tests.Given;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FleetPrompt.Tests.Faults;

/// <summary>
/// Random histories of a few directives, against a model of their states (<see cref="HistoryModel"/>): after every step the rows, the signals, the attempts, the effects and the queue are as
/// the model says. A history that fails is made shorter, and told with its seed. Fails when the end of a directive is not guarded by its token (tried).
/// </summary>
[Trait("Category", "Fault")]
public sealed class HistoryTests(Installation fleet) : DatabaseTests(fleet)
{
    private const int Histories = 100;
    private const int Longest = 40;

    [Fact]
    public async Task Whatever_happens_to_a_directive_in_whatever_order_it_is_as_the_model_says()
    {
        var acme = await Given.Org();
        var config = Config.QuickThrowOnFailure.WithMaxTest(Histories).WithQuietOnSuccess(true);

        await Task.Run(() => Check.One(config, Prop.ForAll(Some(), history => Play(acme, history))), Cancel);
    }

    private bool Play(Org org, History history)
    {
        Task.Run(() => new HistoryModel(Given, org).PlayAsync(history.Steps), Cancel).GetAwaiter().GetResult();
        return true;
    }

    private static Arbitrary<History> Some()
    {
        // Mostly of one directive: more happens to it.
        var step = Gen.Frequency(Weights.Select(w => (w.Weight, Gen.Elements(0, 0, 0, 0, 1, 2).Select(which => new Step(w.Verb, which)))));
        return Arb.From(Gen.Choose(5, Longest).SelectMany(length => Gen.ListOf(step, length)).Select(steps => new History([.. steps])), Shorter);
    }

    private static readonly (Verb Verb, int Weight)[] Weights =
    [
        (Verb.Request, 5), (Verb.Cancel, 4), (Verb.Rerun, 3), (Verb.Claim, 7), (Verb.Succeed, 3), (Verb.Fail, 2), (Verb.Throw, 2), (Verb.Die, 2),
        (Verb.Hang, 3), (Verb.Wake, 2), (Verb.FinishAgain, 2), (Verb.LeaseEnds, 4), (Verb.Sweep, 1), (Verb.LoseTheQueue, 1), (Verb.Reconcile, 2),
    ];

    /// <summary>Without its second half, its first half, or one of its steps.</summary>
    private static IEnumerable<History> Shorter(History history)
    {
        var steps = history.Steps;
        if (steps.Length > 2)
        {
            yield return new(steps[..(steps.Length / 2)]);
            yield return new(steps[(steps.Length / 2)..]);
        }

        for (var n = 0; n < steps.Length; n++) yield return new([.. steps[..n], .. steps[(n + 1)..]]);
    }
}

internal sealed record History(Step[] Steps)
{
    public override string ToString() => string.Join(", ", Steps.Select(s => $"{s.Verb}({s.Which})"));
}

/// <param name="Which">Of the keys, the runners or what is in hand; as far as there are so many.</param>
internal sealed record Step(Verb Verb, int Which);

internal enum Verb
{
    /// <summary>With one of three keys; the third is of a directive that works outside.</summary>
    Request,
    Cancel,
    Rerun,
    Claim,

    /// <summary>What has been claimed is done to its end.</summary>
    Succeed,
    Fail,
    Throw,

    /// <summary>Its runner ends in the middle of the handler.</summary>
    Die,

    /// <summary>Its runner stops in the middle of the handler, to wake up and succeed when it may have been taken over.</summary>
    Hang,
    Wake,

    /// <summary>A runner that has finished, or was taken over before it began, does all of it again.</summary>
    FinishAgain,
    LeaseEnds,
    Sweep,

    /// <summary>All that waits is deleted from the queue.</summary>
    LoseTheQueue,
    Reconcile,
}
