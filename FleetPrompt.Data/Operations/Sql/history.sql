-- What of a tenant's history has outlived its use. The organisation is the one whose role is set, and how long history is kept is its own setting: neither is an argument.
-- A signal stays while somebody has not been given it, while the thread whose timeline it is on is there, and while the directive it tells of is there.
-- A directive stays until it is at rest, and while the thread it is about, or the export it made, is there.
create or replace function public.history_kept_from() returns timestamptz
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select now() - make_interval(days => greatest(7, o.signal_retention_days))
    from public.organizations o
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5)
$$;

create or replace function public.outlived_directives(p_most int) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format(
        $q$
        select d.id from %1$I.directives d
        where d.status in ('succeeded', 'failed', 'canceled') and d.finished_at < $1
            and not exists (select from %1$I.forum_threads t where d.stream = 'forum.thread:' || t.id)
            and not exists (select from %1$I.exports e where e.directive_id = d.id)
            and not exists (
                select from %1$I.signals s join %1$I.signal_deliveries v on v.signal_id = s.id
                where s.subject_type = 'directive' and s.subject_id = d.id and v.status <> 'done')
        order by d.finished_at limit $2
        $q$, current_setting('role')) using public.history_kept_from(), p_most;
end
$$;

create or replace function public.outlived_signals(p_most int) returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute format(
        $q$
        select s.id from %1$I.signals s
        where s.recorded_at < $1
            and not exists (select from %1$I.signal_deliveries v where v.signal_id = s.id and v.status <> 'done')
            and not exists (select from %1$I.forum_threads t where s.stream = 'forum.thread:' || t.id)
            and not (s.subject_type = 'directive' and exists (select from %1$I.directives d where d.id = s.subject_id))
        order by s.recorded_at limit $2
        $q$, current_setting('role')) using public.history_kept_from(), p_most;
end
$$;

create or replace function public.history_is_due() returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select exists (select from public.outlived_directives(1)) or exists (select from public.outlived_signals(1))
$$;

-- Takes away some of it: call again until nothing is left.
create or replace function public.purge_history(out directives int, out signals int)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone uuid[];
begin
    select coalesce(array_agg(id), '{}') into v_gone from public.outlived_directives(1000) as o (id);
    execute format('delete from %I.directive_attempts where directive_id = any ($1)', current_setting('role')) using v_gone;
    execute format('delete from %I.directives where id = any ($1)', current_setting('role')) using v_gone;
    directives := cardinality(v_gone);
    select coalesce(array_agg(id), '{}') into v_gone from public.outlived_signals(5000) as o (id);
    execute format('delete from %I.signals where id = any ($1)', current_setting('role')) using v_gone;
    signals := cardinality(v_gone);
end
$$;

revoke all on function public.history_kept_from(), public.outlived_directives(int), public.outlived_signals(int), public.history_is_due(), public.purge_history() from public;
grant execute on function public.history_is_due(), public.purge_history() to fleetprompt_tenant;
