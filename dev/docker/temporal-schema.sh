#!/bin/sh
# Makes the schema of Temporal's two databases, or brings it up to this version. Safe to repeat: run it before a newer
# Temporal server starts. Reads SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD.
set -eu

bring_up_to_date() {
  database=$1
  folder=/etc/temporal/schema/postgresql/v12/$2/versioned
  export SQL_PLUGIN=postgres12 SQL_DATABASE="$database"
  temporal-sql-tool update-schema -d "$folder" ||
    { temporal-sql-tool setup-schema -v 0.0 && temporal-sql-tool update-schema -d "$folder"; }
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
