import { eq } from 'drizzle-orm';
import { type Db, violates } from '../../../db/client.ts';
import { insertEmailChange, supersedePendingEmailChange } from '../../../db/email-changes.ts';
import { recordAccess } from '../../../db/events.ts';
import { requestWorkflowSignal, requestWorkflowStart } from '../../../db/outbox.ts';
import { webUsers } from '../../../db/schema/web-users.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import {
  emailVerificationStart,
  emailVerificationSuperseded,
} from '../../../workflows/email-verification.ts';
import type { Context } from '../../context.ts';
import { isPasswordRecent, notePasswordGiven } from '../../recent-password.ts';
import { emailVerificationInput } from '../email-changes/commands.ts';
import { type DetailsChanges, detailsOf, only, saveCompletion, takeInput } from './draft.ts';
import { changeIpRestriction } from './ip-restriction-change.ts';
import { changeOneTimePasswordUse } from './one-time-password-field.ts';

/**
 * 確定する (manual 4-2 ③): the changed details, the pending address, the access events and the request to start its
 * workflow commit together. Pressed again, it finds the draft taken and changes nothing.
 */
export async function confirmDetails(
  c: Context,
  { passwordGiven }: { passwordGiven: boolean },
): Promise<void> {
  const act = () =>
    c.var.services.db.transaction(async (tx) => {
      const changes = await takeInput(c, tx);
      if (!changes) return;
      if (!passwordGiven && mustGivePassword(c, changes)) throw new PasswordMissing();
      if (passwordGiven) await notePasswordGiven(tx, c);
      await changeDetails(c, tx, changes);
    });
  try {
    await act();
  } catch (error) {
    // Another session of the same administrator asked for an address at the same moment: the later one cancels it.
    if (!violates(error, 'one_pending_email_change_per_user')) throw error;
    await act();
  }
}

/** What is confirmed is not what the request looked at first: another of the same session put it in its place. */
export class PasswordMissing extends Error {}

/**
 * An address decides who can take the account over, the settings who gets in and what a thief of it can do: the password is
 * asked for again.
 */
export const mustGivePassword = (c: Context, changes: DetailsChanges): boolean =>
  (changes.email ?? changes.usesOneTimePassword ?? changes.ipRestriction) !== undefined &&
  !isPasswordRecent(c);

async function changeDetails(c: Context, tx: Db, changes: DetailsChanges): Promise<void> {
  const { user, address } = c.var;
  const now = new Date();
  const { email, usesOneTimePassword, ipRestriction, ...atOnce } = changes;
  const emailChangeId = email && (await beginEmailChange(c, tx, email, now));
  if (Object.keys(atOnce).length > 0)
    await tx
      .update(webUsers)
      .set({ ...atOnce, updatedAt: now })
      .where(eq(webUsers.webUserId, user.webUserId));
  await recordAccess(tx, user, operation.administratorDetailsChange, { address });
  if (usesOneTimePassword !== undefined) await changeOneTimePasswordUse(c, tx, usesOneTimePassword);
  const ipRestrictionBefore = ipRestriction && (await changeIpRestriction(c, tx, ipRestriction, now));
  if (emailChangeId)
    await recordAccess(tx, user, operation.emailChangeRequest, { address, subject: emailChangeId });
  await saveCompletion(c, tx, {
    before: {
      ...only(detailsOf(user), Object.keys(changes)),
      ...(ipRestrictionBefore ? { ipRestriction: ipRestrictionBefore } : {}),
    },
    changes,
  });
}

/** The new address becomes pending; the old one stays current, and an older pending one is cancelled. */
async function beginEmailChange(c: Context, tx: Db, newEmail: string, now: Date): Promise<string> {
  const { webUserId } = c.var.user;
  const older = await supersedePendingEmailChange(tx, webUserId, now);
  const oldEmail = await currentEmail(tx, webUserId);
  if (older) await requestWorkflowSignal(tx, emailVerificationSuperseded(emailVerificationInput(older)));
  const change = await insertEmailChange(tx, { webUserId, oldEmail, newEmail }, now);
  await requestWorkflowStart(tx, emailVerificationStart(emailVerificationInput(change)));
  return change.emailChangeId;
}

/** Read anew: the address may have been confirmed since this request began, and the notice goes to the current one. */
async function currentEmail(tx: Db, webUserId: string): Promise<string> {
  const [user] = await tx
    .select({ email: webUsers.email })
    .from(webUsers)
    .where(eq(webUsers.webUserId, webUserId));
  if (!user) throw new Error('the web user is gone');
  return user.email;
}
