import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Fails with type `Refused` and the reason as its one detail, where there is a reason. Synchronous: validators use it. */
export function refuse(refusal: string | undefined): void {
  if (refusal) throw ApplicationFailure.nonRetryable(`Refused: ${refusal}`, 'Refused', refusal);
}

/** The database's own guard refused what the workflow had thought possible. A local activity's failure comes unwrapped. */
export function isRefusal(error: unknown): boolean {
  const failure = error instanceof ActivityFailure ? error.cause : error;
  return failure instanceof ApplicationFailure && failure.type === 'Refused';
}

/**
 * Runs what it is given one after the other, in the order of arrival: of two commands that both were possible when they
 * arrived, the second is judged by what the first has done.
 */
export function inTurn(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const turn = last.then(act);
    last = turn.catch(() => {});
    return turn;
  };
}
