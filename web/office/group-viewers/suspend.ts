import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { recordStaffAct } from '../../../db/events.ts';
import { webUserSessions } from '../../../db/schema/sessions.ts';
import { type WebUser, webUsers } from '../../../db/schema/web-users.ts';
import type { Context } from '../../context.ts';

/** Stops an ID at once, sessions included. Does nothing to one that is already stopped. */
export const suspend = (c: Context, { webUserId }: WebUser): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    const [suspended] = await tx
      .update(webUsers)
      .set({ suspendedAt: new Date(), suspendedBy: 'staff', updatedAt: new Date() })
      .where(and(eq(webUsers.webUserId, webUserId), isNull(webUsers.suspendedAt)))
      .returning();
    if (!suspended) return;
    await tx.delete(webUserSessions).where(eq(webUserSessions.webUserId, webUserId));
    await recordStaffAct(tx, c.var.staff, 'userSuspended', { address: c.var.address, subject: webUserId });
  });

/** Lets a stopped ID log in again. */
export const resume = (c: Context, { webUserId }: WebUser): Promise<void> =>
  c.var.services.db.transaction(async (tx) => {
    const [resumed] = await tx
      .update(webUsers)
      .set({ suspendedAt: null, suspendedBy: null, updatedAt: new Date() })
      .where(and(eq(webUsers.webUserId, webUserId), isNotNull(webUsers.suspendedAt)))
      .returning();
    if (!resumed) return;
    await recordStaffAct(tx, c.var.staff, 'userResumed', { address: c.var.address, subject: webUserId });
  });
