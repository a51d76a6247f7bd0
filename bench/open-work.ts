import { setTimeout as pause } from 'node:timers/promises';
import { inArray, isNotNull } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { requestWorkflowStart } from '../db/outbox.ts';
import { changeApplications, mailLog } from '../db/schema/index.ts';
import { waitFor } from '../dev/wait-for.ts';
import { changeApplicationStart } from '../workflows/change-application.ts';
import { addDrafts, approve, logInStaff } from './applications.ts';
import { examined, isApplied } from './approval.ts';
import { httpClient } from './http.ts';
import { type Load, load, over, p50, processorSeconds } from './load.ts';
import { type Bench, ROUNDS } from './measurement.ts';
import { type Product, startProduct } from './product.ts';
import { type BenchServers, startServers } from './servers.ts';
import { waitUntil } from './wait-until.ts';

/** Each begins with a mail and a look at its due date, so that they take some 20 a second to come about. */
const OPEN = Number(process.env.BENCH_OPEN ?? 1_000);
const FEW = 20;
const DECISIONS = Number(process.env.BENCH_DECISIONS ?? 12);
const AN_HOUR = 60 * 60_000;
const QUIET_SECONDS = 130;

/** What a decision costs while many workflows are open, beside the same while few are. */
export const openWork: Bench = async (say) => {
  const many = await startServers({ name: 'many' });
  const few = await startServers({ name: 'few' });
  try {
    const products = [await filled(many, OPEN), await filled(few, FEW)] as const;
    await untilNothingIsLeftToDo(products.flatMap(({ pids }) => pids));
    const sides = [
      ['ours', await decisions(many, products[0], OPEN)],
      ['peer', await decisions(few, products[1], FEW)],
    ] as const;
    const rounds: { ours: Load[]; peer: Load[] } = { ours: [], peer: [] };
    for (let number = 0; number <= ROUNDS; number++)
      for (const [side, round] of sides) {
        const taken = await round();
        if (number > 0) rounds[side].push(taken);
      }
    say(`${OPEN} beside ${FEW} open workflows`);
    const figures = [
      ['open-work', p50, `decision to applied with ${OPEN} open workflows; peer: with ${FEW}`],
      [
        'open-work-processor',
        ({ processor }: Load) => processor,
        'of processors for each, all parts of the product',
      ],
    ] as const;
    return figures.map(([name, figure, note]) => ({
      name,
      ours: over(rounds.ours, figure),
      peer: over(rounds.peer, figure),
      unit: 'ms',
      note,
    }));
  } finally {
    await Promise.all([many.remove(), few.remove()]);
  }
};

async function filled(servers: BenchServers, open: number): Promise<Product> {
  const product = await startProduct(servers);
  await openWorkflows(servers.database.db, open);
  return product;
}

/**
 * Every two minutes the product holds what moved lately against its workflows (docs/decisions/148), so after so many
 * starts it has to do for a while. Once it has done nearly nothing for longer than two minutes, that is behind it.
 */
async function untilNothingIsLeftToDo(pids: readonly number[]): Promise<void> {
  const isQuiet = async () => {
    const before = await processorSeconds(pids);
    await pause(QUIET_SECONDS * 1000);
    return (await processorSeconds(pids)) - before < QUIET_SECONDS * 0.2;
  };
  await waitFor(isQuiet, { timeout: AN_HOUR, what: 'the product to have nothing left to do' });
}

async function decisions(
  servers: BenchServers,
  product: Product,
  open: number,
): Promise<() => Promise<Load>> {
  const { db } = servers.database;
  const client = httpClient(product.url);
  const clerk = await logInStaff(client, 'clerk1');
  const approver = await logInStaff(client, 'approver1');
  let from = open;
  return async () => {
    const drafts = await addDrafts(db, DECISIONS, from);
    from += DECISIONS;
    await examined(db, client, clerk, drafts);
    const waiting = drafts.map(({ number }) => number);
    return load({ atOnce: 1, times: DECISIONS, pids: [...product.pids, servers.postgresPid] }, async () => {
      const number = waiting.shift() ?? '';
      await approve(client, approver, number);
      await waitUntil(() => isApplied(db, number));
    });
  };
}

/** As many applications that wait for staff, in the way of 申込む but in one transaction. */
async function openWorkflows(db: Db, amount: number): Promise<void> {
  const drafts = await addDrafts(db, amount);
  const now = new Date();
  const dueAt = new Date(now.getTime() + 10 * 86_400_000);
  const numbers = drafts.map(({ number }) => number);
  await db.transaction(async (tx) => {
    for (let at = 0; at < numbers.length; at += 1_000)
      await tx
        .update(changeApplications)
        .set({ stage: 'received', round: 1, submittedAt: now, dueAt, receiptEmail: 'receipt@example.jp' })
        .where(inArray(changeApplications.applicationNumber, numbers.slice(at, at + 1_000)));
    for (const [index, applicationNumber] of numbers.entries())
      await requestWorkflowStart(
        tx,
        changeApplicationStart({
          applicationNumber,
          insuredCode: String(500_000_000 + index),
          approvalsNeeded: 1,
          dueAt: dueAt.toISOString(),
          round: 1,
        }),
      );
  });
  await waitFor(() => areReceiptsSent(db, numbers.length), {
    timeout: AN_HOUR,
    every: 1_000,
    what: 'all receipts to be sent',
  });
}

const areReceiptsSent = async (db: Db, amount: number): Promise<boolean> =>
  (await db.$count(mailLog, isNotNull(mailLog.sentAt))) >= amount;
