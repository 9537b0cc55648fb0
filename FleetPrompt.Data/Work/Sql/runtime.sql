-- The work queue: what waits, what runs, and who runs it. Small and hot; the truth is in the tenants. Safe to repeat.
create table if not exists runtime.ready (
    tenant_id int not null,
    work_id uuid not null,
    priority int not null,
    ready_at timestamptz not null,
    kind text not null,
    primary key (tenant_id, work_id)
);
-- The directive's or handler's name, and whether it may share a unit with others of its tenant.
alter table runtime.ready add column if not exists name text not null default '';
alter table runtime.ready add column if not exists shares boolean not null default false;
drop index if exists runtime.ready_line;
create index if not exists ready_due on runtime.ready (tenant_id, ready_at);
create index if not exists ready_in_line on runtime.ready (tenant_id, shares, priority, ready_at);

create table if not exists runtime.runners (
    id uuid primary key,
    node text not null,
    started_at timestamptz not null default now(),
    lease_until timestamptz not null
);

create table if not exists runtime.running (
    tenant_id int not null,
    work_id uuid not null,
    priority int not null,
    kind text not null,
    token bigint not null,
    runner_id uuid not null,
    claimed_at timestamptz not null default now(),
    begun_at timestamptz,
    deadline_at timestamptz,
    primary key (tenant_id, work_id)
);
alter table runtime.running add column if not exists cancel_requested_at timestamptz;
alter table runtime.running add column if not exists name text not null default '';
alter table runtime.running add column if not exists shares boolean not null default false;

-- Both are written and emptied all day long: what is dead is taken away early.
alter table runtime.ready set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
alter table runtime.running set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
drop index if exists runtime.running_runner;
create index if not exists running_unwanted on runtime.running (runner_id) where cancel_requested_at is not null;

create sequence if not exists runtime.token;

-- What operators grant an organisation beyond or below the usual: its share beside others, and how much of it may run at once over all nodes.
create table if not exists runtime.tenants (
    tenant_id int primary key,
    weight int not null default 1 check (weight between 1 and 100),
    max_running int check (max_running > 0)
);

-- Token buckets, one for each organisation and name that has a rate.
create table if not exists runtime.buckets (
    tenant_id int not null,
    name text not null,
    tokens float8 not null,
    filled_at timestamptz not null,
    primary key (tenant_id, name)
);

create or replace function runtime.current_tenant() returns int
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return (select tenant_id from public.organizations where slug = substr(current_setting('role'), 5) and 'org_' || slug = current_setting('role'));
end
$$;

-- Verbs of a tenant's unit ------------------------------------------------------------------------------------------------------

drop function if exists runtime.enqueue(text, uuid, timestamptz, int);
create or replace function runtime.enqueue(p_work uuid[], p_kind text[], p_name text[], p_ready_at timestamptz[], p_priority int[], p_shares boolean[]) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind, name, shares)
    select w.id, t.id, w.priority, coalesce(w.ready_at, now()), w.kind, w.name, w.shares
    from runtime.current_tenant() as t (id), unnest(p_work, p_kind, p_name, p_ready_at, p_priority, p_shares) as w (id, kind, name, ready_at, priority, shares)
    on conflict (tenant_id, work_id) do nothing;
end
$$;

create or replace function runtime.begin(p_work uuid, p_token bigint, p_deadline interval) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    update runtime.running set begun_at = now(), deadline_at = now() + p_deadline
    where work_id = p_work and token = p_token and tenant_id = runtime.current_tenant();
    return found;
end
$$;

drop function if exists runtime.finish(uuid, bigint);
create or replace function runtime.finish(p_work uuid[], p_token bigint[]) returns int
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_tenant int := runtime.current_tenant();
    v_count int;
begin
    delete from runtime.running r using unnest(p_work, p_token) as w (id, token) where r.tenant_id = v_tenant and r.work_id = w.id and r.token = w.token;
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

-- Held work goes back in line, for later: what failed and may be tried again.
create or replace function runtime.requeue(p_work uuid, p_token bigint, p_delay interval) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    with gone as (
        delete from runtime.running where work_id = p_work and token = p_token and tenant_id = runtime.current_tenant() returning work_id, tenant_id, priority, kind, name, shares
    )
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind, name, shares) select work_id, tenant_id, priority, now() + p_delay, kind, name, shares from gone;
    return found;
end
$$;

create or replace function runtime.cancel(p_work uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    lock table runtime.ready in row exclusive mode; -- a snapshot from before the line was written anew would not see it
    delete from runtime.ready where work_id = p_work and tenant_id = runtime.current_tenant();
    return found;
end
$$;

create or replace function runtime.request_cancel(p_work uuid) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    update runtime.running set cancel_requested_at = coalesce(cancel_requested_at, now()) where work_id = p_work and tenant_id = runtime.current_tenant()
$$;

-- What the tenant believes to be in line or running, and is neither: a look at all of it, for reconciliation.
create or replace function runtime.missing(p_work uuid[]) returns uuid[]
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    lock table runtime.ready in access share mode; -- as in cancel
    return (
        select coalesce(array_agg(w.id), '{}') from unnest(p_work) as w (id)
        where not exists (select from runtime.ready r where r.tenant_id = runtime.current_tenant() and r.work_id = w.id)
            and not exists (select from runtime.running n where n.tenant_id = runtime.current_tenant() and n.work_id = w.id)
    );
end
$$;

-- Verbs of the runner -----------------------------------------------------------------------------------------------------------

-- How many more of each limited name may begin now: what the cap leaves, and whole tokens in the bucket. Claims for the same tenants wait for each other from here on, so that two nodes
-- together keep what each alone keeps.
create or replace function runtime.room(p_tenants int[], p_names text[], p_max int[], p_per_second float8[], p_burst int[])
    returns table (tenant_id int, name text, room int, tokens float8)
    language plpgsql volatile set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    if cardinality(p_names) = 0 then return; end if;
    perform pg_advisory_xact_lock(1179210085, t.id) from (select id from unnest(p_tenants) as u (id) order by id) t;
    return query
        select u.id, l.name, least(coalesce(l.most - n.running, 2147483647), coalesce(floor(f.tokens), 2147483647))::int, f.tokens
        from unnest(p_tenants) as u (id)
        cross join unnest(p_names, p_max, p_per_second, p_burst) as l (name, most, per_second, burst)
        left join runtime.buckets b on b.tenant_id = u.id and b.name = l.name
        cross join lateral (select count(*) as running from runtime.running r where l.most is not null and r.tenant_id = u.id and r.name = l.name) n
        cross join lateral (select case when l.per_second is not null
            then least(l.burst, coalesce(b.tokens + l.per_second * extract(epoch from clock_timestamp() - b.filled_at), l.burst))::float8 end as tokens) f;
end
$$;

-- Fair over tenants: they take turns in the order of their numbers, after the one given (a loose index scan that ends when there are enough), and share the places by their weights. A
-- place is one item, or a batch of those that may share a unit.
-- The planner is pinned to the indexes: its estimates of a table that is empty one moment and full the next are worthless. What is pinned looks dear, and would be compiled each time (jit).
drop function if exists runtime.claim(uuid, int);
drop function if exists runtime.claim(uuid, int, int, int);
create or replace function runtime.claim(p_runner uuid, p_places int, p_batch int, p_after int, p_names text[], p_max int[], p_per_second float8[], p_burst int[])
    returns table (tenant_id int, kind text, work_id uuid, token bigint, priority int, shares boolean)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_granted boolean := exists (select from runtime.tenants);
    v_tenants int[] := '{}';
    v_weights int[] := '{}';
    v_rooms int[] := '{}';
    v_tenant int;
    v_first timestamptz;
    v_weight int := 1;
    v_room int := 2147483647;
    v_total int := 0;
    v_last int := p_after;
    v_wrapped boolean := false;
begin
    while cardinality(v_tenants) < p_places loop
        select r.tenant_id, r.ready_at into v_tenant, v_first from runtime.ready r
        where r.tenant_id > v_last and (not v_wrapped or r.tenant_id <= p_after)
        order by r.tenant_id, r.ready_at limit 1;
        if not found then
            exit when v_wrapped;
            v_wrapped := true;
            v_last := -2147483648;
            continue;
        end if;
        v_last := v_tenant;
        continue when v_first > now();
        if v_granted then
            select coalesce(t.weight, 1), t.max_running into v_weight, v_room from (select) one left join runtime.tenants t on t.tenant_id = v_tenant;
            if v_room is null then
                v_room := 2147483647;
            else
                perform pg_advisory_xact_lock(1179210086, v_tenant);
                v_room := v_room - (select count(*) from runtime.running n where n.tenant_id = v_tenant);
                continue when v_room <= 0;
            end if;
        end if;
        v_tenants := v_tenants || v_tenant;
        v_weights := v_weights || v_weight;
        v_rooms := v_rooms || v_room;
        v_total := v_total + v_weight;
    end loop;
    if v_total = 0 then return; end if;

    return query
        with room as materialized (
            select * from runtime.room(v_tenants, p_names, p_max, p_per_second, p_burst)
        ),
        line as materialized (
            select u.tenant_id, u.room, w.at, w.name, w.priority, w.ready_at
            from unnest(v_tenants, v_weights, v_rooms) as u (tenant_id, weight, room)
            cross join lateral (select ceil(p_places::numeric * u.weight / v_total)::int as places) s
            cross join lateral (
                select * from (
                    select r.ctid, r.name, r.priority, r.ready_at from runtime.ready r
                    where r.tenant_id = u.tenant_id and not r.shares and r.ready_at <= now()
                        and not exists (select from runtime.running n where n.tenant_id = r.tenant_id and n.work_id = r.work_id)
                        and not exists (select from room x where x.tenant_id = r.tenant_id and x.name = r.name and x.room <= 0)
                    order by r.priority, r.ready_at limit least(s.places, u.room) for update skip locked
                ) single
                union all
                select * from (
                    select r.ctid, r.name, r.priority, r.ready_at from runtime.ready r
                    where r.tenant_id = u.tenant_id and r.shares and r.ready_at <= now()
                        and not exists (select from runtime.running n where n.tenant_id = r.tenant_id and n.work_id = r.work_id)
                        and not exists (select from room x where x.tenant_id = r.tenant_id and x.name = r.name and x.room <= 0)
                    order by r.priority, r.ready_at limit least(s.places * p_batch, u.room) for update skip locked
                ) many
            ) w (at, name, priority, ready_at)
        ),
        picked as materialized (
            select l.at from (
                select n.at, n.tenant_id, n.name, n.room, row_number() over (partition by n.tenant_id order by n.priority, n.ready_at) as of_tenant,
                    row_number() over (partition by n.tenant_id, n.name order by n.priority, n.ready_at) as of_name
                from line n
            ) l
            left join room x on x.tenant_id = l.tenant_id and x.name = l.name
            where l.of_tenant <= l.room and l.of_name <= coalesce(x.room, 2147483647)
        ),
        gone as (
            delete from runtime.ready r where r.ctid = any (array(select at from picked)) returning r.tenant_id, r.kind, r.work_id, r.priority, r.name, r.shares
        ),
        spent as (
            insert into runtime.buckets (tenant_id, name, tokens, filled_at)
            select x.tenant_id, x.name, x.tokens - count(*), clock_timestamp() from gone g join room x on x.tenant_id = g.tenant_id and x.name = g.name
            where x.tokens is not null group by x.tenant_id, x.name, x.tokens
            on conflict (tenant_id, name) do update set tokens = excluded.tokens, filled_at = excluded.filled_at
        )
        insert into runtime.running (work_id, tenant_id, priority, kind, token, runner_id, name, shares)
        select g.work_id, g.tenant_id, g.priority, g.kind, nextval('runtime.token'), p_runner, g.name, g.shares from gone g
        on conflict (tenant_id, work_id) do nothing
        returning running.tenant_id, running.kind, running.work_id, running.token, running.priority, running.shares;
end
$$;

-- Nothing given means the usual.
create or replace function runtime.grant_tenant(p_tenant int, p_weight int, p_max_running int) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if p_weight is null and p_max_running is null then
        delete from runtime.tenants where tenant_id = p_tenant;
    else
        insert into runtime.tenants (tenant_id, weight, max_running) values (p_tenant, coalesce(p_weight, 1), p_max_running)
        on conflict (tenant_id) do update set weight = excluded.weight, max_running = excluded.max_running;
    end if;
end
$$;

drop function if exists runtime.give_back(uuid, bigint);
create or replace function runtime.give_back(p_work uuid, p_token bigint, p_delay interval) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    with gone as (delete from runtime.running where work_id = p_work and token = p_token returning work_id, tenant_id, priority, kind, name, shares)
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind, name, shares) select work_id, tenant_id, priority, now() + p_delay, kind, name, shares from gone on conflict (tenant_id, work_id) do nothing
$$;

create or replace function runtime.heartbeat(p_runner uuid, p_node text, p_lease interval) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    insert into runtime.life default values on conflict do nothing;
    insert into runtime.runners (id, node, lease_until) values (p_runner, p_node, now() + p_lease)
    on conflict (id) do update set lease_until = excluded.lease_until
$$;

-- What is deleted stays as long as any transaction of the database, a report say, holds a snapshot from before, and every claim passes over it. When there is much more of it than of what
-- waits, the line is written anew, which no snapshot delays. Where others write just now it is left for the next time: nobody waits longer than for an instant.
create or replace function runtime.tidy() returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '20ms'
as $$
declare
    v_dead bigint := (select n_dead_tup from pg_stat_all_tables where relid = 'runtime.ready'::regclass);
    v_most constant int := 20000; -- others wait while it is written
    v_live bigint;
    v_line runtime.ready[];
begin
    if v_dead < 2000 then return false; end if;
    v_live := (select count(*) from (select from runtime.ready limit v_most + 1) w);
    if v_dead < 2 * v_live or v_live > v_most then return false; end if;
    lock table runtime.ready in access exclusive mode;
    v_line := array(select r from runtime.ready r);
    truncate runtime.ready;
    insert into runtime.ready select * from unnest(v_line);
    return true;
exception
    when lock_not_available then return false;
end
$$;

-- The work of runners whose lease has ended goes back in line, and so does what was claimed and not begun within a minute; their tokens are worth nothing from here on. What is just being
-- finished is left for the next time: its transaction may stand still, and the rest must not wait for it.
create or replace function runtime.sweep() returns int
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    with gone as (
        delete from runtime.running r
        where r.ctid = any (array(
            select l.ctid from runtime.running l
            where not exists (select from runtime.runners n where n.id = l.runner_id and n.lease_until > now())
                or (l.begun_at is null and l.claimed_at < now() - interval '1 minute')
            for update of l skip locked))
        returning r.work_id, r.tenant_id, r.priority, r.kind, r.name, r.shares
    )
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind, name, shares) select g.work_id, g.tenant_id, g.priority, now(), g.kind, g.name, g.shares from gone g
    on conflict (tenant_id, work_id) do nothing;
    get diagnostics v_count = row_count;
    delete from runtime.runners where lease_until < now() - interval '1 hour';
    return v_count;
end
$$;

-- What is left of organisations that are gone, or whose tables are: nobody can do it, and it would be claimed and given back for ever. Should they come back, reconciliation puts in line
-- what their own tables say. What operators granted stays as long as the organisation itself.
create or replace function runtime.forget() returns table (tenant_id int, items int)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    v_gone int[];
begin
    delete from runtime.tenants t where not exists (select from public.organizations o where o.tenant_id = t.tenant_id);
    delete from runtime.buckets b where not exists (select from public.organizations o where o.tenant_id = b.tenant_id);
    -- Each tenant in line is looked for once, however long its line (a loose index scan).
    with recursive line (id) as (
        select min(r.tenant_id) from runtime.ready r
        union all
        select (select min(r.tenant_id) from runtime.ready r where r.tenant_id > l.id) from line l where l.id is not null
    )
    select array_agg(w.id) into v_gone
    from (select id from line where id is not null union select tenant_id from runtime.running) w
    where not exists (select from public.organizations o where o.tenant_id = w.id and to_regnamespace('org_' || o.slug) is not null);
    if v_gone is null then return; end if;
    return query
        with waited as (delete from runtime.ready r where r.tenant_id = any (v_gone) returning r.tenant_id),
        ran as (delete from runtime.running r where r.tenant_id = any (v_gone) returning r.tenant_id)
        select g.tenant_id, count(*)::int from (select * from waited union all select * from ran) g group by g.tenant_id;
end
$$;

revoke all on all functions in schema runtime from public;
grant usage on schema runtime to fleetprompt_app, fleetprompt_tenant;
grant select on runtime.ready, runtime.running, runtime.runners, runtime.tenants to fleetprompt_app;
grant execute on function runtime.claim(uuid, int, int, int, text[], int[], float8[], int[]), runtime.grant_tenant(int, int, int), runtime.give_back(uuid, bigint, interval), runtime.heartbeat(uuid, text, interval), runtime.sweep(), runtime.tidy(), runtime.forget() to fleetprompt_app;
grant execute on function runtime.enqueue(uuid[], text[], text[], timestamptz[], int[], boolean[]), runtime.begin(uuid, bigint, interval), runtime.finish(uuid[], bigint[]), runtime.requeue(uuid, bigint, interval),
    runtime.cancel(uuid), runtime.request_cancel(uuid), runtime.missing(uuid[]) to fleetprompt_tenant;
