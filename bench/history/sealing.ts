import { sealAccessEvents } from '../../db/access-event-seals.ts';
import { verifyAccessHistory } from '../../db/access-history-verification.ts';
import { connect } from '../../db/client.ts';

/** Milliseconds for one statement. */
const PATIENCE = 10 * 60_000;

/** Seals whatever is not sealed yet, then verifies all of it: events a second of both. */
export async function measureSealing(databaseUrl: string) {
  const database = connect(databaseUrl, { max: 2, timeout: PATIENCE });
  try {
    const sealing = await rate(async () => (await sealAccessEvents(database.db, () => new Date())).events);
    const verification = await rate(async () => {
      const { events, findings } = await verifyAccessHistory(database.db, { found: () => {} });
      if (findings > 0) throw new Error('the events are not as they were sealed');
      return events;
    });
    return [
      { name: 'history-sealing', ours: sealing, unit: 'events/s', note: 'of what was not sealed yet' },
      {
        name: 'history-verification',
        ours: verification,
        unit: 'events/s',
        note: 'history:verify, all events',
      },
    ];
  } finally {
    await database.close();
  }
}

async function rate(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const events = await work();
  return events / ((performance.now() - began) / 1000);
}
