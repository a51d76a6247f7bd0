import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';

/** Everything that the tables hold, as whoever steals a copy of the database reads it; by the name of the table. */
export async function rawTables(db: Db): Promise<Map<string, string>> {
  const tables = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await db.execute<{ text: string }>(
      sql`select to_jsonb(one)::text as text from ${sql.identifier(name)} as one`,
    );
    texts.set(name, [...rows].map(({ text }) => text).join('\n'));
  }
  return texts;
}

/** The tables in which one of `wanted` stands. */
export async function tablesWith(db: Db, wanted: readonly string[]): Promise<string[]> {
  const texts = await rawTables(db);
  return [...texts].filter(([, text]) => wanted.some((one) => text.includes(one))).map(([name]) => name);
}
