import postgres from 'postgres';

/** Runs one statement on a connection of its own, and returns its rows. For setting up and looking in, not for the product. */
export async function runSql<Row extends Record<string, unknown>>(
  url: string,
  statement: string,
  parameters: (string | number | boolean | null)[] = [],
): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe<Row[]>(statement, parameters))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
