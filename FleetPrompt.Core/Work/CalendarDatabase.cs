namespace FleetPrompt.Core.Work;

/// <summary>Where the calendar of all nodes is kept: a connection string of the application's own role.</summary>
public sealed record CalendarDatabase(string ConnectionString);
