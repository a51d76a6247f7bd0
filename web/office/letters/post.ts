import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { recordStaffAct } from '../../../db/events.ts';
import { type Letter, letters } from '../../../db/schema/registrations.ts';
import type { Context } from '../../context.ts';

/** Marks a printed letter that no registration waits for, such as a group viewer's, as posted; once, however often. */
export const postLetter = (c: Context, { letterId, webUserId }: Letter): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    const [posted] = await tx
      .update(letters)
      .set({ postedAt: new Date(), postedBy: c.var.staff.staffId })
      .where(and(eq(letters.letterId, letterId), isNotNull(letters.printedAt), isNull(letters.postedAt)))
      .returning();
    if (!posted) return;
    await recordStaffAct(tx, c.var.staff, 'letterPosted', { address: c.var.address, subject: webUserId });
  });
