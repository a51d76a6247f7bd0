/** Writes numbers without pause and reports which the database acknowledged; see database-restart.test.ts. */
import { sql } from 'drizzle-orm';
import { connect } from '../../db/client.ts';

const { db } = connect(process.env.DATABASE_URL ?? '', { timeout: 5_000 });
const acknowledged: number[] = [];
let failed = 0;
let next = 0;

async function writeOn() {
  for (;;) {
    const number = ++next;
    try {
      if (number % 2) await db.execute(sql`insert into written values (${number})`);
      else await writeInTransaction(number);
      acknowledged.push(number);
    } catch {
      failed++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const writeInTransaction = (number: number) =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select 1`);
    // JavaScript between two statements: here the connection can die while nothing is under way.
    await new Promise((resolve) => setImmediate(resolve));
    await tx.execute(sql`insert into written values (${number})`);
    await tx.execute(sql`select pg_sleep(0.001)`);
  });

process.on('message', () => process.send?.({ acknowledged, failed }));
for (let writer = 0; writer < 16; writer++) void writeOn();
