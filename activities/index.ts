import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import { accessHistoryActivities } from './access-history.ts';
import { changeApplicationActivities } from './change-application.ts';
import { changeApplicationMailActivities } from './change-application-mail.ts';
import { dueAlertActivities } from './due-alert.ts';
import { emailChangeActivities } from './email-change.ts';
import { emailChangeMailActivities } from './email-change-mail.ts';
import { mailResendActivities } from './mail-resend.ts';
import type { Mailer } from './mailer.ts';
import { noticeActivities } from './notice.ts';
import { oneTimePasswordActivities } from './one-time-password.ts';
import { passwordMailActivities } from './password-mail.ts';
import { type Reconciliation, reconciliationActivities } from './reconciliation.ts';
import { registrationActivities } from './registration.ts';
import { registrationMailActivities } from './registration-mail.ts';
import { withoutParticulars } from './without-particulars.ts';

/** What activities are given; a test gives its own. */
export interface ActivityDependencies {
  db: Db;
  mailer: Mailer;
  now: () => Date;
  /** Address of the portal, without a slash at its end. */
  publicUrl: string;
  institutionName: string;
  /** Months of the access history that are kept, the running one among them. */
  historyMonthsKept: number;
  log: Pick<Logger, 'info'>;
  /** Holds the workflows of what moved since an instant against the database (worker/reconcile.ts). */
  reconcile: (since: Date) => Promise<Reconciliation>;
}

/** All that workflows ask of the world. */
export const createActivities = (dependencies: ActivityDependencies) =>
  withoutParticulars({
    ...accessHistoryActivities(dependencies),
    ...changeApplicationActivities(dependencies),
    ...changeApplicationMailActivities(dependencies),
    ...dueAlertActivities(dependencies),
    ...emailChangeActivities(dependencies),
    ...emailChangeMailActivities(dependencies),
    ...reconciliationActivities(dependencies),
    ...registrationActivities(dependencies),
    ...registrationMailActivities(dependencies),
    ...oneTimePasswordActivities(dependencies),
    ...passwordMailActivities(dependencies),
    ...noticeActivities(dependencies),
    ...mailResendActivities(dependencies),
  });

export type Activities = ReturnType<typeof createActivities>;
