import type { ChangeApplicationInput } from './change-application.ts';

/** Of the row in the database. */
interface SubmittedApplication extends Omit<ChangeApplicationInput, 'dueAt' | 'enteredBy' | 'resumedSince'> {
  dueAt: Date | null;
  enteredBy: string | null;
}

/** The workflow's one argument; references only. */
export const changeApplicationInput = (application: SubmittedApplication): ChangeApplicationInput => ({
  applicationNumber: application.applicationNumber,
  insuredCode: application.insuredCode,
  approvalsNeeded: application.approvalsNeeded,
  dueAt: (application.dueAt ?? new Date()).toISOString(),
  round: application.round,
  ...(application.enteredBy ? { enteredBy: application.enteredBy } : {}),
});
