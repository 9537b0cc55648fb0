using FleetPrompt.Core.Forums.Tracking;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Forums;

/// <inheritdoc cref="IReadMarks"/>
internal sealed class ReadMarks : IReadMarks
{
    private const string Read = """
        insert into forum_thread_users as mine (user_id, thread_id, last_read_number, last_read_at, level, level_chosen)
        select $1, t.id, least($3, t.post_count), $4, 'normal', false from forum_threads t where t.id = $2
        on conflict (user_id, thread_id) do update set last_read_number = excluded.last_read_number, last_read_at = excluded.last_read_at
        where mine.last_read_number < excluded.last_read_number
        """;

    private const string Wrote = """
        insert into forum_thread_users as mine (user_id, thread_id, last_read_number, last_read_at, level, level_chosen)
        values ($1, $2, $3, $4, $5, false)
        on conflict (user_id, thread_id) do update set
            last_read_number = case when mine.last_read_number = $3 - 1 then $3 else mine.last_read_number end,
            last_read_at = coalesce(mine.last_read_at, $4),
            level = case when mine.level_chosen or mine.level = 'watching' then mine.level else excluded.level end
        """;

    /// <summary>A thread that was new is put aside, not read: replies to it do not make it unread.</summary>
    private const string AllRead = """
        insert into forum_thread_users as mine (user_id, thread_id, last_read_number, last_read_at, level, level_chosen)
        select $1, t.id, case when u.last_read_number > 0 then t.post_count else 0 end, $4, 'normal', false
        from forum_threads t left join forum_thread_users u on u.user_id = $1 and u.thread_id = t.id
        where ($2 is null or t.category_id = $2)
            and (u.last_read_number between 1 and t.post_count - 1 or (t.created_at > $3 and u.last_read_at is null))
        on conflict (user_id, thread_id) do update set last_read_number = greatest(mine.last_read_number, excluded.last_read_number), last_read_at = excluded.last_read_at
        """;

    private const string FollowThread = """
        insert into forum_thread_users (user_id, thread_id, last_read_number, level, level_chosen) values ($1, $2, 0, $3, true)
        on conflict (user_id, thread_id) do update set level = excluded.level, level_chosen = true
        """;

    private const string FollowCategory = """
        insert into forum_category_users (user_id, category_id, level) values ($1, $2, $3)
        on conflict (user_id, category_id) do update set level = excluded.level
        """;

    private const string Joined = "insert into forum_readers (user_id, joined_at) values ($1, $2) on conflict (user_id) do nothing";

    private const string Count = """
        insert into forum_thread_participants as known (thread_id, user_id, posts)
        select $1, $2, count(*) from forum_posts p where p.thread_id = $1 and p.author_user_id = $2 and p.status = 'published'
        on conflict (thread_id, user_id) do update set posts = excluded.posts where known.posts <> excluded.posts
        """;

    public async Task<bool> ReadAsync(TenantUnit unit, Guid user, Guid thread, int number, DateTimeOffset now, CancellationToken cancel) =>
        await RunAsync(unit, Read, cancel, Of(user), Of(thread), Of(number), Of(now)) > 0;

    public Task WroteAsync(TenantUnit unit, Guid user, Guid thread, int number, string level, DateTimeOffset now, CancellationToken cancel) =>
        RunAsync(unit, Wrote, cancel, Of(user), Of(thread), Of(number), Of(now), Of(level));

    public Task AllReadAsync(TenantUnit unit, Guid user, Guid? category, DateTimeOffset newSince, DateTimeOffset now, CancellationToken cancel) =>
        RunAsync(unit, AllRead, cancel, Of(user), new NpgsqlParameter { Value = category ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, Of(newSince), Of(now));

    public Task FollowThreadAsync(TenantUnit unit, Guid user, Guid thread, string level, CancellationToken cancel) => RunAsync(unit, FollowThread, cancel, Of(user), Of(thread), Of(level));

    public Task FollowCategoryAsync(TenantUnit unit, Guid user, Guid category, string level, CancellationToken cancel) => RunAsync(unit, FollowCategory, cancel, Of(user), Of(category), Of(level));

    public Task JoinedAsync(TenantUnit unit, Guid user, DateTimeOffset at, CancellationToken cancel) => RunAsync(unit, Joined, cancel, Of(user), Of(at));

    public Task CountAsync(TenantUnit unit, Guid thread, Guid user, CancellationToken cancel) => RunAsync(unit, Count, cancel, Of(thread), Of(user));

    private static Task<int> RunAsync(TenantUnit unit, string sql, CancellationToken cancel, params NpgsqlParameter[] parameters) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync(sql, parameters, reader => Task.FromResult(reader.RecordsAffected), cancel);

    private static NpgsqlParameter<Guid> Of(Guid value) => new() { TypedValue = value };

    private static NpgsqlParameter<int> Of(int value) => new() { TypedValue = value };

    private static NpgsqlParameter<string> Of(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTimeOffset> Of(DateTimeOffset value) => new() { TypedValue = value.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
