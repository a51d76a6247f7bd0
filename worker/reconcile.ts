import { addAbortListener } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection, ServiceError } from '@temporalio/client';
import { and, eq, isNull } from 'drizzle-orm';
import type { Reconciliation } from '../activities/reconciliation.ts';
import { connect, type Db } from '../db/client.ts';
import { readEnvironment, serviceVariables } from '../db/environment.ts';
import { outbox } from '../db/schema/index.ts';
import { staticSummary } from '../workflows/start-options.ts';
import { type Case, type Sort, type Standing, sorts } from './cases.ts';
import { type Answers, type Found, whereItStands } from './whereabouts.ts';

const usage = `Usage: workflows:reconcile [--trial]
  Holds Temporal's workflows against the database, which is the truth: starts those that are missing, starts those anew that
  stand elsewhere, and ends those of which the database knows nothing. Safe to repeat, and beside everything else.
  A worker has to run.
  --trial  only says what it would do`;

/** Cases that ended so long ago have sent their last mail, or somebody has noticed. */
const ENDED_WITHIN = 14 * 24 * 60 * 60_000;
/** Milliseconds in which a command that is being carried out comes to its end in the database and in its workflow. */
const A_MOMENT = 2_000;
/** Cases that are looked at side by side. */
const AT_ONCE = 10;

export interface ReconcileOptions {
  db: Db;
  client: Client;
  taskQueue: string;
  isTrial?: boolean;
  /** Only what moved in the database since; unset: everything open or ended of late, and what the database knows nothing of. */
  since?: Date;
  /** Milliseconds for which a difference has to last before it counts. */
  patience?: number;
  /** What was answered the last time, so that only what went on is asked again; has afterwards what was answered this time. */
  answers?: Answers;
  /** Ends it at once, wherever it is; another run finds the rest. */
  signal?: AbortSignal;
  print: (line: string) => void;
}

export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const { signal } = options;
  const stopped = Promise.withResolvers<never>();
  const listener = signal && addAbortListener(signal, () => stopped.reject(signal.reason));
  return Promise.race([reconcileAll(options), stopped.promise]).finally(() => listener?.[Symbol.dispose]());
}

async function reconcileAll(options: ReconcileOptions): Promise<Reconciliation> {
  const tally: Reconciliation = {
    right: 0,
    underWay: 0,
    started: 0,
    startedAnew: 0,
    ended: 0,
    unanswered: 0,
  };
  const count = async (work: Promise<keyof Reconciliation>) => {
    tally[await work] += 1;
  };
  const lookedAt = new Set<string>();
  for (const sort of sorts) {
    const cases = await (options.since
      ? sort.listMoved(options.db, options.since)
      : sort.list(options.db, new Date(Date.now() - ENDED_WITHIN)));
    await sideBySide(cases, (one) => count(bringInLine(options, sort, one)));
    for (const { workflowId } of cases) lookedAt.add(workflowId);
    if (options.since) continue;
    const others = (await listRunning(options, sort)).filter((workflowId) => !lookedAt.has(workflowId));
    await sideBySide(others, async (workflowId) => {
      const one = await sort.find(options.db, keyOf(workflowId));
      await count(one ? bringInLine(options, sort, one) : end(options, workflowId));
    });
  }
  for (const workflowId of options.answers?.keys() ?? [])
    if (!lookedAt.has(workflowId)) options.answers?.delete(workflowId);
  return tally;
}

/** What differs is looked at again after a while: it may have been between one step and the next. */
async function bringInLine(
  options: ReconcileOptions,
  sort: Sort,
  one: Standing,
): Promise<keyof Reconciliation> {
  const { db, client, print, isTrial, signal, answers, patience = A_MOMENT } = options;
  const { workflowId } = one;
  try {
    if (isRight(one, await whereItStands(client, sort, workflowId, answers))) return 'right';
    await pause(patience, undefined, { signal });
    const now = await sort.find(db, keyOf(workflowId));
    if (!now) return 'underWay';
    const found = await whereItStands(client, sort, workflowId, answers);
    if (isRight(now, found)) return 'right';
    if (now.position !== one.position || (await isOnItsWay(db, workflowId))) return 'underWay';
    const why = found.state === 'running' ? `thinks ${found.position}` : found.state;
    print(`${workflowId}: ${now.position ?? 'to be sent'} in the database, ${why} in Temporal`);
    signal?.throwIfAborted();
    if (!isTrial) await startFrom(options, now);
    return found.state === 'running' ? 'startedAnew' : 'started';
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    print(`${workflowId}: Temporal or a worker does not answer for it (${error.message})`);
    return 'unanswered';
  }
}

/** A case that is over may have a workflow that has ended or still mails, but must have had one. */
function isRight({ isOpen, position }: Standing, found: Found): boolean {
  if (found.state === 'running') return position === undefined || found.position === position;
  return found.state === 'ended' && !isOpen;
}

/** The relay has not told Temporal yet. */
async function isOnItsWay(db: Db, workflowId: string): Promise<boolean> {
  const waiting = await db.$count(outbox, and(eq(outbox.workflowId, workflowId), isNull(outbox.deliveredAt)));
  return waiting > 0;
}

async function startFrom({ client, taskQueue }: ReconcileOptions, { start }: Case): Promise<void> {
  const { workflowType, workflowId, input } = start;
  await client.workflow.start(workflowType, {
    workflowId,
    taskQueue,
    args: [input],
    staticSummary: staticSummary(workflowType, input),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
}

/** It is from after the backup, or of another database on the same task queue. */
async function end({ client, print, isTrial }: ReconcileOptions, workflowId: string): Promise<'ended'> {
  print(`${workflowId}: nothing in the database, running in Temporal`);
  if (!isTrial) await client.workflow.getHandle(workflowId).terminate('The database knows nothing of it');
  return 'ended';
}

async function listRunning(
  { client, taskQueue }: ReconcileOptions,
  { workflowType }: Sort,
): Promise<string[]> {
  const query = `WorkflowType = '${workflowType}' AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}'`;
  const workflowIds: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) workflowIds.push(workflowId);
  return workflowIds;
}

const keyOf = (workflowId: string) => workflowId.slice(workflowId.indexOf('/') + 1);

async function sideBySide<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { trial: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const config = readEnvironment(serviceVariables);
  const database = connect(config.DATABASE_URL, { max: 4 });
  const connection = await Connection.connect({ address: config.TEMPORAL_ADDRESS });
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const taskQueue = config.TEMPORAL_TASK_QUEUE;
  const options = { db: database.db, client, taskQueue, isTrial: values.trial, print: console.log };
  const { right, underWay, started, startedAnew, ended, unanswered } = await reconcile(options);
  console.log(
    `${right} as they should be, ${underWay} under way; ${values.trial ? 'it would be: ' : ''}${started} started, ${startedAnew} started anew, ${ended} ended.`,
  );
  if (unanswered > 0) {
    console.log(
      `${unanswered} without an answer: does Temporal answer, and does a worker run? Then once more.`,
    );
    process.exitCode = 1;
  }
  await Promise.all([database.close(), connection.close()]);
}
