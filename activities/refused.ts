import { ApplicationFailure } from '@temporalio/common';

/** The database says no: never tried again; `reason` is a code of the domain. */
export const refused = (reason: string) =>
  ApplicationFailure.nonRetryable(`Refused: ${reason}`, 'Refused', reason);
