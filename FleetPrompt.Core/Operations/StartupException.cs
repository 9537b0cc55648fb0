namespace FleetPrompt.Core.Operations;

/// <summary>
/// The configuration or the machine keeps FleetPrompt from starting. <see cref="Exception.Message"/> is one line that names the setting,
/// what is wrong and what would be right; it holds no secrets. Print it alone and exit with <see cref="ExitCode"/>.
/// </summary>
public sealed class StartupException(string message, Exception? cause = null) : Exception(message, cause)
{
    public const int ExitCode = 2;

    /// <summary>The setting to change, such as <c>FLEETPROMPT_DB</c>.</summary>
    public string? Setting { get; init; }

    /// <summary>An exception whose line begins with the setting's name.</summary>
    public static StartupException For(string setting, string problemAndRemedy, Exception? cause = null) =>
        new($"{setting}: {problemAndRemedy.ReplaceLineEndings(" ")}", cause) { Setting = setting };
}
