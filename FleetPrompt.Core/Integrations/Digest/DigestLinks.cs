namespace FleetPrompt.Core.Integrations.Digest;

/// <summary>Where a digest's links lead: paths of pages that the application serves.</summary>
public static class DigestLinks
{
    public const string FailedDirectives = "/directives?status=failed";
    public const string Parked = "/signals/parked";
    public const string Executions = "/executions";
    public const string Connections = "/settings/integrations";
    public const string Marketplace = "/marketplace";

    public static string Installation(Guid id) => $"/installations/{id}";
}
