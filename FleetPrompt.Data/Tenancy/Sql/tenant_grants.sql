-- The rights of one tenant's role on its own schema, set anew after every migration. :schema is the schema's and the role's name.
grant fleetprompt_tenant to :schema;
grant usage on schema :schema to :schema;
grant select, insert, update, delete on all tables in schema :schema to :schema;
grant usage, select on all sequences in schema :schema to :schema;
revoke all on :schema.schema_migrations from :schema;

-- Signals are immutable: they may be written, with their place in time given by the database, and read.
revoke all on :schema.signals from :schema;
grant select on :schema.signals to :schema;
grant insert (id, name, stream, occurred_at, source, actor_type, actor_id, subject_type, subject_id, correlation_id, causation_id, request_id, dedupe_key, payload, metadata, visibility)
    on :schema.signals to :schema;
