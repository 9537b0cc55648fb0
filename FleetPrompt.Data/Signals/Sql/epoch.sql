-- Which history of the database a cursor over its signals is of. Safe to repeat.
-- Raised by a restore: cursors of before it are worthless then.
create table if not exists runtime.epoch (counter int not null);
insert into runtime.epoch select 1 where not exists (select from runtime.epoch);

-- A crash, be it of one backend, forgets the transactions whose number nothing durable tells of, and gives their numbers again: a cursor that has seen such a number would pass over what is written under it. What is
-- unlogged is emptied by a crash, and only by that, so a row in here is as old as the numbers are reliable. The
-- next heartbeat writes another; until then, no row is a history of its own.
create unlogged table if not exists runtime.life (one boolean primary key default true check (one), born timestamptz not null default clock_timestamp());
insert into runtime.life default values on conflict do nothing;

create or replace function runtime.signal_epoch() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select s.system_identifier || '-' || c.timeline_id || '-' || (select max(counter) from runtime.epoch)
        || '-' || coalesce((select (extract(epoch from born) * 1000000)::bigint from runtime.life), 0)
    from pg_control_system() s, pg_control_checkpoint() c
$$;

revoke all on function runtime.signal_epoch() from public;
grant execute on function runtime.signal_epoch() to fleetprompt_tenant;
