using FleetPrompt.Core.Operations;

namespace FleetPrompt.Web.Telemetry;

/// <summary>Whether telemetry is exported, by OpenTelemetry's own settings. Nothing is unless the endpoint is set; headers, timeouts, intervals and the rest are read by its SDK.</summary>
internal static class OtlpSettings
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <exception cref="StartupException">A value that no collector could be reached by.</exception>
    public static bool AreSet(IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { } endpoint || string.IsNullOrWhiteSpace(endpoint)) return false;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
            throw StartupException.For(Endpoint, "not the address of a collector. Use one like http://127.0.0.1:4317, or unset it; what it needs to let us in goes to OTEL_EXPORTER_OTLP_HEADERS.");
        if (configuration[Protocol] is { Length: > 0 } protocol && protocol is not ("grpc" or "http/protobuf"))
            throw StartupException.For(Protocol, $"'{protocol}' is not spoken here. Use grpc or http/protobuf.");
        return true;
    }
}
