/** `node worker.ts`: a worker with the bare workflows. Tuned as ours is, or left as Temporal's SDK comes. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { sql } from 'drizzle-orm';
import { connect } from '../../../db/client.ts';

const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', TUNED } = process.env;
export const TASK_QUEUE = 'bare';

export interface Steps {
  record(id: string, stepId: string): Promise<void>;
  apply(id: string): Promise<void>;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await work();

async function work() {
  Runtime.install({ shutdownSignals: ['SIGTERM'] });
  const { db, close } = connect(DATABASE_URL);
  const activities: Steps = {
    record: (id, stepId) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`update applications set stage = 'approved' where id = ${id} and stage = 'received'`,
        );
        await tx.execute(sql`insert into steps values (${stepId}, ${id}) on conflict do nothing`);
      }),
    async apply(id) {
      await db.execute(
        sql`update applications set stage = 'applied' where id = ${id} and stage = 'approved'`,
      );
    },
  };
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
    activities: { ...activities },
    ...(TUNED
      ? {
          workflowTaskPollerBehavior: { type: 'simple-maximum' as const, maximum: 4 },
          activityTaskPollerBehavior: { type: 'simple-maximum' as const, maximum: 2 },
          maxCachedWorkflows: 500,
        }
      : {}),
  });
  await worker.run();
  await close();
}
