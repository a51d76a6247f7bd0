import { resendPolicy } from '../../../db/mail-kinds.ts';
import { countResendsSince, findResend, insertResend } from '../../../db/mail-resends.ts';
import { lockMail, type MailRow } from '../../../db/mail-search.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import { mailResendStart } from '../../../workflows/mail-resend.ts';
import type { Context } from '../../context.ts';
import { staffAct } from '../staff-act.ts';

/** How often a mail is sent once more within a day: a customer's mailbox is not to be filled. */
const RESENDS_A_DAY = 3;

export type ResendRefusal = 'waiting' | 'superseded' | 'notResent' | 'isResend' | 'tooMany';

/** Why a mail is not sent once more now; undefined where it is. */
function refusalOf({ kind, state, resendOf }: MailRow, resendsToday: number): ResendRefusal | undefined {
  if (resendPolicy(kind) !== 'composed') return 'notResent';
  if (resendOf) return 'isResend';
  if (state === 'waiting' || state === 'superseded') return state;
  return resendsToday >= RESENDS_A_DAY ? 'tooMany' : undefined;
}

/**
 * Has a mail sent once more: the request, its reason, the act's record and the workflow's start commit together, once
 * however often the form is sent. Returns why not, where it is not.
 */
export async function resend(
  c: Context,
  { mailId, reference }: MailRow,
  asked: { resendId: string; reasonText: string },
): Promise<ResendRefusal | undefined> {
  let refusal: ResendRefusal | undefined;
  await staffAct(c, 'mailResent', reference, async (tx, requestedBy) => {
    const mail = await lockMail(tx, mailId);
    if (!mail) return false;
    const { messageId } = mail;
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000);
    if (await findResend(tx, asked.resendId)) return false;
    refusal = refusalOf(mail, await countResendsSince(tx, messageId, yesterday));
    if (refusal || !(await insertResend(tx, { ...asked, messageId, requestedBy }))) return false;
    await requestWorkflowStart(tx, mailResendStart(asked));
    return true;
  });
  return refusal;
}
