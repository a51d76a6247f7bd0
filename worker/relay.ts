import { type Client, isGrpcServiceError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database, Db } from '../db/client.ts';
import { onBehalfOf } from '../db/request-context.ts';
import { type OutboxRow, outbox } from '../db/schema/outbox.ts';
import type { Span, Tracing } from '../db/tracing.ts';
import { staticSummary } from '../workflows/start-options.ts';
import { type Listener, listenToOutbox } from './listener.ts';

export interface RelayOptions {
  db: Database['db'];
  /** For the connection that listens, apart from the pool. */
  databaseUrl: string;
  client: Client;
  taskQueue: string;
  log: Logger;
  /** Where traces are kept. */
  tracing?: Tracing | undefined;
  /** Milliseconds between looks at the outbox when nobody gives notice. */
  pollEvery?: number;
}

export interface Relay {
  /** Ends after the batch that is under way. */
  stop(): Promise<void>;
}

/** Rows taken at a time; delivered side by side. */
const BATCH = 25;
/** Milliseconds that Temporal is given for one delivery; well below the database's limit for a transaction. */
const PATIENCE = 5_000;

/**
 * Carries what the outbox holds to Temporal until Temporal has taken it. Any number of relays share the work: a row is
 * locked while it is delivered. A delivery that was made but not noted is made again, which changes nothing: a workflow
 * of the same ID starts once, and signals say what the database shows anyway.
 */
export function startRelay(options: RelayOptions): Relay {
  const { databaseUrl, log, pollEvery = 2_000 } = options;
  let stopped = false;
  let wake = () => {};
  let noticed = false;
  const notice = () => {
    noticed = true;
    wake();
  };
  const listener: Listener = listenToOutbox(databaseUrl, notice, log);
  const running = run();

  return {
    async stop() {
      stopped = true;
      wake();
      await Promise.all([running, listener.stop()]);
    },
  };

  async function run() {
    while (!stopped) {
      noticed = false;
      const goOn = await deliverBatch(options).catch((error: unknown) => {
        log.warn({ code: codeOf(error) }, 'The outbox could not be read; trying again');
        return false;
      });
      if (!goOn && !noticed && !stopped) await pause();
    }
  }

  function pause() {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollEvery);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Delivers the rows that failed least often first, so that a bad one holds up none. Returns whether more may wait. */
function deliverBatch(options: Omit<RelayOptions, 'databaseUrl' | 'pollEvery'>): Promise<boolean> {
  return options.db.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(outbox)
      .where(isNull(outbox.deliveredAt))
      .orderBy(asc(outbox.attempts), asc(outbox.outboxId))
      .limit(BATCH)
      .for('update', { skipLocked: true });
    const outcomes = await Promise.all(rows.map((row) => tryToDeliver(options, row)));
    for (const [index, row] of rows.entries()) await note(tx, row, outcomes[index]);
    return rows.length === BATCH && outcomes.every((failure) => failure === undefined);
  });
}

/** Returns undefined once Temporal has it, otherwise why not. */
async function tryToDeliver(
  { client, taskQueue, log, tracing }: Pick<RelayOptions, 'client' | 'taskQueue' | 'log' | 'tracing'>,
  row: OutboxRow,
) {
  const request = { requestId: row.requestId ?? undefined, traceparent: row.traceparent ?? undefined };
  const span = onBehalfOf(request, () => beginDelivery(tracing, row));
  const send = () => client.withDeadline(Date.now() + PATIENCE, () => deliver(client, taskQueue, row));
  try {
    await onBehalfOf({ ...request, ...(span ? { traceparent: span.traceparent } : {}) }, send);
    endDelivery(span, row);
    return undefined;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return endDelivery(span, row);
    const { workflowId, requestId } = row;
    log.warn(
      { workflowId, ...(requestId ? { requestId } : {}), code: codeOf(error) },
      'Temporal did not take a row of the outbox',
    );
    return error instanceof Error
      ? `${error.name}: ${error.message} ${codeOf(error)}`.slice(0, 500)
      : 'unknown';
  }
}

/** Told of once Temporal has the row: tries while it is away would fill the trace. */
const beginDelivery = (tracing: Tracing | undefined, { workflowType, traceparent }: OutboxRow) =>
  traceparent === null
    ? undefined
    : tracing?.begin({ name: `outbox ${workflowType}`, kind: 'producer', parent: traceparent });

function endDelivery(span: Span | undefined, { attempts, createdAt }: OutboxRow): undefined {
  const waited = Date.now() - createdAt.getTime();
  span?.end({ facts: { 'madoguchi.attempt': attempts + 1, 'madoguchi.waited_ms': waited } });
}

async function deliver(client: Client, taskQueue: string, row: OutboxRow): Promise<void> {
  const { workflowType, workflowId, input, signal, signalInput } = row;
  const start = {
    workflowId,
    taskQueue,
    args: [input] as [Record<string, unknown>],
    workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
    staticSummary: staticSummary(workflowType, input),
  };
  if (signal === null) await client.workflow.start(workflowType, start);
  else
    await client.workflow.signalWithStart(workflowType, {
      ...start,
      signal,
      signalArgs: [signalInput ?? {}],
    });
}

const note = (tx: Db, { outboxId }: OutboxRow, failure: string | undefined) =>
  tx
    .update(outbox)
    .set({
      attempts: sql`${outbox.attempts} + 1`,
      lastError: failure ?? null,
      ...(failure === undefined ? { deliveredAt: new Date() } : {}),
    })
    .where(and(eq(outbox.outboxId, outboxId), isNull(outbox.deliveredAt)));

/** A code, for the log: messages may hold values of a query. */
function codeOf(error: unknown): string | number {
  if (isGrpcServiceError(error)) return error.code;
  const innermost = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, name } = innermost as { code?: string | number; name?: string };
  return code ?? name ?? 'unknown';
}
