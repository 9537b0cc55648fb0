namespace FleetPrompt.Core.Work;

/// <summary>What this process is called among the nodes: its machine and its process id, which tells apart two on one machine.</summary>
public static class NodeName
{
    public static string Here { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
