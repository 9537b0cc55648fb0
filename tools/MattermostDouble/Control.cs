namespace MattermostDouble;

/// <summary>How a test, or somebody who shows FleetPrompt, speaks with the double itself.</summary>
internal static class Control
{
    public static void MapControl(this WebApplication app)
    {
        var control = app.MapGroup("/double");
        control.MapGet("/messages", (Server server) => server.Messages);
        control.MapGet("/requests", (Server server) => server.Requests);
        control.MapGet("/settings", (Server server) => server.Settings);
        control.MapPut("/settings", (Server server, ServerSettings settings) => server.Settings = settings);
        control.MapGet("/state", (Troubles troubles) => new State(troubles.Hanging, troubles.Waiting));
        // What is to go wrong next: {"kind": "Status", "status": 503}, {"kind": "HangAfterReading"}, …
        control.MapPost("/next", (Troubles troubles, Trouble trouble) => troubles.Add(trouble));
        control.MapPost("/release", (Troubles troubles) => troubles.Release());
        control.MapPost("/forget", (Server server, Troubles troubles) =>
        {
            server.Forget();
            troubles.Forget();
        });
    }

    /// <param name="Hanging">Requests that are not answered until they are released.</param>
    /// <param name="Waiting">Requests to come with which something will go wrong.</param>
    private sealed record State(int Hanging, int Waiting);
}
