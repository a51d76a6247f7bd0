import { setTimeout as pause } from 'node:timers/promises';
import {
  type Client,
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Sort } from './cases.ts';

/** Where Temporal says that a workflow stands. Whatever ended otherwise than by its own code counts as missing. */
export type Found = { state: 'missing' | 'ended' } | { state: 'running'; position: string | undefined };

/**
 * What workflows answered, by their IDs, with the last event of the histories that they answered from: with the same history
 * a workflow answers the same.
 */
export type Answers = Map<string, { lastEvent: string; position: string }>;

/** Milliseconds that a worker is given to answer for a workflow. */
const PATIENCE = 10_000;
/** How often a workflow is asked again that no worker answers for. */
const TRIES = 10;
/** What Temporal calls so is a workflow whose history its code does not agree with: nobody can ask it anything any more. */
const CANNOT_GO_ON = 'nothing any more: it cannot go on';

/**
 * Asks the workflow itself, which a worker may have to replay for it, unless `answers` has what it answers.
 * Fails with a `ServiceError` where Temporal, or any worker, does not answer.
 */
export async function whereItStands(
  client: Client,
  { query }: Pick<Sort, 'query'>,
  workflowId: string,
  answers?: Answers,
): Promise<Found> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status, runId } = await handle.describe();
    if (status.name !== 'RUNNING') return { state: status.name === 'COMPLETED' ? 'ended' : 'missing' };
    if (!query) return { state: 'running', position: undefined };
    const ask = async () => query.position(await answerOf(client, handle, query.name));
    if (!answers) return { state: 'running', position: await ask() };
    // Before the answer: what comes in between has the workflow asked once more, and no answer kept that is not its own.
    const lastEvent = await lastEventOf(client, { workflowId, runId });
    const known = answers.get(workflowId);
    const position = known?.lastEvent === lastEvent ? known.position : await ask();
    answers.set(workflowId, { lastEvent, position });
    return { state: 'running', position };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { state: 'missing' };
    if (error instanceof QueryNotRegisteredError || isOfFailingTask(error))
      return { state: 'running', position: CANNOT_GO_ON };
    throw error;
  }
}

/** Of which run, which, and when: a history that lost its end and went on has another. */
async function lastEventOf(
  client: Client,
  execution: { workflowId: string; runId: string },
): Promise<string> {
  const { namespace } = client.options;
  try {
    const { history } = await client.withDeadline(Date.now() + PATIENCE, () =>
      client.workflowService.getWorkflowExecutionHistoryReverse({
        namespace,
        execution,
        maximumPageSize: 1,
      }),
    );
    const last = history?.events?.[0];
    return [execution.runId, last?.eventId, last?.eventTime?.seconds, last?.eventTime?.nanos].join(' ');
  } catch (cause) {
    if (!isGrpcServiceError(cause)) throw cause;
    throw new ServiceError('Temporal does not tell the last event', { cause });
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
      if (!(error instanceof ServiceError) || isOfFailingTask(error) || left === 0) throw error;
      await pause(1_000);
    }
  }
}
