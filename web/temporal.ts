import {
  Client,
  Connection,
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

export interface Temporal {
  client: Client;
  /** Whether Temporal answers right now. */
  isUp(): Promise<boolean>;
  close(): Promise<void>;
}

/** Milliseconds that a page waits for Temporal before it says that the decision could not be taken. */
export const TEMPORAL_PATIENCE = 8_000;

/** A client that connects when it is first needed: the web starts, and takes applications, without Temporal. */
export function connectTemporal(config: { TEMPORAL_ADDRESS: string; TEMPORAL_NAMESPACE: string }): Temporal {
  const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS, connectTimeout: 3_000 });
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
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

/**
 * Runs an Update (`ask`) within `TEMPORAL_PATIENCE`.
 * Throws `Refused` with the workflow's reason, `TemporalDown` where nobody answered in time.
 */
export async function askWorkflow<Result>(temporal: Temporal, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await temporal.client.withDeadline(Date.now() + TEMPORAL_PATIENCE, ask);
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) {
    const cause = rootFailure(error.cause);
    return cause?.type === 'Refused' ? new Refused(String(cause.details?.[0])) : error;
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcServiceError(error))
    return new TemporalDown('Temporal did not answer', { cause: error });
  return error;
}

function rootFailure(failure: unknown): ApplicationFailure | undefined {
  if (failure instanceof ApplicationFailure) return failure;
  return failure instanceof Error && failure.cause ? rootFailure(failure.cause) : undefined;
}
