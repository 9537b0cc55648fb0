using FleetPrompt.Core.Forums.Members;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;

namespace FleetPrompt.Data.Forums;

/// <inheritdoc cref="IMemberDirectory"/>
internal sealed class MemberDirectory : IMemberDirectory
{
    private const string Read = """
        with found as (
            select m.id, m.display_name, m.role, m.joined_at, coalesce(f.posts, 0) as posts, coalesce(f.likes, 0) as likes, coalesce(f.accepted, 0) as accepted, count(*) over () as total
            from public.active_members($1) m
            left join forum_members f on f.user_id = m.id
        )
        select id, display_name, role, joined_at, posts, likes, accepted, total::int
        from found
        order by
            case $2 when 'posts' then posts when 'reputation' then likes + 10 * accepted else 0 end desc,
            case when $2 = 'newest' then joined_at end desc nulls last,
            display_name, id
        offset $3 limit $4
        """;

    public Task<(IReadOnlyList<MemberRow> Rows, int Total)> ReadAsync(TenantUnit unit, string text, MemberOrder order, int skip, int take, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<(IReadOnlyList<MemberRow>, int)>(
            Read,
            [
                new NpgsqlParameter<string> { TypedValue = text },
                new NpgsqlParameter<string> { TypedValue = order.ToString().ToLowerInvariant() },
                new NpgsqlParameter<int> { TypedValue = skip },
                new NpgsqlParameter<int> { TypedValue = take },
            ],
            async reader =>
            {
                var (rows, total) = (new List<MemberRow>(), 0);
                while (await reader.ReadAsync(cancel))
                {
                    rows.Add(new MemberRow(new Person(reader.GetGuid(0), reader.GetString(1), reader.GetString(2)), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6)));
                    total = reader.GetInt32(7);
                }

                return (rows, total);
            },
            cancel);
}
