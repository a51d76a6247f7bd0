#!/bin/sh
# Runs once, when Postgres makes its data folder: one role and its own databases each for Madoguchi and for Temporal, so
# that neither can read or change what the other keeps.
set -eu

# psql reads the passwords from its environment: a command line can be read by everybody on the machine.
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\getenv madoguchi MADOGUCHI_PASSWORD
\getenv temporal TEMPORAL_PASSWORD
create role madoguchi login password :'madoguchi';
create role temporal login password :'temporal';
create database madoguchi owner madoguchi;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect, temporary on database madoguchi, temporal, temporal_visibility from public;
SQL
