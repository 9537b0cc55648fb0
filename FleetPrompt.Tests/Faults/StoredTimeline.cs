using FleetPrompt.Tests.Browser;

namespace FleetPrompt.Tests.Faults;

/// <summary>Timelines as the database has them.</summary>
internal static class StoredTimeline
{
    /// <summary>The whole organisation's.</summary>
    public static Task<IReadOnlyList<string>> EntriesAsync(this RunningApp app, TestOrganization organization, params string[] sees) => app.EntriesAsync(organization, "%", sees);

    /// <summary>What the database has for who sees that much, each directive where its request was told: the keys of a timeline's rows.</summary>
    public static Task<IReadOnlyList<string>> EntriesAsync(this RunningApp app, TestOrganization organization, string stream, string[] sees) =>
        app.AskAsync(
            $"""
            with visible as (select * from {organization.Tenant.Schema}.signals where stream like '{stream}' and visibility in ('{string.Join("', '", sees)}'))
            select entry from (
                select seq, 'signal ' || id as entry from visible union all select seq, 'directive ' || subject_id from visible where name = 'directive.requested'
            ) entries order by seq, entry
            """);
}
