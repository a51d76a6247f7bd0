import { insertApplicant, nextApplicantId, updateApplicant } from '../../../db/applicants.ts';
import type { Db } from '../../../db/client.ts';
import { recordAccess } from '../../../db/events.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import { insertPasswordMail } from '../../../db/password-mails.ts';
import { webUser } from '../../../db/person.ts';
import type { ApplicantDetails, ApplicantKey } from '../../../domain/applicant.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { passwordMailStart } from '../../../workflows/password-mail.ts';
import type { Context } from '../../context.ts';
import { saveCompletion, takeInput, type Wizard } from './draft.ts';

export interface Confirmed {
  details: ApplicantDetails;
  changed: readonly ApplicantKey[];
}

/** All 99 numbers of the company were given out; nothing was done, the draft stays. */
export class NoNumberLeft extends Error {}

/**
 * 確定する (manual 4-4 ④, 4-6 ④): user, rights, agreements, credentials, access event and, for a new applicant, the
 * request to mail the initial password commit together. Pressed again, it finds the draft taken and changes nothing.
 * Throws NoNumberLeft.
 */
export async function confirm(c: Context, wizard: Wizard, confirmed: Confirmed): Promise<void> {
  await c.var.services.db.transaction(async (tx) => {
    if (!(await takeInput(c, tx, wizard))) return;
    const webUserId = wizard.applicant
      ? await change(c, tx, wizard.applicant.webUserId, confirmed)
      : await register(c, tx, confirmed);
    await saveCompletion(c, tx, wizard, { webUserId });
  });
}

async function register(c: Context, tx: Db, { details }: Confirmed): Promise<string> {
  const { insuredCode } = c.var.user;
  const webUserId = await nextApplicantId(tx, insuredCode);
  if (!webUserId) throw new NoNumberLeft(`all numbers of ${insuredCode} are taken`);
  await insertApplicant(tx, { webUserId, insuredCode }, details);
  await mailPassword(tx, webUserId, 'initial');
  await recordAccess(tx, c.var.user, operation.applicantRegister, {
    address: c.var.address,
    subject: webUserId,
  });
  return webUserId;
}

async function change(
  c: Context,
  tx: Db,
  webUserId: string,
  { details, changed }: Confirmed,
): Promise<string> {
  await updateApplicant(tx, webUserId, only(details, together(changed)));
  await recordAccess(tx, c.var.user, operation.applicantChange, {
    address: c.var.address,
    subject: webUserId,
  });
  return webUserId;
}

/** The right and its agreements are one thing: neither is written without the other. */
const together = (changed: readonly ApplicantKey[]): readonly ApplicantKey[] =>
  changed.some((key) => key === 'contractDataRight' || key === 'agreementCodes')
    ? [...changed, 'contractDataRight', 'agreementCodes']
    : changed;

const only = (details: ApplicantDetails, keys: readonly ApplicantKey[]): Partial<ApplicantDetails> =>
  Object.fromEntries(Object.entries(details).filter(([key]) => keys.includes(key as ApplicantKey)));

/** Has a temporary password made and mailed to the administrator once `tx` commits. */
export async function mailPassword(tx: Db, webUserId: string, kind: 'initial' | 'reset'): Promise<void> {
  const { passwordMailId } = await insertPasswordMail(tx, webUser(webUserId), kind, new Date());
  await requestWorkflowStart(tx, passwordMailStart({ passwordMailId, kind }));
}
