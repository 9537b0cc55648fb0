using FleetPrompt.Core.Forums.Notices;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;

namespace FleetPrompt.Data.Forums;

/// <inheritdoc cref="IMemberNames"/>
internal sealed class MemberNames : IMemberNames
{
    private const string Find = """
        select id, display_name from public.export_people()
        where status = 'active' and lower(regexp_replace(normalize(display_name, nfkc), '[[:space:]._-]+', '', 'g')) = any($1)
        """;

    public Task<IReadOnlyList<(Guid Id, string Key)>> FindAsync(TenantUnit unit, IReadOnlyCollection<string> keys, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyList<(Guid, string)>>(
            Find,
            [new NpgsqlParameter<string[]> { TypedValue = [.. keys] }],
            async reader =>
            {
                var found = new List<(Guid, string)>();
                while (await reader.ReadAsync(cancel)) found.Add((reader.GetGuid(0), Mentions.KeyOf(reader.GetString(1))));
                return found;
            },
            cancel);
}
