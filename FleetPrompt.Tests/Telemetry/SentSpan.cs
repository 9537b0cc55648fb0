using System.Text;

namespace FleetPrompt.Tests.Telemetry;

/// <summary>A span as it was sent: just enough of OTLP's protobuf is read to compare what matters.</summary>
internal sealed record SentSpan(string Source, string Name, string TraceId, IReadOnlyDictionary<string, string> Tags)
{
    // Field numbers of opentelemetry/proto/trace/v1/trace.proto.
    private const int ResourceSpans = 1, ScopeSpans = 2, Scope = 1, ScopeName = 1, Spans = 2, TraceIdField = 1, NameField = 5, Attributes = 9, Key = 1, Value = 2, StringValue = 1;

    public static IEnumerable<SentSpan> In(byte[] request) =>
        from resource in Messages(request, ResourceSpans)
        from scope in Messages(resource, ScopeSpans)
        let source = Text(Messages(scope, Scope).Single(), ScopeName)
        from span in Messages(scope, Spans)
        select new SentSpan(source, Text(span, NameField), Convert.ToHexStringLower(Messages(span, TraceIdField).Single()), TagsOf(span));

    private static Dictionary<string, string> TagsOf(byte[] span) => Messages(span, Attributes).ToDictionary(a => Text(a, Key), a => Text(Messages(a, Value).Single(), StringValue));

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault() ?? []);

    /// <summary>The parts of a message under one field number that have a length: texts, bytes and messages.</summary>
    private static List<byte[]> Messages(byte[] message, int field)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch
            {
                0 => Skip(message, ref at),
                1 => 8,
                5 => 4,
                _ => (int)Varint(message, ref at),
            };
            if (tag == (ulong)(field << 3 | 2)) found.Add(message[at..(at + length)]);
            at += length;
        }

        return found;
    }

    private static int Skip(byte[] message, ref int at)
    {
        Varint(message, ref at);
        return 0;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }
}
