using System.CommandLine;

namespace FleetPrompt.Web.Operations.Verbs;

/// <summary>Options that several verbs take.</summary>
internal static class Options
{
    public static Option<string?> Data() => new("--data") { Description = "The data directory (FLEETPROMPT_DATA; .fleetprompt)." };

    public static Option<string?> Urls() => new("--urls") { Description = "Where FleetPrompt is served, for the link." };

    public static Option<string> Org() => new("--org") { Description = "The organisation's slug.", Required = true };
}
