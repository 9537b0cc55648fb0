using System.Diagnostics;

namespace FleetPrompt.Tests.Given;

/// <summary>Counts the statements that go to PostgreSQL on behalf of one piece of code, whoever sends them (EF Core or not), by Npgsql's own tracing.</summary>
internal static class StatementCounter
{
    public static async Task<int> Of(Func<Task> code)
    {
        var count = 0;
        using var root = new Activity("counted");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId && activity.TagObjects.Any(t => t.Key is "db.statement" or "db.query.text")) Interlocked.Increment(ref count);
            },
        };
        ActivitySource.AddActivityListener(listener);
        root.SetIdFormat(ActivityIdFormat.W3C).Start();
        try
        {
            await code();
        }
        finally
        {
            root.Stop();
        }

        return count;
    }
}
