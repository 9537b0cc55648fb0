using System.Globalization;

namespace FleetPrompt.Web.Components;

/// <summary>How moments, durations and counts are written. <c>app.js</c> ticks with the same rules.</summary>
public static class Words
{
    /// <summary>"just now", "5m ago", "3h ago", "2d ago", then "14 Mar" and "14 Mar 2024". The short form leaves out "ago".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now, bool brief = false)
    {
        var age = now - at;
        var ago = brief ? "" : " ago";
        if (age < TimeSpan.FromMinutes(1)) return brief ? "now" : "just now";
        if (age < TimeSpan.FromHours(1)) return string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m{ago}");
        if (age < TimeSpan.FromDays(1)) return string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h{ago}");
        if (age < TimeSpan.FromDays(14)) return string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d{ago}");
        var format = at.UtcDateTime.Year == now.UtcDateTime.Year ? "d MMM" : "d MMM yyyy";
        return at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>"2026-03-14 09:21:44 UTC".</summary>
    public static string Absolute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>"840 µs", "12 ms", "1.4 s", "3 min".</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
    };

    /// <summary>"840 B", "12 KB", "3.4 MB", in powers of 1,024.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024d:0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024d * 1024d):0.0} MB"),
    };

    /// <summary>"1 reply", "1,204 replies".</summary>
    public static string Count(int n, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{n:N0} {(n == 1 ? one : many)}");

    /// <summary>The last eight digits: version 7 ids made together share their beginning.</summary>
    public static string ShortId(Guid id) => id.ToString("N", CultureInfo.InvariantCulture)[^8..];
}
