import { recordAccess } from '../../../db/events.ts';
import { requestWorkflowStart } from '../../../db/outbox.ts';
import { insertPasswordMail } from '../../../db/password-mails.ts';
import { webUser } from '../../../db/person.ts';
import { admitRequest } from '../../../db/request-limits.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { holdActiveUser } from '../../../db/suspensions.ts';
import { networkOf } from '../../../db/throttle.ts';
import { findWebUser } from '../../../db/web-users.ts';
import { todayInTokyo } from '../../../domain/calendar-date.ts';
import { parseEmail } from '../../../domain/email.ts';
import { operation } from '../../../domain/operation-catalogue.ts';
import { REISSUES_PER_ADDRESS, REISSUES_PER_USER } from '../../../domain/request-limit.ts';
import { isAdministrator } from '../../../domain/web-user.ts';
import { passwordMailStart } from '../../../workflows/password-mail.ts';
import type { Context } from '../../context.ts';
import type { ReissueRequest } from './form.ts';

/** What became of a request. For the log alone: the screen is always the same. */
export type ReissueOutcome = 'accepted' | 'notMatching' | 'tooMany';

/**
 * Has a temporary password mailed to the administrator whose ID and registered address these are. The password that they
 * have goes on working: nobody can lock an administrator out by asking (ASVS V6.4.3).
 */
export function requestReissue(c: Context, request: ReissueRequest, now: Date): Promise<ReissueOutcome> {
  const { services, address } = c.var;
  return services.db.transaction(async (tx) => {
    if (
      address &&
      !(await admitRequest(tx, `reissue:address:${networkOf(address)}`, REISSUES_PER_ADDRESS, now))
    )
      return 'tooMany';
    const user = (await findWebUser(tx, request.webUserId))?.user;
    if (!user || !mayBeReissued(user, request, now)) return 'notMatching';
    if (!(await holdActiveUser(tx, user.webUserId))) return 'notMatching';
    if (!(await admitRequest(tx, `reissue:webUser:${user.webUserId}`, REISSUES_PER_USER, now)))
      return 'tooMany';
    const { passwordMailId } = await insertPasswordMail(tx, webUser(user.webUserId), 'reissue', now);
    await recordAccess(tx, user, operation.passwordReissueRequest, { address, subject: passwordMailId });
    await requestWorkflowStart(tx, passwordMailStart({ passwordMailId, kind: 'reissue' }));
    return 'accepted';
  });
}

/** Applicants ask their administrator instead (manual 4-7). */
const mayBeReissued = (user: WebUser, { email }: ReissueRequest, now: Date) =>
  isAdministrator(user) &&
  (user.validUntil === null || user.validUntil >= todayInTokyo(now)) &&
  isSameAddress(user.email, email);

/** The local part belongs to its server, the domain is the same in capitals. */
function isSameAddress(registered: string, given: string): boolean {
  const parsed = parseEmail(registered);
  return 'value' in parsed && parsed.value === given;
}
