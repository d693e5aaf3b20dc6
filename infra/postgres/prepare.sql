-- What the platform can't make for itself: its role, the group of its tenants, and its database. To be run by psql, as an
-- administrator with CREATEROLE and CREATEDB, such as the master user of a managed service has; PostgreSQL 16 or later.
-- It may be run again, and changes nothing then. It gives the role no password: `\password botfleet` does, in psql.
--
--   psql "host=postgres.example.com dbname=postgres user=ADMINISTRATOR sslmode=verify-full sslrootcert=ca.pem" \
--     --file infra/postgres/prepare.sql
--
-- On one machine the platform does the same itself; a test compares what the two leave.
\set ON_ERROR_STOP on

SELECT 'CREATE ROLE botfleet' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'botfleet') \gexec
ALTER ROLE botfleet LOGIN CREATEROLE NOCREATEDB;
SELECT 'CREATE ROLE botfleet_tenants NOLOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'botfleet_tenants') \gexec
-- The platform puts each client's role into the group, and is no tenant itself.
GRANT botfleet_tenants TO botfleet WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
-- On a server that keeps connections back (reserved_connections), tenants can't shut the platform out.
SELECT 'GRANT pg_use_reserved_connections TO botfleet WITH INHERIT TRUE, SET FALSE' FROM pg_roles
WHERE rolname = 'pg_use_reserved_connections' AND pg_has_role(current_user, oid, 'USAGE WITH ADMIN OPTION') \gexec
-- To hand it the database, an administrator who is no superuser has to be able to become the platform.
SELECT 'GRANT botfleet TO CURRENT_USER WITH INHERIT TRUE, SET TRUE'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper) \gexec

SELECT 'CREATE DATABASE freqtrade_multi OWNER botfleet'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'freqtrade_multi') \gexec
-- PostgreSQL lets everyone into every database. A tenant has business in one, and in its own schema there.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
WHERE datname IN ('freqtrade_multi', 'postgres', 'template1') AND pg_has_role(current_user, datdba, 'USAGE') \gexec
GRANT CONNECT ON DATABASE freqtrade_multi TO botfleet_tenants;

\connect freqtrade_multi
SET ROLE botfleet;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
