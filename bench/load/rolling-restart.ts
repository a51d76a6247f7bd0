import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../db/client.ts';
import type { Cluster } from '../../dev/cluster/cluster.ts';
import { prepareActions } from './actions.ts';
import { startArrivals } from './arrivals.ts';
import { type Rates, streamsOf } from './load.ts';
import { lostOrDoubled } from './outcome.ts';
import { addPeople } from './people.ts';
import { requestsTo } from './requests.ts';
import { kinds, Tally, unexpectedOf } from './tally.ts';

export interface RollingRestart {
  requests: number;
  /** Answers that were not the expected ones, and requests without any, by what came instead. */
  failed: Record<string, number>;
  acknowledged: number;
  lostOrDoubled: string[];
  /** Milliseconds of the slowest request. */
  slowest: number;
}

/** Before the first, between two, and after the last restart, in which requests only meet what is there. */
const BETWEEN = 1_000;

/** Replaces every web server and worker, one after the other, while people come at these rates. */
export async function restartUnderLoad(
  { cluster, db, rates }: { cluster: Cluster; db: Db; rates: Rates },
  say: (line: string) => void = () => {},
): Promise<RollingRestart> {
  const people = await addPeople(db, { companies: 60, usersEach: 3, staff: 6 });
  const tally = new Tally();
  const requests = requestsTo(cluster.url, { keepAlive: false });
  const actions = await prepareActions(people, requests, tally);
  const arrivals = startArrivals(streamsOf(actions, rates));
  try {
    for (const member of [...cluster.webs, ...cluster.workers]) {
      await pause(BETWEEN);
      await member.replace();
      say(`${member.name} replaced`);
    }
    await pause(BETWEEN);
  } finally {
    await arrivals.stop();
    requests.close();
  }
  const total = tally.total();
  return {
    requests: kinds.reduce((sum, kind) => sum + total[kind].count, 0),
    failed: unexpectedOf(total),
    acknowledged: actions.acknowledged.length,
    lostOrDoubled: await lostOrDoubled(db, actions),
    slowest: Math.max(...kinds.map((kind) => total[kind].slowest)),
  };
}
