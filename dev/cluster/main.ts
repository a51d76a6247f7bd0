/**
 * `npm run cluster`: two web servers and two workers behind nginx, over a Temporal server that keeps its state in
 * Postgres, all on loopback and free ports, until Ctrl-C. With `--check` it goes through the product's journeys instead,
 * replaces every process under load, and ends. What it keeps is gone afterwards.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { restartUnderLoad } from '../../bench/load/rolling-restart.ts';
import { journeys } from '../../test/cluster/journeys.ts';
import { startMailServer } from '../../test/support/mail.ts';
import { startMail } from '../mail.ts';
import { orderlyEnd, stopInReverse } from '../orderly-end.ts';
import { freePort } from '../ports.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { type ClusterServers, startServers } from './servers.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const began = performance.now();
const say = (line: string) =>
  console.log(`[${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s] ${line}`);

/** What has to be stopped, in the order in which it was started. */
const stops: (() => Promise<unknown>)[] = [];
const ending = orderlyEnd(0, () => stopInReverse(stops));
const { end } = ending;
/** Logs stay where something went wrong. */
let failed = false;
let logs: string | undefined;

try {
  const servers = await startServers(say);
  logs = servers.folder;
  stops.push(() => servers.stop({ keep: failed }));
  if (values.check) await check(servers);
  else await show(servers);
} catch (error) {
  if (!ending.isEnding) console.error(error instanceof Error ? error.message : error);
  failed = true;
  if (logs) console.error(`Logs: ${logs}`);
  await end(1);
}

async function check(servers: ClusterServers) {
  const mail = await startMailServer();
  stops.push(mail.close);
  const cluster = await start(servers, mail.url);
  for (const [name, journey] of Object.entries(journeys)) {
    await journey({ url: cluster.url, mail, db: servers.database.db });
    say(`Passed: ${name}`);
  }
  const rates = { logins: 4, pages: 40, applications: 2 };
  const result = await restartUnderLoad({ cluster, db: servers.database.db, rates }, say);
  const failures = [
    ...Object.entries(result.failed).map(([what, count]) => `${what} × ${count}`),
    ...result.lostOrDoubled,
  ];
  if (failures.length > 0) throw new Error(`While processes were replaced:\n  ${failures.join('\n  ')}`);
  say(
    `Passed: every process replaced under load; ${result.requests} requests, 0 failed, the slowest took ${result.slowest.toFixed(0)} ms; ` +
      `${result.acknowledged} applications, 0 lost or doubled`,
  );
  await end(0);
}

async function show(servers: ClusterServers) {
  const [smtpPort, pagePort] = [await freePort(), await freePort()];
  const { folder } = servers;
  const mail = await startMail({
    smtpPort,
    pagePort,
    folder: join(folder, 'mail'),
    logFile: join(folder, 'mail.log'),
  });
  stops.push(() => mail.stop());
  const cluster = await start(servers, `smtp://127.0.0.1:${smtpPort}`);
  console.log(`
  Portal        ${cluster.url}/
  Back office   ${cluster.url}/office
  Mails         http://localhost:${pagePort}
  Temporal      ${servers.temporal.address} (no page of its own)
  Postgres      ${servers.postgres.url('madoguchi')}
  Logs          ${folder}

  Demo accounts as with npm start, password of all: demo only, never in production
  Processes     ${[...cluster.webs, ...cluster.workers].map(({ name, program }) => `${name}: ${program.pid}`).join(', ')}
  Ctrl-C stops everything and removes it.`);
}

async function start(servers: ClusterServers, smtpUrl: string): Promise<Cluster> {
  const environment = { ...servers.environment, SMTP_URL: smtpUrl };
  const cluster = await startCluster({ environment, folder: servers.folder });
  stops.push(cluster.stop);
  say('Two web servers and two workers behind nginx are ready');
  return cluster;
}
