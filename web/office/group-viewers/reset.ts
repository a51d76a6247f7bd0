import { and, eq, isNull } from 'drizzle-orm';
import { forgetPasswords } from '../../../db/applicants.ts';
import { recordStaffAct } from '../../../db/events.ts';
import { webUser } from '../../../db/person.ts';
import { letters } from '../../../db/schema/registrations.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { endSessionsOf } from '../../../db/sessions.ts';
import type { Context } from '../../context.ts';

/**
 * For a forgotten password, or a letter that came too late: the old password stops at once, sessions end, and a letter
 * with a new one waits to be printed. No administrator stands above a group viewer who could do it. Pressed again while
 * that letter is not in the post, it adds none.
 */
export const resetByLetter = (c: Context, { webUserId }: WebUser): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    await forgetPasswords(tx, webUserId);
    await endSessionsOf(tx, webUser(webUserId));
    const [waiting] = await tx
      .select({ letterId: letters.letterId })
      .from(letters)
      .where(and(eq(letters.webUserId, webUserId), isNull(letters.postedAt)));
    if (!waiting) await tx.insert(letters).values({ webUserId });
    await recordStaffAct(tx, c.var.staff, 'passwordReset', { address: c.var.address, subject: webUserId });
  });
