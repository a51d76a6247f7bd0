import { type Applicant, forgetPasswords } from '../../../db/applicants.ts';
import type { Db } from '../../../db/client.ts';
import { enableAgain } from '../../../db/credentials.ts';
import { findDraft, saveDraft, takeDraft } from '../../../db/drafts.ts';
import { recordAccess } from '../../../db/events.ts';
import { webUser } from '../../../db/person.ts';
import { endSessionsOf } from '../../../db/sessions.ts';
import { resumeUser, suspendUser } from '../../../db/suspensions.ts';
import { type OperationCode, operation } from '../../../domain/operation-catalogue.ts';
import type { Context } from '../../context.ts';
import { notePasswordGiven } from '../../recent-password.ts';
import { inLivingSession } from '../../sessions.ts';
import { mailPassword } from './confirm.ts';
import type { Act } from './question.ts';

/** Acts once for each time that the question was asked, and answers whether this call acted. */
export type DoAct = (c: Context, applicant: Applicant) => Promise<boolean>;

/**
 * Manual 4-7 ③: at once neither the old password nor an earlier temporary one works, and nobody stays logged in with
 * it; the new one is made and mailed. All of it, with its access event, commits together.
 */
export const resetPassword =
  ({ passwordGiven }: { passwordGiven: boolean }): DoAct =>
  (c, applicant) =>
    c.var.services.db.transaction(async (tx) => {
      const { webUserId } = applicant;
      if (!(await takeDraft(tx, c.var.session.idHash, asked(webUserId)))) return false;
      if (passwordGiven) await notePasswordGiven(tx, c);
      await forgetPasswords(tx, webUserId);
      await endSessionsOf(tx, webUser(webUserId));
      await mailPassword(tx, webUserId, 'reset');
      await record(c, tx, applicant, operation.applicantPasswordReset);
      await saveDraft(tx, c.var.session.idHash, done(webUserId), {});
      return true;
    });

/** The question is asked: ＯＫ will be taken once. */
export const askForReset = (c: Context, { webUserId }: Applicant): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await takeDraft(tx, c.var.session.idHash, done(webUserId));
    await saveDraft(tx, c.var.session.idHash, asked(webUserId), {});
  });

/** Whether the password was reset in this session, for the completion page, which can be reloaded. */
export const wasReset = async (c: Context, { webUserId }: Applicant): Promise<boolean> =>
  (await findDraft(c.var.services.db, c.var.session.idHash, done(webUserId))) !== undefined;

const asked = (webUserId: string) => `applicant/${webUserId}/reset`;
const done = (webUserId: string) => `applicant/${webUserId}/reset/completion`;

const suspend: DoAct = (c, applicant) =>
  c.var.services.db.transaction(async (tx) => {
    await inLivingSession(c, tx);
    const suspended = await suspendUser(tx, applicant.webUserId, 'administrator', new Date());
    if (suspended) await record(c, tx, applicant, operation.applicantSuspend);
    return suspended;
  });

const resume: DoAct = (c, applicant) =>
  c.var.services.db.transaction(async (tx) => {
    await inLivingSession(c, tx);
    const resumed = await resumeUser(tx, applicant.webUserId, 'administrator', new Date());
    if (resumed) await record(c, tx, applicant, operation.applicantResume);
    return resumed;
  });

const enable: DoAct = (c, applicant) =>
  c.var.services.db.transaction(async (tx) => {
    await inLivingSession(c, tx);
    const enabled = await enableAgain(tx, applicant.webUserId);
    if (enabled) await record(c, tx, applicant, operation.applicantEnable);
    return enabled;
  });

export const simpleActs: Record<Exclude<Act, 'password-reset'>, DoAct> = {
  suspension: suspend,
  resumption: resume,
  enablement: enable,
};

const record = (c: Context, tx: Db, { webUserId }: Applicant, code: OperationCode) =>
  recordAccess(tx, c.var.user, code, { address: c.var.address, subject: webUserId });
