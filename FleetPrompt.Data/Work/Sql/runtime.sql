-- The work queue: what waits, what runs, and who runs it. Small and hot; the truth is in the tenants. Safe to repeat.
create table if not exists runtime.ready (
    tenant_id int not null,
    work_id uuid not null,
    priority int not null,
    ready_at timestamptz not null,
    kind text not null,
    primary key (tenant_id, work_id)
);
create index if not exists ready_line on runtime.ready (tenant_id, priority, ready_at);

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

create or replace function runtime.enqueue(p_kind text, p_work uuid, p_ready_at timestamptz, p_priority int) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind)
    values (p_work, runtime.current_tenant(), p_priority, coalesce(p_ready_at, now()), p_kind)
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

create or replace function runtime.finish(p_work uuid, p_token bigint) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    delete from runtime.running where work_id = p_work and token = p_token and tenant_id = runtime.current_tenant();
    return found;
end
$$;

-- Held work goes back in line, for later: what failed and may be tried again.
create or replace function runtime.requeue(p_work uuid, p_token bigint, p_delay interval) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
    with gone as (
        delete from runtime.running where work_id = p_work and token = p_token and tenant_id = runtime.current_tenant() returning work_id, tenant_id, priority, kind
    )
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind) select work_id, tenant_id, priority, now() + p_delay, kind from gone;
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

-- Fair over tenants: each that has ready work is visited once (a loose index scan), in random order, and gives an equal share.
-- The planner is pinned to the indexes: its estimates of a table that is empty one moment and full the next are worthless.
create or replace function runtime.claim(p_runner uuid, p_limit int)
    returns table (tenant_id int, kind text, work_id uuid, token bigint, priority int)
    language plpgsql volatile security definer
    set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
#variable_conflict use_column
declare
    v_tenants int[];
    v_share int;
begin
    with recursive t as (
        (select r.tenant_id from runtime.ready r order by r.tenant_id limit 1)
        union all
        select (select r.tenant_id from runtime.ready r where r.tenant_id > t.tenant_id order by r.tenant_id limit 1) from t where t.tenant_id is not null
    )
    select array_agg(t.tenant_id order by random()) into v_tenants from t
    where t.tenant_id is not null and exists (select from runtime.ready r where r.tenant_id = t.tenant_id and r.ready_at <= now());
    if v_tenants is null then return; end if;
    v_share := ceil(p_limit::numeric / array_length(v_tenants, 1));

    return query
        with picked as materialized (
            select w.at
            from unnest(v_tenants) as u (tenant_id)
            cross join lateral (
                select r.ctid as at from runtime.ready r
                where r.tenant_id = u.tenant_id and r.ready_at <= now() and not exists (select from runtime.running n where n.tenant_id = r.tenant_id and n.work_id = r.work_id)
                order by r.priority, r.ready_at limit v_share for update skip locked
            ) w
            limit p_limit
        ),
        gone as (
            delete from runtime.ready r where r.ctid = any (array(select at from picked)) returning r.tenant_id, r.kind, r.work_id, r.priority
        )
        insert into runtime.running (work_id, tenant_id, priority, kind, token, runner_id)
        select g.work_id, g.tenant_id, g.priority, g.kind, nextval('runtime.token'), p_runner from gone g
        on conflict (tenant_id, work_id) do nothing
        returning running.tenant_id, running.kind, running.work_id, running.token, running.priority;
end
$$;

drop function if exists runtime.give_back(uuid, bigint);
create or replace function runtime.give_back(p_work uuid, p_token bigint, p_delay interval) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    with gone as (delete from runtime.running where work_id = p_work and token = p_token returning work_id, tenant_id, priority, kind)
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind) select work_id, tenant_id, priority, now() + p_delay, kind from gone on conflict (tenant_id, work_id) do nothing
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
        returning r.work_id, r.tenant_id, r.priority, r.kind
    )
    insert into runtime.ready (work_id, tenant_id, priority, ready_at, kind) select g.work_id, g.tenant_id, g.priority, now(), g.kind from gone g
    on conflict (tenant_id, work_id) do nothing;
    get diagnostics v_count = row_count;
    delete from runtime.runners where lease_until < now() - interval '1 hour';
    return v_count;
end
$$;

revoke all on all functions in schema runtime from public;
grant usage on schema runtime to fleetprompt_app, fleetprompt_tenant;
grant select on runtime.ready, runtime.running, runtime.runners to fleetprompt_app;
grant execute on function runtime.claim(uuid, int), runtime.give_back(uuid, bigint, interval), runtime.heartbeat(uuid, text, interval), runtime.sweep() to fleetprompt_app;
grant execute on function runtime.enqueue(text, uuid, timestamptz, int), runtime.begin(uuid, bigint, interval), runtime.finish(uuid, bigint), runtime.requeue(uuid, bigint, interval),
    runtime.cancel(uuid), runtime.request_cancel(uuid), runtime.missing(uuid[]),
    runtime.signal_epoch() to fleetprompt_tenant;
