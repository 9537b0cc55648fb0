using System.Buffers;
using System.Text.Json;

namespace FleetPrompt.Core.Signals;

/// <summary>A quick look at JSON: whether <see cref="RedactionGuard"/> could find anything in it. May say yes where it finds nothing, never no where it finds something.</summary>
internal static class SecretScan
{
    public static bool MayHold(ReadOnlySpan<byte> json)
    {
        var rented = ArrayPool<char>.Shared.Rent(json.Length);
        try
        {
            return MayHold(json, rented);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }

    private static bool MayHold(ReadOnlySpan<byte> json, Span<char> room)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 2 * RedactionGuard.MaxDepth });
        var telling = false;
        while (reader.Read())
        {
            if (reader.CurrentDepth >= RedactionGuard.MaxDepth) return true;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = TextOf(ref reader, room);
                    if (SecretValues.MayHold(name)) return true;
                    telling = SecretKeys.IsSecret(name);
                    break;
                case JsonTokenType.String:
                    if (telling || SecretValues.MayHold(TextOf(ref reader, room))) return true;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (telling) return true;
                    break;
                default:
                    telling = false;
                    break;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> TextOf(ref Utf8JsonReader reader, Span<char> room) => room[..reader.CopyString(room)];
}
