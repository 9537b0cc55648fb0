using System.Text.Json;

namespace MattermostDouble;

internal static class Bodies
{
    /// <summary>The body, or null where it is longer than it may be.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most) return null;
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > most) return null;
        }

        return body.ToArray();
    }

    /// <summary>The object that it is, or null.</summary>
    public static JsonElement? Object(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static JsonElement? Part(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
