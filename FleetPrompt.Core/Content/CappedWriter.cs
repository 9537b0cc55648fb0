using System.Globalization;
using System.Text;

namespace FleetPrompt.Core.Content;

/// <summary>Collects at most so many characters; the one that is too many stops the renderer with a <see cref="ContentRefusedException"/>.</summary>
internal sealed class CappedWriter(int maxLength) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        Reserve(1);
        _text.Append(value);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Reserve(buffer.Length);
        _text.Append(buffer);
    }

    public override string ToString() => _text.ToString();

    private void Reserve(int count)
    {
        if (_text.Length + count > maxLength)
            throw new ContentRefusedException(Refusal.TooLarge);
    }
}
