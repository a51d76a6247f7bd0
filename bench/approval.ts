import { and, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { changeApplications, mailLog } from '../db/schema/index.ts';
import { addDrafts, approve, claim, type Draft, logInStaff, submit } from './applications.ts';
import { type HttpClient, httpClient } from './http.ts';
import { type Bench, median, ROUNDS, rested, timed } from './measurement.ts';
import { startBare } from './peers/bare-temporal.ts';
import { startCamunda } from './peers/camunda.ts';
import { type Product, startBenchTemporal, startProduct } from './product.ts';
import { type BenchServers, startServers } from './servers.ts';
import { waitUntil } from './wait-until.ts';

/** Decisions in a round, one after the other. */
const DECISIONS = Number(process.env.BENCH_DECISIONS ?? 12);

/** Milliseconds of each. */
type Round = () => Promise<number[]>;

/**
 * From the press of 承認する to the change on record, all that lies between included, beside the bare engines: a workflow of
 * the same shape on the same Temporal server, the same as one writes it first, and Camunda's engine.
 */
export const approval: Bench = async (say) => {
  const servers = await startServers({ settings: ['max_connections=200'] });
  try {
    const product = await startProduct(servers);
    const rounds: Record<string, Round> = {
      ours: await decisionsOfOurs(servers, product),
      bare: await bareDecisions(servers, product.temporal.address, { tuned: true }),
      remote: await bareDecisions(
        servers,
        (await startBenchTemporal(servers, 'temporal-defaults', { asItComes: true })).address,
        { tuned: false },
      ),
      camunda: await decisionsOfCamunda(servers),
    };
    for (const round of Object.values(rounds)) await round();
    const taken: Record<string, number[]> = {};
    for (let number = 1; number <= ROUNDS; number++) {
      for (const [name, round] of Object.entries(rounds)) {
        taken[name] ??= [];
        taken[name].push(median(await round()));
      }
      const last = Object.entries(taken).map(([name, all]) => `${name} ${all.at(-1)?.toFixed(1)}`);
      say(`round ${number}: ${last.join(', ')} ms`);
    }
    const of = (name: string) => median(taken[name] ?? []);
    const beside = (name: string, peer: string, note: string) => ({
      name,
      ours: of('ours'),
      peer: of(peer),
      unit: 'ms',
      note,
    });
    return [
      beside(
        'approval',
        'bare',
        'decision to applied; peer: a bare Temporal workflow, same server, local activities',
      ),
      beside('approval-defaults', 'remote', 'peer: the same with remote activities and all defaults'),
      beside('approval-peers', 'camunda', 'peer: Camunda 7, within its process'),
    ];
  } finally {
    await servers.remove();
  }
};

async function decisionsOfOurs({ database: { db } }: BenchServers, { url }: Product): Promise<Round> {
  const client = httpClient(url);
  const clerk = await logInStaff(client, 'clerk1');
  const approver = await logInStaff(client, 'approver1');
  let from = 0;
  return async () => {
    const drafts = await addDrafts(db, DECISIONS, from);
    from += DECISIONS;
    await examined(db, client, clerk, drafts);
    return rested(drafts, async ({ number }) => {
      const taken = await timed(async () => {
        await approve(client, approver, number);
        await waitUntil(() => isApplied(db, number));
      });
      // The mail that follows is not to fall into the next decision.
      await waitUntil(() => areMailsSent(db, number, 2));
      return taken;
    });
  };
}

/** Submits, takes on, and waits until the workflows have nothing more to do. */
export async function examined(
  db: Db,
  client: HttpClient,
  clerk: string,
  drafts: readonly Draft[],
): Promise<void> {
  for (const draft of drafts) {
    await submit(client, draft);
    await claim(client, clerk, draft.number);
  }
  for (const { number } of drafts) await waitUntil(() => areMailsSent(db, number, 1));
}

/** Whether so many mails about an application have left. */
export const areMailsSent = async (db: Db, number: string, mails: number): Promise<boolean> =>
  (await db.$count(mailLog, and(eq(mailLog.reference, number), isNotNull(mailLog.sentAt)))) >= mails;

export async function isApplied(db: Db, number: string): Promise<boolean> {
  const [application] = await db
    .select({ stage: changeApplications.stage })
    .from(changeApplications)
    .where(eq(changeApplications.applicationNumber, number));
  return application?.stage === 'applied';
}

async function bareDecisions(
  servers: BenchServers,
  address: string,
  { tuned }: { tuned: boolean },
): Promise<Round> {
  const name = tuned ? 'bare' : 'remote';
  const databaseUrl = await servers.createDatabase(name);
  const bare = await startBare({ address, databaseUrl, tuned, logFile: servers.logFile(name) });
  servers.onRemove(bare.stop);
  return async () => {
    const waiting: string[] = [];
    for (let number = 0; number < DECISIONS; number++) waiting.push(await bare.begin());
    return rested(waiting, (id) => timed(() => bare.decide(id)));
  };
}

async function decisionsOfCamunda(servers: BenchServers): Promise<Round> {
  const databaseUrl = await servers.createDatabase('camunda');
  const camunda = await startCamunda({ databaseUrl, logFile: servers.logFile('camunda') });
  servers.onRemove(camunda.stop);
  const round = async () => {
    await camunda.start(DECISIONS);
    return rested(Array(DECISIONS), async () => median(await camunda.decide(1)));
  };
  for (let warmUp = 0; warmUp < 20; warmUp++) {
    await camunda.start(DECISIONS);
    await camunda.decide(DECISIONS);
  }
  return round;
}
