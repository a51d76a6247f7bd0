import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { currentRequest } from '../db/request-context.ts';
import { askedBy } from '../workflows/asked-by.ts';
import { staticSummary } from '../workflows/start-options.ts';
import type { Services } from './context.ts';

export interface Temporal {
  client: Client;
  /** Whether Temporal answers right now. */
  isUp(): Promise<boolean>;
  close(): Promise<void>;
}

/** Milliseconds that a page waits for Temporal before it says that the decision could not be taken. */
const TEMPORAL_PATIENCE = 8_000;

/** How often a call is made where Temporal cannot be reached: whoever waits at a page is told soon. */
const TRIES = 3;

/** A client that connects when it is first needed: the web starts, and takes applications, without Temporal. */
export function connectTemporal(config: { TEMPORAL_ADDRESS: string; TEMPORAL_NAMESPACE: string }): Temporal {
  const connection = Connection.lazy({
    address: config.TEMPORAL_ADDRESS,
    connectTimeout: 3_000,
    interceptors: [
      makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: TRIES, initialIntervalMs: () => 200 })),
    ],
  });
  const client = new Client({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    interceptors: { workflow: [askedBy(currentRequest)] },
  });
  return {
    client,
    async isUp() {
      try {
        await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}

/** Temporal did not answer: nothing was decided, what was typed must be kept. */
export class TemporalDown extends Error {}

/** A workflow's validator or activity said no; `reason` is a code of the domain. */
export class Refused<Reason extends string> extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(`refused: ${reason}`);
    this.reason = reason;
  }
}

/** A workflow and what it would be started with, should the relay not have started it yet. */
interface Addressee {
  workflowType: string;
  workflowId: string;
  input: Record<string, unknown>;
}

interface Question<Result, Args extends unknown[]> {
  update: UpdateDefinition<Result, Args>;
  args: Args;
  /** The same question asked twice under one ID acts once. */
  updateId: string;
  /** The reason to refuse with where the workflow had ended before it was asked. */
  ended: string;
}

/**
 * Asks a workflow by an Update, within `TEMPORAL_PATIENCE`. Throws `Refused` with the workflow's reason, `TemporalDown`
 * where nobody answered in time.
 */
export async function askWorkflow<Result, Args extends unknown[]>(
  { temporal, config }: Pick<Services, 'temporal' | 'config'>,
  { workflowType, workflowId, input }: Addressee,
  { update, args, updateId, ended }: Question<Result, Args>,
): Promise<Result> {
  const startWorkflowOperation = new WithStartWorkflowOperation(workflowType, {
    workflowId,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    args: [input],
    staticSummary: staticSummary(workflowType, input),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  });
  const { client } = temporal;
  // The client's types want one argument at least; a question may have none.
  const options = { startWorkflowOperation, updateId, args: args as unknown as [unknown] };
  try {
    return await client.withDeadline(Date.now() + TEMPORAL_PATIENCE, () =>
      client.workflow.executeUpdateWithStart(
        update as unknown as UpdateDefinition<Result, [unknown]>,
        options,
      ),
    );
  } catch (error) {
    throw translated(error, ended);
  }
}

function translated(error: unknown, ended: string): unknown {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return new Refused(ended);
  if (error instanceof WorkflowUpdateFailedError) {
    const cause = rootFailure(error.cause);
    return cause?.type === 'Refused' ? new Refused(String(cause.details?.[0])) : error;
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcServiceError(rootCause(error)))
    return new TemporalDown('Temporal did not answer', { cause: error });
  return error;
}

const rootCause = (error: unknown) => (error instanceof ServiceError && error.cause ? error.cause : error);

function rootFailure(failure: unknown): ApplicationFailure | undefined {
  if (failure instanceof ApplicationFailure) return failure;
  return failure instanceof Error && failure.cause ? rootFailure(failure.cause) : undefined;
}
