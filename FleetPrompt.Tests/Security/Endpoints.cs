using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace FleetPrompt.Tests.Security;

/// <summary>What the application answers to, read from its routes.</summary>
internal static partial class Endpoints
{
    public static IReadOnlyList<RouteEndpoint> Of(IEndpointRouteBuilder app) => [.. app.DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()];

    public static bool IsOpen(this RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    public static bool Answers(this RouteEndpoint endpoint, string method) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(method);

    public static string Route(this RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');

    /// <summary>An address that the endpoint answers to, for something that does not exist.</summary>
    public static string Sample(this RouteEndpoint endpoint) =>
        Parameter().Replace(endpoint.Route(), match => match.Value switch
        {
            var p when p.Contains(":guid", StringComparison.Ordinal) => Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture),
            var p when p.Contains(":int", StringComparison.Ordinal) => "404",
            _ => "x",
        });

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();
}
