import { liftIpRestriction } from '../../../db/ip-restrictions.ts';
import { recordMeasure } from '../../../db/measures.ts';
import { findWebUser } from '../../../db/web-users.ts';
import { webUserIdOf } from '../../../domain/web-user.ts';
import type { Context } from '../../context.ts';
import { requestNotice } from '../../notices.ts';

/**
 * 解除: anybody of the company can log in from anywhere again, and its administrator is told why. False, and nothing done,
 * where it was off already.
 */
export const lift = (c: Context, insuredCode: string, reasonText: string): Promise<boolean> =>
  c.var.services.db.transaction(async (tx) => {
    const now = new Date();
    if (!(await liftIpRestriction(tx, insuredCode, now))) return false;
    const measureId = crypto.randomUUID();
    await recordMeasure(
      tx,
      { measure: 'ipRestrictionLifted', measureId, insuredCode, reasonText },
      c.var,
      now,
    );
    const administrator = await findWebUser(tx, webUserIdOf(insuredCode, 0));
    if (administrator)
      await requestNotice(tx, {
        kind: 'ipRestrictionLifted',
        facts: { reason: reasonText },
        reference: insuredCode,
        recipient: administrator.user,
      });
    return true;
  });
