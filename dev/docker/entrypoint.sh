#!/bin/sh
# The commands of the image; anything else is run as it stands.
set -eu

case "${1:-}" in
  web) shift; exec node web/main.ts "$@" ;;
  worker) shift; exec node worker/main.ts "$@" ;;
  migrate) shift; exec node db/migrate.ts "$@" ;;
  staff-add) shift; exec node db/add-staff.ts "$@" ;;
  keys-rotate) shift; exec node db/rotate-keys.ts "$@" ;;
  history-verify) shift; exec node db/verify-access-history.ts "$@" ;;
  backup) shift; exec node db/backup.ts "$@" ;;
  restore) shift; exec node db/restore.ts "$@" ;;
  workflows-reconcile) shift; exec node worker/reconcile.ts "$@" ;;
  banks) shift; exec node db/import-banks.ts "$@" ;;
  search-attributes) shift; exec node worker/search-attributes.ts "$@" ;;
  demo-data) shift; exec node db/seed/demo.ts "$@" ;;
  '') echo 'Give a command: web, worker, migrate, banks, history-verify, staff-add, keys-rotate, search-attributes, workflows-reconcile, backup, restore or demo-data.' >&2; exit 64 ;;
  *) exec "$@" ;;
esac
