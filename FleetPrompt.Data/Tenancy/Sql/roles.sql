-- The platform's role and the rights all tenants share. Run by the owner before and after every migration; safe to repeat.
do $$
begin
    if not exists (select from pg_roles where rolname = 'fleetprompt_app') then create role fleetprompt_app nologin; end if;
    if not exists (select from pg_roles where rolname = 'fleetprompt_tenant') then create role fleetprompt_tenant nologin; end if;
    execute format('revoke temporary on database %I from public', current_database());
exception
    when insufficient_privilege then raise exception 'The owner login needs CREATEROLE and must own the database.' using errcode = 'insufficient_privilege';
end
$$;
create schema if not exists runtime;
create schema if not exists quartz;
create schema if not exists ext;
do $$
begin
    create extension if not exists pg_trgm schema ext;
exception
    when undefined_file or feature_not_supported then
        raise exception 'This PostgreSQL lacks the module pg_trgm. Install it beside the server (Debian: postgresql-contrib) and start again.' using errcode = 'feature_not_supported';
end
$$;
revoke create on schema public from public;
