import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  Client,
  Connection,
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { and, eq, isNull } from 'drizzle-orm';
import { connect, type Db } from '../db/client.ts';
import { readEnvironment, serviceVariables } from '../db/environment.ts';
import { outbox } from '../db/schema/index.ts';
import { staticSummary } from '../workflows/start-options.ts';
import { type Case, type Sort, sorts } from './cases.ts';

const usage = `Usage: workflows:reconcile [--trial]
  Holds Temporal's workflows against the database, which is the truth: starts those that are missing, starts those anew that
  stand elsewhere, and ends those of which the database knows nothing. Safe to repeat, and beside everything else.
  A worker has to run.
  --trial  only says what it would do`;

/** Cases that ended so long ago have sent their last mail, or somebody has noticed. */
const ENDED_WITHIN = 14 * 24 * 60 * 60_000;
/** Milliseconds in which a command that is being carried out comes to its end in the database and in its workflow. */
const A_MOMENT = 2_000;
/** Milliseconds that a worker is given to answer for a workflow. */
const PATIENCE = 10_000;
/** How often a workflow is asked again that no worker answers for. */
const TRIES = 10;
/** Cases that are looked at side by side. */
const AT_ONCE = 10;

export interface ReconcileOptions {
  db: Db;
  client: Client;
  taskQueue: string;
  isTrial?: boolean;
  print: (line: string) => void;
}

/** How many workflows were as they should be, and what became of the others. */
export type Reconciliation = Record<'right' | 'underWay' | 'started' | 'startedAnew' | 'ended', number>;

export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const tally: Reconciliation = { right: 0, underWay: 0, started: 0, startedAnew: 0, ended: 0 };
  for (const sort of sorts) {
    const cases = await sort.list(options.db, new Date(Date.now() - ENDED_WITHIN));
    const seen = new Set(cases.map(({ start }) => start.workflowId));
    await sideBySide(cases, async (one) => {
      tally[await bringInLine(options, sort, one)] += 1;
    });
    await sideBySide(await listRunning(options, sort), async (workflowId) => {
      if (seen.has(workflowId)) return;
      const one = await sort.find(options.db, keyOf(workflowId));
      tally[one ? await bringInLine(options, sort, one) : await end(options, workflowId)] += 1;
    });
  }
  return tally;
}

async function bringInLine(options: ReconcileOptions, sort: Sort, one: Case): Promise<keyof Reconciliation> {
  const { workflowId } = one.start;
  const found = await whereItStands(options, sort, workflowId);
  if (isRight(one, found)) return 'right';
  if (await isOnItsWay(options.db, workflowId)) return 'underWay';
  if (found.state === 'running') {
    await pause(A_MOMENT);
    const again = (await sort.find(options.db, keyOf(workflowId))) ?? one;
    if (isRight(again, await whereItStands(options, sort, workflowId))) return 'right';
  }
  const why = found.state === 'running' ? `thinks ${found.position}` : found.state;
  options.print(`${workflowId}: ${one.position ?? 'to be sent'} in the database, ${why} in Temporal`);
  if (!options.isTrial) await startFrom(options, one);
  return found.state === 'running' ? 'startedAnew' : 'started';
}

type Found = { state: 'missing' | 'ended' } | { state: 'running'; position: string | undefined };

/** What Temporal calls so is a workflow whose history its code does not agree with: nobody can ask it anything any more. */
const CANNOT_GO_ON = 'nothing any more: it cannot go on';

/** A case that is over may have a workflow that has ended or still mails, but must have had one. */
function isRight({ isOpen, position }: Case, found: Found): boolean {
  if (found.state === 'running') return position === undefined || found.position === position;
  return found.state === 'ended' && !isOpen;
}

async function whereItStands({ client }: ReconcileOptions, sort: Sort, workflowId: string): Promise<Found> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return { state: status.name === 'COMPLETED' ? 'ended' : 'missing' };
    if (!sort.query) return { state: 'running', position: undefined };
    const { name, position } = sort.query;
    return { state: 'running', position: position(await answerOf(client, handle, name)) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { state: 'missing' };
    if (error instanceof QueryNotRegisteredError || isOfFailingTask(error))
      return { state: 'running', position: CANNOT_GO_ON };
    throw error;
  }
}

/** Temporal answers no query of a workflow whose task fails again and again. */
const isOfFailingTask = (error: unknown): boolean =>
  error instanceof ServiceError &&
  isGrpcServiceError(error.cause) &&
  error.cause.code === FAILED_PRECONDITION;
/** gRPC's code. */
const FAILED_PRECONDITION = 9;

/** A worker that was just started is not known to Temporal at once. */
async function answerOf(client: Client, handle: WorkflowHandle, query: string): Promise<never> {
  for (let left = TRIES; ; left--) {
    try {
      return await client.withDeadline(Date.now() + PATIENCE, () => handle.query<never>(query));
    } catch (error) {
      if (!(error instanceof ServiceError) || left === 0) throw error;
      await pause(1_000);
    }
  }
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
  const { right, underWay, started, startedAnew, ended } = await reconcile(options);
  console.log(
    `${right} as they should be, ${underWay} under way; ${values.trial ? 'it would be: ' : ''}${started} started, ${startedAnew} started anew, ${ended} ended.`,
  );
  await Promise.all([database.close(), connection.close()]);
}
