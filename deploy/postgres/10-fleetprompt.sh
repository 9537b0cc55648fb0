#!/bin/bash
# Runs once, when the database's volume is empty: the login that owns and migrates, the application's login, and the database.
set -euo pipefail
: "${FLEETPROMPT_OWNER_PASSWORD:?is not set}" "${FLEETPROMPT_WEB_PASSWORD:?is not set}"

# psql reads the passwords from the environment and quotes them itself, so any character may stand in them and none shows in a process list.
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv owner_password FLEETPROMPT_OWNER_PASSWORD
\getenv web_password FLEETPROMPT_WEB_PASSWORD
-- CREATEROLE: each organisation gets a role of its own.
create role fleetprompt_owner login createrole password :'owner_password';
create role fleetprompt_web login noinherit password :'web_password';
create database fleetprompt owner fleetprompt_owner encoding 'UTF8';
revoke temporary on database fleetprompt from public;
revoke connect on database postgres, template1 from public;
\connect fleetprompt
alter schema public owner to fleetprompt_owner;
revoke create on schema public from public;
SQL
