using System.Text;
using System.Text.RegularExpressions;

namespace FleetPrompt.Core.Packages.Schema;

/// <summary>Regular expressions of ECMA 262, run by .NET with a time limit.</summary>
internal static class JsonPattern
{
    /// <summary>By the clock on the wall: a busy machine may leave a thread alone for a good part of a second, and what fits must not be refused for that.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static bool IsOne(string pattern)
    {
        try
        {
            _ = new Regex(Own(pattern), RegexOptions.ECMAScript, Timeout);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>False also where it takes too long to say.</summary>
    public static bool Matches(string pattern, string value)
    {
        try
        {
            return Regex.IsMatch(value, Own(pattern), RegexOptions.ECMAScript, Timeout);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>With a <c>$</c> that is the end of the text alone: .NET's also stands before a line break there.</summary>
    private static string Own(string pattern)
    {
        var own = new StringBuilder(pattern.Length);
        for (var (at, inClass) = (0, false); at < pattern.Length; at++)
        {
            var next = pattern[at];
            if (next == '\\' && at + 1 < pattern.Length) own.Append(next).Append(pattern[++at]);
            else if (next == '$' && !inClass) own.Append(@"(?![\s\S])");
            else
            {
                inClass = next == '[' || (inClass && next != ']');
                own.Append(next);
            }
        }

        return own.ToString();
    }
}
