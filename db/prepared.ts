import type { Db } from './client.ts';

/**
 * A query that is built once and for every pool kept so: what is asked at every request is not put together anew each time.
 * What varies in it are `sql.placeholder`s.
 */
export function builtOnce<Query>(build: (db: Db) => Query): (db: Db) => Query {
  const built = new WeakMap<Db, Query>();
  return (db) => {
    const known = built.get(db);
    if (known) return known;
    const query = build(db);
    built.set(db, query);
    return query;
  };
}
