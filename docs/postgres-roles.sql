-- Two roles and a database, as the superuser, once; owner_password and server_password are psql's variables.
-- The owner changes the schema (`technik mplatform migrate`) and nothing else uses it; the server reads and writes rows.
-- The passwords must not stand in PostgreSQL's log.
SET log_statement = 'none';
SET log_min_error_statement = panic;
SET log_min_duration_statement = -1;
CREATE ROLE mplatform_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE mplatform_server LOGIN PASSWORD :'server_password' CONNECTION LIMIT 150;
CREATE DATABASE mplatform OWNER mplatform_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE mplatform FROM PUBLIC;
GRANT CONNECT ON DATABASE mplatform TO mplatform_server;
\connect mplatform
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO mplatform_owner;
GRANT USAGE ON SCHEMA public TO mplatform_server;
ALTER DEFAULT PRIVILEGES FOR ROLE mplatform_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mplatform_server;
