/**
 * `npm run load -- --minutes 30 --logins 20 --pages 200 --applications 2`: the cluster of `npm run cluster` under a mixed
 * load for that long, all on this machine. Fails where an answer was not the expected one, where an acknowledged
 * application was lost or doubled, or where the memory of a web server or worker grows.
 */
import { parseArgs } from 'node:util';
import { startCluster } from '../../dev/cluster/cluster.ts';
import { startServers } from '../../dev/cluster/servers.ts';
import { orderlyEnd, stopInReverse } from '../../dev/orderly-end.ts';
import { startMailServer } from '../../test/support/mail.ts';
import { prepareActions } from './actions.ts';
import { MINUTES_TO_JUDGE } from './growth.ts';
import { type Rates, runLoad } from './load.ts';
import { startWatch } from './memory.ts';
import { lostOrDoubled } from './outcome.ts';
import { addPeople } from './people.ts';
import { faults, finalLines } from './report.ts';
import { requestsTo } from './requests.ts';
import { Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    logins: { type: 'string', default: '20' },
    pages: { type: 'string', default: '200' },
    applications: { type: 'string', default: '2' },
  },
});
const minutes = number('minutes', 120);
const rates: Rates = {
  logins: number('logins', 500),
  pages: number('pages', 5_000),
  applications: number('applications', 50),
};

const began = performance.now();
const say = (line: string) =>
  console.log(`[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s] ${line}`);
const stops: (() => Promise<unknown>)[] = [];
const ending = orderlyEnd(130, () => stopInReverse(stops));
const { end } = ending;

try {
  await end((await measure()) ? 0 : 1);
} catch (error) {
  if (!ending.isEnding) console.error(error);
  await end(1);
}

async function measure(): Promise<boolean> {
  const servers = await startServers(say);
  stops.push(() => servers.stop());
  const { db } = servers.database;
  const people = await addPeople(db, { companies: 400, usersEach: 5, staff: 20 });
  say(
    `${people.companies.length} companies with ${people.webUserIds.length} users, ${people.staffIds.length} staff`,
  );
  const mail = await startMailServer();
  stops.push(mail.close);
  const cluster = await startCluster({
    environment: { ...servers.environment, SMTP_URL: mail.url },
    folder: servers.folder,
  });
  stops.push(cluster.stop);
  const ours = [...cluster.webs, ...cluster.workers];
  const watch = await startWatch([
    ...ours.map(({ name, program, metrics }) => ({ name, pid: program.pid, metrics })),
    { name: 'nginx', pid: cluster.proxy.program.pid },
    { name: 'Temporal', pid: servers.temporal.program.pid },
    { name: 'Postgres', pid: servers.postgres.program.pid },
    { name: 'this load', pid: process.pid },
  ]);
  const tally = new Tally();
  const requests = requestsTo(cluster.url);
  stops.push(async () => requests.close());
  const actions = await prepareActions(people, requests, tally);
  say(
    `Load: ${rates.logins} logins, ${rates.pages} pages and ${rates.applications} applications a second for ${minutes} minutes`,
  );
  const reached = await runLoad({ actions, tally, watch, rates, minutes }, say);

  const summary = tally.total();
  for (const line of await finalLines(summary, watch)) console.log(line);
  const wrong = await lostOrDoubled(db, actions);
  for (const line of wrong.slice(0, 20)) console.log(`lost or doubled: ${line}`);
  const growing = watch.growing(minutes);
  for (const name of growing) console.log(`${name}: its memory grows`);
  for (const [part, from] of Object.entries(MINUTES_TO_JUDGE))
    if (minutes < from) console.log(`The growth of a ${part} is judged from ${from} minutes on.`);
  const { server, other } = faults(summary);
  console.log(
    `${actions.acknowledged.length} applications acknowledged, ${actions.approved.length} approved, ${wrong.length} lost or doubled; ` +
      `${server} answers 5xx, ${other} otherwise unexpected`,
  );
  console.log(
    `On average ${(Object.keys(rates) as (keyof Rates)[])
      .map(
        (name) =>
          `${reached[name].toFixed(2)} ${name} (${((reached[name] / rates[name]) * 100).toFixed(0)} %)`,
      )
      .join(', ')} a second`,
  );
  return server + other + wrong.length + growing.length === 0;
}

function number(name: 'minutes' | keyof Rates, most: number): number {
  const value = Number(values[name]);
  if (value > 0 && value <= most) return value;
  console.error(`--${name} must be a number above 0, ${most} at most`);
  return process.exit(2);
}
