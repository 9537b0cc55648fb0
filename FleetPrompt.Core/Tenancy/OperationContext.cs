namespace FleetPrompt.Core.Tenancy;

/// <summary>
/// On whose behalf, from where and as part of what something is done. Every unit carries one; signals and directives are stamped from it.
/// </summary>
/// <param name="Tenant">The tenant acted on: from the session's membership or from the work item, never from client input.</param>
/// <param name="Actor">Who acts.</param>
/// <param name="Source"><c>web | job | api | import | cli</c>.</param>
/// <param name="RequestId">The HTTP request or circuit event, where there is one.</param>
/// <param name="CorrelationId">Shared by everything that one act leads to.</param>
/// <param name="CausationId">The signal or directive that directly led here.</param>
public sealed record OperationContext(TenantRef Tenant, Actor Actor, string Source, string? RequestId, Guid CorrelationId, Guid? CausationId)
{
    /// <summary>A keyed hash of the network address the act came from, where it came from one: it is counted, and stands nowhere else.</summary>
    public string? Origin { get; init; }

    public static OperationContext New(TenantRef tenant, Actor actor, string source, string? requestId = null) =>
        new(tenant, actor, source, requestId, Guid.CreateVersion7(), null);
}

public static class Sources
{
    public const string Web = "web";
    public const string Job = "job";
    public const string Api = "api";
    public const string Import = "import";
    public const string Cli = "cli";
}
