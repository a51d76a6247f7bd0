import { addDays, todayInTokyo } from '../domain/calendar-date.ts';
import { logInStaff } from './applications.ts';
import { fillHistory } from './history/fill.ts';
import { cookiesOf, expectStatus, httpClient } from './http.ts';
import { type Load, load, over, p95 } from './load.ts';
import { logIn } from './login-users.ts';
import { type Bench, type Measurement, ROUNDS, SECONDS_A_ROUND } from './measurement.ts';
import { addPeople } from './people.ts';
import { fillQueue } from './queue-data.ts';
import { type BenchServers, startServers } from './servers.ts';

const USERS_A_COMPANY = 29;
/** A hundred for each of the 10,000 companies; BENCH_EVENTS=50000000 is 5,000 each. */
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const MANY = 10_000;
const FEW = 10;

/**
 * What 10,000 companies with 300,000 users, their work and their history cost those who log in, look at the queue, at their
 * users and search the history, beside an institution with 10 companies. The pages show the same number of rows.
 */
export const growth: Bench = async (say) => {
  const large = await startServers({
    name: 'large',
    settings: ['max_wal_size=8GB', 'maintenance_work_mem=512MB'],
  });
  const small = await startServers({ name: 'small' });
  try {
    const [ours, peer] = [await institution(large, MANY), await institution(small, FEW)];
    const measured: Measurement[] = [];
    for (const name of ['login', 'queue', 'user-list', 'search'] as const) {
      const rounds: { ours: Load[]; peer: Load[] } = { ours: [], peer: [] };
      for (let round = 0; round <= ROUNDS; round++)
        for (const [side, { [name]: call }] of [
          ['ours', ours],
          ['peer', peer],
        ] as const) {
          const taken = await load({ atOnce: 1, seconds: SECONDS_A_ROUND / 2 }, call);
          if (round > 0) rounds[side].push(taken);
        }
      measured.push({
        name: `growth-${name}`,
        ours: over(rounds.ours, p95),
        peer: over(rounds.peer, p95),
        unit: 'ms',
        note: `p95 with ${MANY} companies, ${MANY * (USERS_A_COMPANY + 1)} users, ${EVENTS} events; peer: with ${FEW} companies`,
      });
      say(`${name}: ${measured.at(-1)?.ours.toFixed(1)} beside ${measured.at(-1)?.peer?.toFixed(1)} ms`);
    }
    return measured;
  } finally {
    await Promise.all([large.remove(), small.remove()]);
  }
};

type Call = () => Promise<void>;

/** So many companies, each with as many users, events and pieces of work as any other has. */
async function institution(
  servers: BenchServers,
  companies: number,
): Promise<Record<'login' | 'queue' | 'user-list' | 'search', Call>> {
  const { db } = servers.database;
  if (!(await servers.isFilled())) {
    await fillQueue(db, { companies, open: companies - 1, closed: 10 * companies });
    await addPeople(db, companies, USERS_A_COMPANY);
    const recorders = { firstCode: 400_000_001, companies, users: USERS_A_COMPANY };
    await fillHistory(db, Math.round((EVENTS * companies) / MANY), recorders);
  }
  const client = httpClient((await servers.startWeb()).url);
  const administrator = '400000005000';
  const cookie = cookiesOf(await logIn(client, administrator));
  const staff = await logInStaff(client, 'clerk1');
  const get = (path: string, cookie: string) => async () =>
    expectStatus(await client.ask(path, { headers: { cookie } }), 200, path);
  const today = todayInTokyo(new Date());
  const search = new URLSearchParams({
    from: addDays(today, -364),
    to: today,
    user: '',
    layout: 'byUser',
    encoding: 'utf8',
  });
  return {
    login: async () => void (await logIn(client, administrator)),
    // The nine whose code begins so.
    queue: get('/office?state=undecided&q=40000000', staff),
    'user-list': get('/applicants', cookie),
    search: get(`/access-history/export?${search}`, cookie),
  };
}
