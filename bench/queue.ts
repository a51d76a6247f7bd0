import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { type Bench, type Measurement, median, timed } from './measurement.ts';
import { fillQueue } from './queue-data.ts';
import { startServers } from './servers.ts';

const AMOUNT = { companies: 12_000, open: 10_000, closed: 200_000 };
const TIMES = 21;

const LISTS: readonly [name: string, query: string][] = [
  ['undecided', 'state=undecided'],
  ['mine', 'assignee=mine'],
  ['overdue', 'due=overdue'],
  ['last page', 'state=undecided&page=200'],
  ['every state', 'state=all'],
  ['applied', 'state=applied'],
  ['number begins', 'q=W20260101-0001'],
  ['name of few', `q=${encodeURIComponent('青海貿易100')}`],
  ['name of many', `q=${encodeURIComponent('精機')}`],
];

/** A page of the queue with its counts, from the request to the last byte, with years of work in the database. */
export const queue: Bench = async (say) => {
  const servers = await startServers();
  try {
    await fillQueue(servers.database.db, AMOUNT);
    say(`${AMOUNT.open} open and ${AMOUNT.closed} closed pieces of work of ${AMOUNT.companies} companies`);
    const { url } = await servers.startWeb();
    const cookie = await logIn(url);
    const measured: Measurement[] = [];
    for (const [name, query] of LISTS) measured.push(await listed(name, `${url}/office?${query}`, cookie));
    return measured;
  } finally {
    await servers.remove();
  }
};

async function listed(name: string, url: string, cookie: string): Promise<Measurement> {
  const taken: number[] = [];
  for (let turn = 0; turn < TIMES; turn += 1)
    taken.push(
      await timed(async () => {
        const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
        await answer.text();
        if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
      }),
    );
  return {
    name: `queue ${name}`,
    ours: median(taken),
    unit: 'ms',
    note: `slowest ${Math.max(...taken).toFixed(1)}`,
  };
}

async function logIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/office/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ staffId: 'clerk1', password: DEMO_PASSWORD }),
  });
  if (answer.status !== 303) throw new Error(`the login answered ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
}
