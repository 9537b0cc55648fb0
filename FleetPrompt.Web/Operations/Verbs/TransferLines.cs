using System.Diagnostics;
using FleetPrompt.Core.Operations;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary>Progress as lines on the terminal, at most one a second.</summary>
internal sealed class TransferLines(TextWriter output) : IProgress<TransferProgress>
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan told;

    public void Report(TransferProgress value)
    {
        if (watch.Elapsed - told < Often) return;
        told = watch.Elapsed;
        output.WriteLine($"… {value.Doing} {value.Rows} rows of {value.File}");
    }
}
