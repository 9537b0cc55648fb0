using System.Globalization;
using FleetPrompt.Core.Operations;
using Microsoft.AspNetCore.Http.Extensions;

namespace FleetPrompt.Web.Operations;

/// <summary>The filters of the signals page as they stand in its address.</summary>
/// <param name="Actor">A person's id, or <c>system</c> or <c>agent</c>.</param>
/// <param name="Subject">A type, an id, or <c>type:id</c>.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC.</param>
public sealed record SignalFilter(string? Name, string? Actor, string? Subject, string? Stream, string? From, string? To)
{
    public SignalQuery Query(long? before)
    {
        var actor = Given(Actor);
        var (type, id) = Split(Given(Subject));
        var person = Guid.TryParse(actor, out var user) ? user : (Guid?)null;
        return new SignalQuery(
            Given(Name)?.TrimEnd('*'),
            person is null ? actor : Core.Tenancy.Actor.UserType,
            person,
            type,
            id,
            Given(Stream),
            TimeOf(From),
            TimeOf(To),
            before);
    }

    /// <summary>The page with these filters, before <paramref name="before"/>.</summary>
    public string Href(long? before) => At(AppUrls.Signals, ("before", before?.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The page with these filters, narrowed to a stretch of time.</summary>
    public string HrefOf(SignalBar bar) => (this with { From = TextOf(bar.From), To = TextOf(bar.To) }).Href(null);

    /// <summary>The file of what fits these filters.</summary>
    public string ExportHref(string format) => At(AppUrls.SignalsExport, ("format", format));

    private string At(string path, (string Key, string? Value) more)
    {
        var query = new QueryBuilder();
        foreach (var (key, value) in new (string, string?)[] { ("name", Name), ("actor", Actor), ("subject", Subject), ("stream", Stream), ("from", From), ("to", To), more })
            if (Given(value) is { } given) query.Add(key, given);
        return path + query.ToQueryString();
    }

    /// <summary>For an <c>input type=datetime-local</c>; empty when the text is no time.</summary>
    public static string Shown(string? time) => TimeOf(time)?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>As an <c>input type=datetime-local</c> writes it; with seconds only where there are any.</summary>
    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(time.Second == 0 ? "yyyy-MM-ddTHH:mm" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static (string? Type, Guid? Id) Split(string? subject)
    {
        if (subject is null) return (null, null);
        if (Guid.TryParse(subject, out var alone)) return (null, alone);
        var colon = subject.LastIndexOf(':');
        return colon > 0 && Guid.TryParse(subject[(colon + 1)..], out var id) ? (subject[..colon], id) : (subject, null);
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(Given(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
