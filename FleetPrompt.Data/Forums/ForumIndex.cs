using FleetPrompt.Core.Forums.Search;
using FleetPrompt.Core.Tenancy;
using FleetPrompt.Data.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace FleetPrompt.Data.Forums;

/// <inheritdoc cref="IForumIndex"/>
internal sealed class ForumIndex : IForumIndex
{
    // What looks like a tag is no tag here but text (a generic type, a piece of code).
    private const string Write = """
        insert into forum_documents (post_id, thread_id, title, body, created_at, tokens)
        select d.post_id, d.thread_id, d.title, d.body, d.created_at,
            setweight(to_tsvector($1::regconfig, translate(coalesce(d.title, ''), '<>', '  ')), 'A') || setweight(to_tsvector($1::regconfig, translate(d.body, '<>', '  ')), 'C')
        from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[]) as d(post_id, thread_id, title, body, created_at)
        on conflict (post_id) do update set thread_id = excluded.thread_id, title = excluded.title, body = excluded.body, created_at = excluded.created_at, tokens = excluded.tokens
        """;

    // Words of 4 to 24 letters, as people write them. Sorted, so that two writers never wait for each other.
    private const string Words = """
        insert into forum_words (word)
        select distinct w.word from unnest($1::text[], $2::text[]) as d(title, body),
            lateral regexp_split_to_table(lower(coalesce(d.title, '') || ' ' || d.body), '[^[:alpha:]]+') as w(word)
        where length(w.word) between 4 and 24
        order by 1
        on conflict do nothing
        """;

    private const string Astray = """
        (select p.id from forum_posts p where p.status = 'published' and not exists (select from forum_documents d where d.post_id = p.id) limit $1)
        union all
        (select d.post_id from forum_documents d where not exists (select from forum_posts p where p.id = d.post_id and p.status = 'published') limit $1)
        limit $1
        """;

    // The newest matches in the order of their time: for a word that is everywhere that is a walk along an index which ends early, for a rare one the few rows of it.
    private const string Find = """
        with wanted as (select case when $2::text is null then null else to_tsquery($1::regconfig, $2::text) end as query),
        matches as materialized (
            select d.post_id, d.thread_id, p.number, d.title, d.tokens, d.created_at
            from forum_documents d
            join forum_posts p on p.id = d.post_id and p.status = 'published'
            join forum_threads t on t.id = d.thread_id
            where ($2::text is null or d.tokens @@ (select query from wanted))
                and (not $3 or d.title is not null and ($2::text is null or to_tsvector($1::regconfig, translate(d.title, '<>', '  ')) @@ (select query from wanted)))
                and (not $4 or p.role = 'agent')
                and case $5::text
                    when 'open' then t.status = 'open'
                    when 'locked' then t.status = 'locked'
                    when 'solved' then t.accepted_post_id is not null
                    when 'unanswered' then t.status = 'open' and t.post_count = 1
                    else true end
                and ($6::text is null or t.category_id = (select c.id from forum_categories c where c.slug = $6))
                and t.tags @> $7::text[]
                and ($8::uuid[] is null or p.author_user_id = any ($8))
                and ($9::timestamptz is null or d.created_at < $9)
                and ($10::timestamptz is null or d.created_at >= $10)
            order by d.created_at desc
            limit $11
        ),
        ranked as (
            select m.post_id, m.thread_id, m.number, m.created_at,
                case when $2::text is null then 0 else ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', m.tokens, (select query from wanted), 1 | 32) end as rank
            from matches m
        ),
        best as (
            select distinct on (r.thread_id) r.* from ranked r order by r.thread_id, r.rank desc, r.number
        ),
        page as (
            select b.*, count(*) over () as found from best b order by b.rank desc, b.created_at desc, b.post_id offset $12 limit $13
        )
        select p.post_id, p.thread_id, p.number,
            case when $2::text is null then t.title else ts_headline($1::regconfig, translate(t.title, $15, $16), (select query from wanted), $14 || ', HighlightAll=true') end,
            case when $2::text is null then left(d.body, 200) else ts_headline($1::regconfig, translate(left(d.body, 20000), $15, $16), (select query from wanted), $14 || ', MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter=" … "') end,
            p.found::int
        from page p
        join forum_documents d on d.post_id = p.post_id
        join forum_threads t on t.id = p.thread_id
        order by p.rank desc, p.created_at desc, p.post_id
        """;

    private const string Marks = "StartSel=\"\u0002\", StopSel=\"\u0003\"";

    private const string Tagged = "<>\u0002\u0003";
    private const string Untagged = "\ue000\ue001";

    private const string Correct = """
        select w.asked, best.word
        from unnest($1::text[]) as w(asked)
        cross join lateral (
            select f.word from forum_words f where f.word % w.asked order by similarity(f.word, w.asked) desc, f.word limit 1
        ) best
        where best.word <> w.asked
        """;

    private const string Titles = """
        select t.id from forum_threads t where t.merged_into_thread_id is null and t.title ilike all ($1::text[]) order by t.last_activity_at desc, t.id desc limit $2
        """;

    // Candidates share a lexeme with the title. Each lexeme of the title counts by how rare it is among the candidates (inverse document frequency, Spärck Jones 1972),
    // twice where it stands in the other's title; to that comes how alike the titles are letter by letter.
    private const string Similar = """
        with asked as materialized (
            select distinct l.lexeme from unnest(tsvector_to_array(to_tsvector($1::regconfig, $2::text))) as l(lexeme)
        ),
        query as (select to_tsquery('simple', string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | ')) as q from asked),
        candidates as materialized (
            (select d.thread_id, d.title, d.tokens from forum_documents d where d.title is not null and d.tokens @@ (select q from query) order by d.created_at desc limit 500)
            union
            (select d.thread_id, d.title, d.tokens from forum_documents d where d.title is not null and $2::text % d.title order by similarity(d.title, $2::text) desc limit 50)
        ),
        held as (
            select c.thread_id, l.lexeme, max(case when 'A' = any (l.weights) then 2.0 else 1.0 end) as weight
            from candidates c cross join lateral unnest(c.tokens) as l(lexeme, positions, weights)
            where l.lexeme in (select lexeme from asked)
            group by 1, 2
        ),
        rare as (
            select h.lexeme, ln(1 + (select count(*) from candidates)::float8 / count(*)) as idf from held h group by h.lexeme
        ),
        scored as (
            select c.thread_id,
                coalesce((select sum(h.weight * r.idf) from held h join rare r using (lexeme) where h.thread_id = c.thread_id), 0)
                    / greatest(1e-9, 2.0 * (select sum(coalesce(r.idf, ln(1 + (select count(*) from candidates)::float8))) from asked a left join rare r using (lexeme))) as shared,
                similarity(c.title, $2::text) as alike
            from candidates c
        )
        select s.thread_id, 0.7 * s.shared + 0.3 * s.alike from scored s
        join forum_posts p on p.thread_id = s.thread_id and p.number = 1 and p.status = 'published'
        order by 2 desc, 1 limit $3
        """;

    public async Task WriteAsync(TenantUnit unit, string language, IReadOnlyList<ForumDocument> documents, CancellationToken cancel)
    {
        if (documents.Count == 0) return;
        var tenant = (NpgsqlTenantUnit)unit;
        var titles = documents.Select(d => d.Title).ToArray();
        var bodies = documents.Select(d => d.Body).ToArray();
        await tenant.ExecuteAsync(
            Write,
            [Text(language), Array(documents.Select(d => d.PostId)), Array(documents.Select(d => d.ThreadId)), Texts(titles), Texts(bodies), new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. documents.Select(d => d.CreatedAt.ToUniversalTime())] }],
            _ => Task.FromResult(true),
            cancel);
        await tenant.ExecuteAsync(Words, [Texts(titles), Texts(bodies)], _ => Task.FromResult(true), cancel);
    }

    public Task<IReadOnlyList<Guid>> AstrayAsync(TenantUnit unit, int most, CancellationToken cancel) => Ids(unit, Astray, [new NpgsqlParameter<int> { TypedValue = most }], cancel);

    public Task<IReadOnlyList<IndexHit>> FindAsync(TenantUnit unit, IndexQuery query, int candidates, int skip, int take, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyList<IndexHit>>(
            Find,
            [
                Text(query.Language),
                Text(query.Terms),
                new NpgsqlParameter<bool> { TypedValue = query.InTitle },
                new NpgsqlParameter<bool> { TypedValue = query.ByAgent },
                Text(query.Status?.ToString().ToLowerInvariant()),
                Text(query.Category),
                Texts([.. query.Tags]),
                new NpgsqlParameter { Value = query.Authors is { } authors ? authors.ToArray() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                Time(query.Before),
                Time(query.After),
                new NpgsqlParameter<int> { TypedValue = candidates },
                new NpgsqlParameter<int> { TypedValue = skip },
                new NpgsqlParameter<int> { TypedValue = take },
                Text(Marks),
                Text(Tagged),
                Text(Untagged),
            ],
            async reader =>
            {
                var hits = new List<IndexHit>();
                while (await reader.ReadAsync(cancel))
                    hits.Add(new IndexHit(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5)));
                return hits;
            },
            cancel);

    public Task<IReadOnlyDictionary<string, string>> CorrectAsync(TenantUnit unit, IReadOnlyCollection<string> words, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyDictionary<string, string>>(
            Correct,
            [Texts([.. words.Select(w => w.ToLowerInvariant()).Distinct()])],
            async reader =>
            {
                var corrected = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadAsync(cancel)) corrected[reader.GetString(0)] = reader.GetString(1);
                return corrected;
            },
            cancel);

    public Task<IReadOnlyList<Guid>> TitlesAsync(TenantUnit unit, IReadOnlyCollection<string> words, int take, CancellationToken cancel) =>
        Ids(
            unit,
            Titles,
            [
                Texts([.. words.Select(Anywhere)]),
                new NpgsqlParameter<int> { TypedValue = take },
            ],
            cancel);

    public Task<IReadOnlyList<SimilarThread>> SimilarAsync(TenantUnit unit, string language, string title, int take, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyList<SimilarThread>>(
            Similar,
            [Text(language), Text(title), new NpgsqlParameter<int> { TypedValue = take }],
            async reader =>
            {
                var threads = new List<SimilarThread>();
                while (await reader.ReadAsync(cancel)) threads.Add(new SimilarThread(reader.GetGuid(0), reader.GetDouble(1)));
                return threads;
            },
            cancel);

    /// <summary>A pattern for texts that hold the word, whatever signs it has.</summary>
    private static string Anywhere(string word) =>
        $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static Task<IReadOnlyList<Guid>> Ids(TenantUnit unit, string sql, NpgsqlParameter[] parameters, CancellationToken cancel) =>
        ((NpgsqlTenantUnit)unit).ExecuteAsync<IReadOnlyList<Guid>>(
            sql,
            parameters,
            async reader =>
            {
                var ids = new List<Guid>();
                while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
                return ids;
            },
            cancel);

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Texts(string?[] texts) => new() { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Array(IEnumerable<Guid> ids) => new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] };

    private static NpgsqlParameter Time(DateTimeOffset? time) => new() { Value = time is { } at ? at.ToUniversalTime() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
