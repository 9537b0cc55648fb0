using FleetPrompt.Core.Forums.Limits;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;

namespace FleetPrompt.Data.Forums;

/// <inheritdoc cref="ITokenBuckets"/>
internal sealed class TokenBuckets : ITokenBuckets
{
    // Rows are taken in the order of their keys, so that two units never wait for each other. A bucket that nobody has asked yet is full.
    private const string Take = """
        with asked as (select * from unnest($1::text[], $2::float8[], $3::float8[]) as a(key, capacity, per_second) order by key)
        insert into limit_buckets as b (key, tokens, filled_at)
        select key, capacity - 1, clock_timestamp() from asked order by key
        on conflict (key) do update set
            tokens = (select least(a.capacity, b.tokens + a.per_second * greatest(0, extract(epoch from clock_timestamp() - b.filled_at))) from asked a where a.key = b.key) - 1,
            filled_at = greatest(b.filled_at, clock_timestamp())
        returning (select case when b.tokens >= 0 then 0 else -b.tokens / a.per_second end from asked a where a.key = b.key)
        """;

    public Task<TimeSpan?> TakeAsync(TenantUnit unit, IReadOnlyList<TokenBucket> buckets, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<TimeSpan?>(
            Take,
            [
                new NpgsqlParameter<string[]> { TypedValue = [.. buckets.Select(b => b.Key)] },
                new NpgsqlParameter<double[]> { TypedValue = [.. buckets.Select(b => (double)b.Capacity)] },
                new NpgsqlParameter<double[]> { TypedValue = [.. buckets.Select(b => b.Capacity / b.Refill.TotalSeconds)] },
            ],
            async reader =>
            {
                var longest = 0d;
                while (await reader.ReadAsync(cancel)) longest = Math.Max(longest, reader.GetDouble(0));
                return longest > 0 ? TimeSpan.FromSeconds(Math.Ceiling(longest)) : null;
            },
            cancel);
}
