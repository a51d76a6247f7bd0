import { sql } from 'drizzle-orm';
import { connect, type Db } from '../../db/client.ts';
import { recordAccess } from '../../db/events.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { type Measurement, median } from '../measurement.ts';

/** Transactions of each kind, in turns. */
const ACTS = 2_000;
/** Before the first one that counts: statements are planned, pages are in memory. */
const WARM_UP = 200;

const user = {
  webUserId: '209999999001',
  insuredCode: '209999999',
  name: '計測　太郎',
  department: '営業第二部海外営業課',
  title: '係長',
};

/**
 * What it costs an act to be recorded: a transaction that writes one row, with and without its access event, in turns on
 * one connection. Milliseconds; the cost is the difference of the medians.
 */
export async function measureRecording(databaseUrl: string): Promise<Measurement[]> {
  const database = connect(databaseUrl, { max: 1 });
  const { db } = database;
  await db.execute(sql`create table bench_acts (n bigint generated always as identity, what text not null)`);
  try {
    const times: Record<'without' | 'recorded', number[]> = { without: [], recorded: [] };
    for (let n = -WARM_UP; n < ACTS; n++)
      for (const kind of ['without', 'recorded'] as const) {
        const began = performance.now();
        await act(db, kind === 'recorded');
        if (n >= 0) times[kind].push(performance.now() - began);
      }
    const [recorded, without] = [median(times.recorded), median(times.without)];
    return [
      {
        name: 'history-recorded-act',
        ours: recorded,
        peer: without,
        unit: 'ms',
        note: 'a transaction of one insert and its access event; the same without the event',
      },
      { name: 'history-recording', ours: recorded - without, unit: 'ms', note: 'what the event costs it' },
    ];
  } finally {
    await db.execute(sql`drop table bench_acts`);
    await database.close();
  }
}

const act = (db: Db, recorded: boolean) =>
  db.transaction(async (tx) => {
    await tx.execute(sql`insert into bench_acts (what) values ('an act of a person')`);
    if (recorded) await recordAccess(tx, user, operation.login, { address: '203.0.113.101' });
  });
