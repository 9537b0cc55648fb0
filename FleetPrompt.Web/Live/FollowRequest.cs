using System.Text.Json;
using System.Text.Json.Serialization;
using FleetPrompt.Core.Live;
using FleetPrompt.Core.Tenancy;

namespace FleetPrompt.Web.Live;

/// <summary>What a client says when it joins; each part may be left out.</summary>
/// <param name="Cursor">Of the last batch it has; none for from now on.</param>
/// <param name="Stream">Only this stream.</param>
/// <param name="CorrelationId">Only this chain.</param>
/// <param name="Name">Only names that begin so.</param>
internal sealed record FollowRequest(string? Cursor = null, string? Stream = null, string? CorrelationId = null, string? Name = null)
{
    private const int Longest = 200;

    /// <summary>What was sent besides. A misspelt filter would give more than was asked for, so it is refused.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

    /// <exception cref="Microsoft.AspNetCore.SignalR.HubException">It cannot be understood.</exception>
    public LiveFilter Within(Visibility widest)
    {
        if (Unknown is { Count: > 0 } unknown) throw HubError.InvalidRequest($"'{Short(unknown.Keys.First())}' is not a part of it. There are cursor, stream, correlation_id and name.");
        if (Stream?.Length > Longest || Name?.Length > Longest) throw HubError.InvalidRequest($"stream and name have at most {Longest} characters.");
        if (CorrelationId is not null && !Guid.TryParse(CorrelationId, out _)) throw HubError.InvalidRequest("correlation_id is not a uuid.");
        return new(widest, Empty(Stream), CorrelationId is null ? null : Guid.Parse(CorrelationId), Empty(Name));
    }

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Short(string text) => text.Length > 40 ? text[..40] : text;
}
