import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { createMailer } from '../activities/mailer.ts';
import type { Reconciliation } from '../activities/reconciliation.ts';
import { connect } from '../db/client.ts';
import { freePort } from '../db/free-port.ts';
import { createLogger } from '../db/log.ts';
import { serveMetrics } from '../db/metrics.ts';
import { currentRequest } from '../db/request-context.ts';
import { openTracing } from '../db/tracing.ts';
import { outliveLostConnections } from '../db/unheard.ts';
import { askedBy } from '../workflows/asked-by.ts';
import { actsOnBehalfOf } from './activity-line.ts';
import { type Config, readConfig } from './config.ts';
import { temporalLogger } from './log.ts';
import { conditionReader, startedAnew } from './metrics.ts';
import { reconcile } from './reconcile.ts';
import { startRelay } from './relay.ts';
import { keepSchedules } from './schedules.ts';
import { traceSinks } from './trace-sinks.ts';
import type { Answers } from './whereabouts.ts';
import { workflowInterceptorModules, workflowsPath } from './workflows.ts';

/** Milliseconds between tries to reach a Temporal that is away. */
const AGAIN_AFTER = 2_000;
/** Milliseconds in which any step in the database has been tried again, and its workflow knows of it. */
const A_WHILE = 30_000;

const config = readConfig();
const log = createLogger({ service: 'worker', level: config.LOG_LEVEL });
const tracing = await openTracing({
  endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  service: 'worker',
  log,
});
// Where the SDK serves its own metrics, which we pass on.
const sdkMetrics = config.METRICS_PORT === undefined ? undefined : `127.0.0.1:${await freePort()}`;
Runtime.install({
  logger: temporalLogger(log),
  telemetryOptions: {
    logging: { filter: 'WARN', forward: {} },
    ...(sdkMetrics
      ? { metrics: { prometheus: { bindAddress: sdkMetrics, countersTotalSuffix: true } } }
      : {}),
  },
  shutdownSignals: [],
});

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

outliveLostConnections(() => log.warn('A connection to the database broke as it was opened'));
const database = connect(config.DATABASE_URL);
const now = () => new Date();
const mailer = createMailer({
  db: database.db,
  smtpUrl: config.SMTP_URL,
  from: config.MAIL_FROM,
  institutionName: config.INSTITUTION_NAME,
  contact: config.INSTITUTION_CONTACT,
  now,
});
const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS, connectTimeout: 3_000 });
const client = new Client({
  connection,
  namespace: config.TEMPORAL_NAMESPACE,
  interceptors: { workflow: [askedBy(currentRequest)] },
});
const taskQueue = config.TEMPORAL_TASK_QUEUE;
const answers: Answers = new Map();
const metrics =
  config.METRICS_PORT === undefined
    ? undefined
    : await serveMetrics({
        port: config.METRICS_PORT,
        host: config.METRICS_HOST,
        log,
        database,
        refresh: conditionReader({ db: database.db, client }),
        others: async () => (await fetch(`http://${sdkMetrics}/metrics`)).text(),
      });
const relay = startRelay({
  db: database.db,
  databaseUrl: config.DATABASE_URL,
  client,
  taskQueue,
  log,
  tracing,
});
const schedules = keepSchedules({ client, taskQueue, log, signal: stopping.signal });

while (!stopping.signal.aborted) {
  await work(config, stopping.signal).catch(async (error: unknown) => {
    log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'Temporal is away; trying again');
    await pause(AGAIN_AFTER, undefined, { signal: stopping.signal }).catch(() => {});
  });
}
await Promise.all([relay.stop(), schedules]);
metrics?.close();
mailer.close();
await connection.close();
await database.close();
await tracing?.stop();
log.info('Stopped');

async function reconcileSince(since: Date): Promise<Reconciliation> {
  const { signal } = stopping;
  const print = (line: string) => log.warn(line);
  const tally = await reconcile({
    db: database.db,
    client,
    taskQueue,
    since,
    patience: A_WHILE,
    answers,
    signal,
    print,
  });
  startedAnew.inc(tally.started + tally.startedAnew);
  return tally;
}

/** Works until asked to stop; fails when Temporal cannot be reached or is lost for good. */
async function work(settings: Config, signal: AbortSignal): Promise<void> {
  const native = await NativeConnection.connect({ address: settings.TEMPORAL_ADDRESS });
  try {
    const worker = await Worker.create({
      connection: native,
      namespace: settings.TEMPORAL_NAMESPACE,
      taskQueue: settings.TEMPORAL_TASK_QUEUE,
      ...(settings.WORKFLOW_BUNDLE
        ? { workflowBundle: { codePath: settings.WORKFLOW_BUNDLE } }
        : { workflowsPath }),
      interceptors: {
        activity: [actsOnBehalfOf(log, tracing)],
        ...(settings.WORKFLOW_BUNDLE ? {} : { workflowModules: workflowInterceptorModules }),
      },
      sinks: traceSinks(tracing),
      activities: createActivities({
        db: database.db,
        mailer,
        now,
        publicUrl: settings.PUBLIC_URL,
        institutionName: settings.INSTITUTION_NAME,
        historyMonthsKept: settings.ACCESS_HISTORY_RETENTION_MONTHS,
        log,
        reconcile: reconcileSince,
      }),
      workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 4 },
      activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
      maxConcurrentActivityTaskExecutions: 20,
      maxConcurrentLocalActivityExecutions: 20,
      maxCachedWorkflows: 500,
      // What a worker that was killed had in memory waits for it: for less time than staff wait at a page (TEMPORAL_PATIENCE).
      stickyQueueScheduleToStartTimeout: '3 seconds',
      shutdownGraceTime: '20 seconds',
    });
    const shutdown = () => worker.shutdown();
    signal.addEventListener('abort', shutdown, { once: true });
    if (signal.aborted) return;
    log.info({ taskQueue: settings.TEMPORAL_TASK_QUEUE }, 'Working');
    await worker.run().finally(() => signal.removeEventListener('abort', shutdown));
  } finally {
    await native.close().catch(() => {});
  }
}
