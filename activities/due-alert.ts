import type { Db } from '../db/client.ts';
import {
  type DueReference,
  dueAlertReference,
  findStaffEmail,
  insertDueAlerts,
  listDueItems,
  listRecipients,
  lockUndecided,
} from '../db/due-alerts.ts';
import { listClosingDays } from '../db/holidays.ts';
import { listActiveStaff } from '../db/office-applications.ts';
import { requestWorkflowStart } from '../db/outbox.ts';
import { standInsOf } from '../db/stand-ins.ts';
import { type DueAlertKind, digestOf, dueAlertStep } from '../domain/due-alert.ts';
import type { DueAlertsInput } from '../workflows/due-alert.ts';
import { dueAlertMail } from './due-alert.mail.ts';
import type { ActivityDependencies } from './index.ts';

/** What staff are told of due dates. */
export const dueAlertActivities = ({
  db,
  mailer,
  now,
  publicUrl,
  institutionName,
}: ActivityDependencies) => ({
  /**
   * Tells staff of a due date if it is time to, and says when to look again: an instant, ISO 8601, or nothing where
   * nobody is to be told any more. Safe to repeat: each is told once of each due date. `asOf` is the workflow's time.
   */
  tellOfDueDate: ({ asOf, ...reference }: DueReference & { asOf: string }) =>
    db.transaction(async (tx) => {
      const undecided = await lockUndecided(tx, reference);
      if (!undecided) return undefined;
      const closingDays = await listClosingDays(tx);
      const { tell, lookAgain } = dueAlertStep(undecided.dueAt, new Date(asOf), closingDays);
      if (tell) await tellStaff(tx, { ...reference, kind: tell, ...undecided }, now());
      return lookAgain && { at: lookAgain.at.toISOString(), for: lookAgain.for };
    }),

  /** IDs of all who are to get a mail of this digest. Reads only. */
  recipientsOfDueAlerts: ({ digest }: { digest: string }): Promise<string[]> => listRecipients(db, digest),

  /**
   * Mails one member of staff what a digest has for them and is still undecided; nothing, where nothing is. Safe to
   * repeat: its Message-ID is made of digest and person.
   */
  async sendDueAlerts({ digest, staffId }: { digest: string; staffId: string }): Promise<void> {
    const [to, items] = await Promise.all([findStaffEmail(db, staffId), listDueItems(db, digest, staffId)]);
    if (!to || items.length === 0) return;
    const mail = dueAlertMail({ publicUrl, institutionName }, items);
    await mailer.deliver({
      kind: 'dueAlerts',
      reference: dueAlertReference({ digest, staffId }),
      n: 1,
      to,
      ...mail,
    });
  },
});

interface Undecided extends DueReference {
  kind: DueAlertKind;
  dueAt: Date;
  assigneeId: string | null;
}

/** The mails leave together with what else is told in these minutes: their workflow starts with the first of it. */
async function tellStaff(tx: Db, { assigneeId, ...alert }: Undecided, at: Date): Promise<void> {
  const { digest, sendAt } = digestOf(at);
  const input = { digest, sendAt: sendAt.toISOString() } satisfies DueAlertsInput;
  const staffIds = await recipientsOf(tx, alert.kind, assigneeId, at);
  const told = await insertDueAlerts(tx, { ...alert, toldAt: at, digest }, staffIds);
  if (told.length > 0)
    await requestWorkflowStart(tx, {
      workflowType: 'dueAlertMails',
      workflowId: `due-alerts/${digest}`,
      input,
    });
}

/**
 * The reminder goes to whoever works on it and to who stands in for them; where nobody does, or not any more, to those
 * who can have it done.
 */
async function recipientsOf(
  tx: Db,
  kind: DueAlertKind,
  assigneeId: string | null,
  at: Date,
): Promise<string[]> {
  if (kind === 'dueSoon' && assigneeId && (await findStaffEmail(tx, assigneeId)))
    return [assigneeId, ...(await standInsOf(tx, assigneeId, at))];
  return (await listActiveStaff(tx, ['supervisor'])).map(({ staffId }) => staffId);
}
