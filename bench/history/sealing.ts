import { sealAccessEvents } from '../../db/access-event-seals.ts';
import { verifyAccessHistory } from '../../db/access-history-verification.ts';
import type { Bench } from '../measurement.ts';
import { startServers } from '../servers.ts';
import { fillHistory } from './fill.ts';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);

/** How fast the access history is sealed from nothing, and then verified whole. */
export const sealing: Bench = async (say) => {
  const servers = await startServers();
  try {
    const { db } = servers.database;
    await fillHistory(db, EVENTS);
    say(`${EVENTS} events made`);
    const sealed = await rate(async () => (await sealAccessEvents(db, () => new Date())).events);
    say('sealed');
    const verified = await rate(async () => {
      const { events, findings } = await verifyAccessHistory(db, { found: () => {} });
      if (findings > 0) throw new Error('the events are not as they were sealed');
      return events;
    });
    return [
      { name: 'history-sealing', ours: sealed, unit: 'events/s' },
      {
        name: 'history-verification',
        ours: verified,
        unit: 'events/s',
        note: 'all that history:verify does',
      },
    ];
  } finally {
    await servers.remove();
  }
};

async function rate(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const events = await work();
  return events / ((performance.now() - began) / 1000);
}
