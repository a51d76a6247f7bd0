import type { Client } from '@temporalio/client';
import { Counter, Gauge } from 'prom-client';
import type { Db } from '../db/client.ts';
import { type Condition, readCondition } from '../db/condition.ts';
import { registry } from '../db/metrics.ts';

/** Milliseconds for which what was read counts: several who scrape, or one in a hurry, cost the database no more. */
const FRESH_FOR = 5_000;
/** Milliseconds that Temporal is given to count. */
const PATIENCE = 2_000;

const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
  new Gauge<Label>({ name: `madoguchi_${name}`, help, labelNames, registers: [registry] });

const known = gauge('condition_known', 'Whether Postgres told the figures below: 1, or 0 where they are old');
const outboxRows = gauge('outbox_rows', 'What Temporal has to be told yet, and what of it failed', ['state']);
const outboxAge = gauge('outbox_oldest_seconds', 'Age of the oldest row that Temporal has to be told of');
const mails = gauge('mails', 'Mails that wait to be sent, fail, or were given up and not seen to', ['state']);
const mailAge = gauge('mails_oldest_seconds', 'Age of the oldest mail that waits to be sent');
const undecided = gauge('work_undecided', 'Applications and requests that staff have to decide', ['work']);
const overdue = gauge('work_overdue', 'Those of them that are past their due date', ['work']);
const unsealed = gauge('access_events_unsealed', 'Entries of the access history after its latest seal');
const sealAge = gauge('access_history_seal_age_seconds', 'Age of the latest seal; 0 before the first');
const ahead = gauge('access_history_months_ahead', 'Coming months whose partitions are there');
const running = gauge('workflows_running', 'Workflows that have not ended; missing where Temporal is away');

export const startedAnew = new Counter({
  name: 'madoguchi_workflows_started_anew_total',
  help: 'Workflows that stood elsewhere than the database, and were started anew',
  registers: [registry],
});

/** Brings the figures up to date that all workers have in common; where Postgres is away they stay, and `known` is 0. */
export function conditionReader({ db, client }: { db: Db; client: Client }): () => Promise<void> {
  let readAt = -FRESH_FOR;
  return async () => {
    if (performance.now() - readAt < FRESH_FOR) return;
    readAt = performance.now();
    await Promise.all([
      readCondition(db, new Date()).then(show, () => known.set(0)),
      countRunning(client).then(
        (count) => running.set(count),
        () => running.reset(),
      ),
    ]);
  };
}

function show({ outbox, mails: mail, work, history }: Condition): void {
  known.set(1);
  outboxRows.set({ state: 'waiting' }, outbox.waiting);
  outboxRows.set({ state: 'failing' }, outbox.failing);
  outboxAge.set(outbox.oldest);
  mails.set({ state: 'waiting' }, mail.waiting);
  mails.set({ state: 'failing' }, mail.failing);
  mails.set({ state: 'given_up' }, mail.givenUp);
  mailAge.set(mail.oldest);
  for (const { type, ...counts } of work) {
    undecided.set({ work: type }, counts.undecided);
    overdue.set({ work: type }, counts.overdue);
  }
  unsealed.set(history.unsealed);
  sealAge.set(history.sealedAgo);
  ahead.set(history.monthsAhead);
}

const countRunning = async (client: Client): Promise<number> =>
  (
    await client.withDeadline(Date.now() + PATIENCE, () =>
      client.workflow.count("ExecutionStatus = 'Running'"),
    )
  ).count;
