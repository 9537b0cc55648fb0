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
create index if not exists running_runner on runtime.running (runner_id);

create sequence if not exists runtime.token;

-- Raised by a restore: cursors of before it are worthless then.
create table if not exists runtime.epoch (counter int not null);
insert into runtime.epoch select 1 where not exists (select from runtime.epoch);

create or replace function runtime.signal_epoch() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.system_identifier || '-' || c.timeline_id || '-' || (select max(counter) from runtime.epoch)
    from pg_control_system() s, pg_control_checkpoint() c
$$;

create or replace function runtime.current_tenant() returns int
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select tenant_id from public.organizations where slug = substr(current_setting('role'), 5) and 'org_' || slug = current_setting('role')
$$;

-- Verbs of a tenant's unit ------------------------------------------------------------------------------------------------------

drop function if exists runtime.enqueue(text, uuid, timestamptz, int);
create or replace function runtime.enqueue(p_work uuid[], p_kind text[], p_name text[], p_ready_at timestamptz[], p_priority int[], p_shares boolean[]) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind, name, shares)
    select w.id, t.id, w.priority, coalesce(w.ready_at, now()), w.kind, w.name, w.shares
    from runtime.current_tenant() as t (id), unnest(p_work, p_kind, p_name, p_ready_at, p_priority, p_shares) as w (id, kind, name, ready_at, priority, shares)
    on conflict (tenant_id, work_id) do nothing
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
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(w.id), '{}') from unnest(p_work) as w (id)
    where not exists (select from runtime.ready r where r.tenant_id = runtime.current_tenant() and r.work_id = w.id)
        and not exists (select from runtime.running n where n.tenant_id = runtime.current_tenant() and n.work_id = w.id)
$$;

-- Verbs of the runner -----------------------------------------------------------------------------------------------------------

-- Fair over tenants: they take turns in the order of their numbers, after the one given (a loose index scan that ends when there are enough), and each has an equal share of the
-- places. A place is one item, or a batch of those that may share a unit.
-- The planner is pinned to the indexes: its estimates of a table that is empty one moment and full the next are worthless.
drop function if exists runtime.claim(uuid, int);
create or replace function runtime.claim(p_runner uuid, p_places int, p_batch int, p_after int)
    returns table (tenant_id int, kind text, work_id uuid, token bigint, priority int, shares boolean)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    v_tenants int[] := '{}';
    v_tenant int;
    v_first timestamptz;
    v_last int := p_after;
    v_wrapped boolean := false;
    v_share int;
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
        if v_first <= now() then v_tenants := v_tenants || v_tenant; end if;
        v_last := v_tenant;
    end loop;
    if cardinality(v_tenants) = 0 then return; end if;
    v_share := ceil(p_places::numeric / cardinality(v_tenants));

    return query
        with picked as materialized (
            select w.at
            from unnest(v_tenants) as u (tenant_id)
            cross join lateral (
                select * from (
                    select r.ctid from runtime.ready r
                    where r.tenant_id = u.tenant_id and not r.shares and r.ready_at <= now() and not exists (select from runtime.running n where n.tenant_id = r.tenant_id and n.work_id = r.work_id)
                    order by r.priority, r.ready_at limit v_share for update skip locked
                ) single
                union all
                select * from (
                    select r.ctid from runtime.ready r
                    where r.tenant_id = u.tenant_id and r.shares and r.ready_at <= now() and not exists (select from runtime.running n where n.tenant_id = r.tenant_id and n.work_id = r.work_id)
                    order by r.priority, r.ready_at limit v_share * p_batch for update skip locked
                ) many
            ) w (at)
        ),
        gone as (
            delete from runtime.ready r where r.ctid = any (array(select at from picked)) returning r.tenant_id, r.kind, r.work_id, r.priority, r.name, r.shares
        )
        insert into runtime.running (work_id, tenant_id, priority, kind, token, runner_id, name, shares)
        select g.work_id, g.tenant_id, g.priority, g.kind, nextval('runtime.token'), p_runner, g.name, g.shares from gone g
        on conflict (tenant_id, work_id) do nothing
        returning running.tenant_id, running.kind, running.work_id, running.token, running.priority, running.shares;
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
    insert into runtime.runners (id, node, lease_until) values (p_runner, p_node, now() + p_lease)
    on conflict (id) do update set lease_until = excluded.lease_until
$$;

-- The work of runners whose lease has ended goes back in line, and so does what was claimed and not begun within a minute; their tokens are worth nothing from here on.
create or replace function runtime.sweep() returns int
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_count int;
begin
    with gone as (
        delete from runtime.running r
        where not exists (select from runtime.runners n where n.id = r.runner_id and n.lease_until > now())
            or (r.begun_at is null and r.claimed_at < now() - interval '1 minute')
        returning r.work_id, r.tenant_id, r.priority, r.kind, r.name, r.shares
    )
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind, name, shares) select g.work_id, g.tenant_id, g.priority, now(), g.kind, g.name, g.shares from gone g
    on conflict (tenant_id, work_id) do nothing;
    get diagnostics v_count = row_count;
    delete from runtime.runners where lease_until < now() - interval '1 hour';
    return v_count;
end
$$;

revoke all on all functions in schema runtime from public;
grant usage on schema runtime to fleetprompt_app, fleetprompt_tenant;
grant select on runtime.ready, runtime.running, runtime.runners to fleetprompt_app;
grant execute on function runtime.claim(uuid, int, int, int), runtime.give_back(uuid, bigint, interval), runtime.heartbeat(uuid, text, interval), runtime.sweep() to fleetprompt_app;
grant execute on function runtime.enqueue(uuid[], text[], text[], timestamptz[], int[], boolean[]), runtime.begin(uuid, bigint, interval), runtime.finish(uuid[], bigint[]), runtime.requeue(uuid, bigint, interval),
    runtime.cancel(uuid), runtime.request_cancel(uuid), runtime.missing(uuid[]),
    runtime.signal_epoch() to fleetprompt_tenant;
