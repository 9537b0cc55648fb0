-- What a tenant's unit may ask of the platform. The organisation is the one whose role is set, never an argument.
create or replace function public.actor_role(p_user uuid) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select m.role
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5) and m.user_id = p_user and m.status = 'active'
$$;

create or replace function public.membership(p_user uuid) returns table (role text, joined_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select m.role::text, m.created_at
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5) and m.user_id = p_user and m.status = 'active'
$$;

create or replace function public.people(p_ids uuid[]) returns table (id uuid, display_name text, role text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select u.id, u.display_name::text, case when m.status = 'active' then m.role::text end
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
    join public.users u on u.id = m.user_id
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5) and m.user_id = any (p_ids)
$$;

create or replace function public.active_members(p_text text) returns table (id uuid, display_name text, role text, joined_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select u.id, u.display_name::text, m.role::text, m.created_at
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
    join public.users u on u.id = m.user_id
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5) and m.status = 'active'
        and (p_text = '' or strpos(lower(u.display_name), lower(p_text)) > 0)
$$;

revoke all on function public.active_members(text) from public;
grant execute on function public.active_members(text) to fleetprompt_tenant;

create or replace function public.find_people(p_text text, p_most integer, p_active boolean) returns table (id uuid, display_name text, role text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select u.id, u.display_name::text, case when m.status = 'active' then m.role::text end
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
    join public.users u on u.id = m.user_id
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5)
        and p_text <> '' and strpos(' ' || lower(u.display_name), ' ' || lower(p_text)) > 0 and (m.status = 'active' or not p_active)
    order by strpos(lower(u.display_name), lower(p_text)) > 1, u.display_name, u.id
    limit p_most
$$;

revoke all on function public.find_people(text, integer, boolean) from public;
grant execute on function public.find_people(text, integer, boolean) to fleetprompt_tenant;

-- What an export tells of the organisation and its people, past and present: names and places, nothing to sign in or to write to them with.
create or replace function public.export_organization() returns table (id uuid, slug text, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select o.id, o.slug::text, o.name::text
    from public.organizations o
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5)
$$;

create or replace function public.export_people() returns table (id uuid, display_name text, role text, status text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select u.id, u.display_name::text, m.role::text, m.status::text
    from public.organization_memberships m
    join public.organizations o on o.id = m.organization_id
    join public.users u on u.id = m.user_id
    where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5)
$$;

revoke all on function public.export_organization(), public.export_people() from public;
grant execute on function public.export_organization(), public.export_people() to fleetprompt_tenant;

-- Which organisations have a package, and how many; saying the same twice counts once.
create or replace function public.note_package_install(p_slug text, p_installed boolean) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    org uuid;
    changed integer;
begin
    select o.id into org from public.organizations o where 'org_' || o.slug = current_setting('role') and o.slug = substr(current_setting('role'), 5);
    if org is null then raise exception 'no organisation'; end if;
    if p_installed then
        insert into public.package_installs (package_slug, organization_id, installed_at) values (p_slug, org, now()) on conflict do nothing;
        get diagnostics changed = row_count;
    else
        delete from public.package_installs where package_slug = p_slug and organization_id = org;
        get diagnostics changed = row_count;
        changed := -changed;
    end if;
    update public.packages set install_count = install_count + changed where slug = p_slug and changed <> 0;
end
$$;

revoke all on function public.note_package_install(text, boolean) from public;
grant execute on function public.note_package_install(text, boolean) to fleetprompt_tenant;

revoke all on function public.actor_role(uuid), public.membership(uuid), public.people(uuid[]) from public;
grant execute on function public.actor_role(uuid), public.membership(uuid), public.people(uuid[]) to fleetprompt_tenant;

grant usage on schema public to fleetprompt_app, fleetprompt_tenant;
grant select, insert, update, delete on all tables in schema public to fleetprompt_app;
grant usage, select on all sequences in schema public to fleetprompt_app;
revoke insert, update, delete on public.tenant_migration_runs, public.platform_migrations from fleetprompt_app;
revoke update, delete on public.data_protection_keys from fleetprompt_app;
revoke delete on public.invitations from fleetprompt_app;

-- Security events are immutable: they may be written and read.
revoke update, delete on public.security_events from fleetprompt_app;
grant usage on schema ext to fleetprompt_app, fleetprompt_tenant;
