namespace FleetPrompt.Core.Work;

/// <summary>A hosted service that a command of the command line needs as well, though it serves nothing: what it commits must be heard by nodes that run.</summary>
public interface IRunsInVerbs;
