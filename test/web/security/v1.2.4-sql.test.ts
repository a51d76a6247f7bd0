import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Where SQL is put together from text, how often, and why nothing that anybody typed can get there. */
const allowed: Record<string, { times: number; because: string }> = {
  'worker/listener.ts': { times: 2, because: 'a constant channel, and select 1' },
  'db/copy.ts': { times: 1, because: 'COPY takes no parameters: its values go through db/literal.ts' },
  'db/pool.ts': {
    times: 6,
    because: 'what drizzle has written, with its parameters apart; begin, commit and rollback',
  },
  'db/companies.ts': { times: 1, because: 'stages of the domain, so that an index is used' },
  'db/access-event-seals.ts': { times: 1, because: 'the columns of the schema' },
  'db/access-event-months.ts': { times: 1, because: 'a number of ours' },
  'db/figures.ts': { times: 2, because: 'numbers of the domain, and one of three units' },
  'db/office-work.ts': { times: 1, because: 'stages of the domain, so that an index is used' },
};

/** Ways in which a text becomes SQL: sql.raw, unsafe, and a template or a sum handed to execute. */
const WAYS = /sql\.raw\(|\.unsafe\(|\bexecute(?:<[^>]*>)?\(\s*(?:`[^`]*\$\{|['"`][^'"`]*['"`]\s*\+)/g;

const textBecomesSql = (source: string): number => source.match(WAYS)?.length ?? 0;

test('V1.2.4 SQL is put together from text only where it is known why', () => {
  const found: Record<string, number> = {};
  for (const folder of ['db', 'web', 'worker', 'activities', 'workflows', 'domain'])
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const times = textBecomesSql(readFileSync(`${folder}/${name}`, 'utf8'));
      if (times > 0) found[`${folder}/${name}`] = times;
    }
  expect(found).toEqual(
    Object.fromEntries(Object.entries(allowed).map(([file, { times }]) => [file, times])),
  );
});

test.each([
  `db.execute(sql.raw(\`select \${typed}\`))`,
  'sql.unsafe("select " + typed)',
  `db.execute(\`select * from t where a = \${typed}\`)`,
  `tx.execute<Row>(\`select \${typed}\`)`,
  "db.execute('select ' + typed)",
])('V1.2.4 %s would be found', (source) => {
  expect(textBecomesSql(source)).toBeGreaterThan(0);
});

test('V1.2.4 a template of drizzle, which keeps values apart, would not', () => {
  expect(textBecomesSql(`db.execute(sql\`select \${typed}\`)`)).toBe(0);
});
