import type { Client } from '@temporalio/client';
import { ne } from 'drizzle-orm';
import type { ReceivedMail } from '../support/mail.ts';
import type { Early } from './early-mails.ts';
import type { Happened } from './history.ts';
import { replayAll, stands, type Unrepeatable } from './replay.ts';
import * as tables from './tables.ts';
import type { World } from './world.ts';

/** The operation of the events that make a history long. */
export const FILLING = '1-4' as const;

type Tables = { [Name in keyof typeof tables]: (typeof tables)[Name]['$inferSelect'][] };

/** A workflow as Temporal has it; `result` of one that has ended. */
export interface Execution {
  workflowId: string;
  type: string;
  status: string;
  result?: unknown;
}

/** Everything that laws are held against, once nothing moves any more. */
export interface Facts extends Tables {
  history: readonly Happened[];
  mails: readonly ReceivedMail[];
  workflows: readonly Execution[];
  unrepeatable: readonly Unrepeatable[];
  /** Applications whose completion mail came while Postgres showed another stage. */
  early: readonly Early[];
}

export async function gatherFacts(world: World): Promise<Facts> {
  const { product, mail, history, client, early } = world;
  const rows = await Promise.all(
    Object.entries(tables).map(async ([name, table]) => [
      name,
      await product.database.db
        .select()
        .from(table)
        // What only fills a history to be downloaded would be most of all.
        .where(table === tables.accessEvents ? ne(tables.accessEvents.operation, FILLING) : undefined),
    ]),
  );
  return {
    ...(Object.fromEntries(rows) as Tables),
    history: history.events,
    mails: mail.mails,
    workflows: await listWorkflows(client),
    unrepeatable: await replayAll(world),
    early: await early(),
  };
}

/** Workflows whose end says what Postgres must say too. */
const decided = ['changeApplication', 'emailVerification'];

async function listWorkflows(client: Client): Promise<Execution[]> {
  const found: Execution[] = [];
  for await (const { workflowId, runId, type, status } of client.workflow.list({ query: stands })) {
    const ended = status.name === 'COMPLETED' && decided.includes(type);
    const result = ended ? await client.workflow.getHandle(workflowId, runId).result() : undefined;
    found.push({ workflowId, type, status: status.name, ...(ended ? { result } : {}) });
  }
  return found;
}
