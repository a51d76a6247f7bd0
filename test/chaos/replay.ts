import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleOnce } from '../support/bundle.ts';
import type { World } from './world.ts';

/** A workflow whose history today's code does not repeat: the next worker that takes it over cannot go on with it. */
export interface Unrepeatable {
  workflowId: string;
  because: string;
}

/** The product terminates a workflow only where it starts another in its place: without that other, none is there. */
export const stands = 'ExecutionStatus != "Terminated"';

/** Repeats the history of every workflow that was not started anew for that very reason, as a worker does that has not seen it before. */
export async function replayAll({ client }: World): Promise<Unrepeatable[]> {
  const bundle = await bundleOnce();
  if ('error' in bundle) throw new Error(bundle.error);
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const results = Worker.runReplayHistories(
    { workflowBundle: { codePath: bundle.path } },
    client.workflow.list({ query: stands }).intoHistories(),
  );
  const found: Unrepeatable[] = [];
  for await (const { workflowId, error } of results)
    if (error) found.push({ workflowId, because: error.message });
  return found;
}
