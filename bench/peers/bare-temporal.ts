/** Temporal alone: a workflow of the shape of ours, its worker and its two tables, without a product around it. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'drizzle-orm';
import { connect } from '../../db/client.ts';
import { startProgram } from '../../dev/processes.ts';
import { waitUntil } from '../wait-until.ts';
import { TASK_QUEUE } from './temporal/worker.ts';
import { decide } from './temporal/workflows.ts';

export interface BareOptions {
  address: string;
  databaseUrl: string;
  logFile: string;
  /** Worker and workflow as ours are; else as Temporal comes. */
  tuned: boolean;
}

export async function startBare({ address, databaseUrl, logFile, tuned }: BareOptions) {
  const database = connect(databaseUrl);
  const { db } = database;
  await db.execute(sql`create table applications (id text primary key, stage text not null)`);
  await db.execute(sql`create table steps (id text primary key, application text not null)`);
  const worker = await startProgram({
    name: 'bare worker',
    command: process.execPath,
    args: [fileURLToPath(new URL('temporal/worker.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: address,
      ...(tuned ? { TUNED: 'true' } : {}),
    },
    logFile,
  });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    /** An application that waits for its decision. */
    async begin(): Promise<string> {
      const id = randomUUID();
      await db.execute(sql`insert into applications values (${id}, 'received')`);
      const workflow = { taskQueue: TASK_QUEUE, workflowId: id, args: [id] };
      await client.workflow.start(tuned ? 'bare' : 'remote', workflow);
      return id;
    },
    /** Decides, and returns once it is applied. */
    async decide(id: string): Promise<void> {
      await client.workflow.getHandle(id).executeUpdate(decide, { args: [randomUUID()] });
      await waitUntil(async () => {
        const [row] = await db.execute<{ stage: string }>(
          sql`select stage from applications where id = ${id}`,
        );
        return row?.stage === 'applied';
      });
    },
    async stop() {
      await worker.stop();
      await connection.close();
      await database.close();
    },
  };
}
