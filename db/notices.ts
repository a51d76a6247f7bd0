import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { NoticeContent } from '../domain/notice.ts';
import type { Db } from './client.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { notices } from './schema/notices.ts';
import { staff } from './schema/staff.ts';
import { webUsers } from './schema/web-users.ts';

export type NewNotice = NoticeContent & {
  /** What it is about. */
  reference: string;
  /** Who is told, at the address that they have now. */
  recipient: { webUserId: string; email: string } | { staffId: string; email: string };
};

/** Keeps what is to be told. Call it in the transaction of the act itself. Returns the notice's ID. */
export async function insertNotice(tx: Db, notice: NewNotice): Promise<string> {
  const { kind, facts, reference, recipient } = notice;
  const [row] = await tx
    .insert(notices)
    .values({
      kind,
      facts,
      reference,
      recipient: recipient.email,
      ...('staffId' in recipient ? { staffId: recipient.staffId } : { webUserId: recipient.webUserId }),
    })
    .returning({ noticeId: notices.noticeId });
  if (!row) throw new Error('An insert returned no row');
  return row.noticeId;
}

/** A notice with the names of whom it addresses; staff have no company. */
export async function findNotice(db: Db, noticeId: string) {
  const [row] = await db
    .select({
      ...getTableColumns(notices),
      name: sql<string>`coalesce(${webUsers.name}, ${staff.name})`,
      companyName: sql<string>`coalesce(${insuredParties.name}, '')`,
    })
    .from(notices)
    .leftJoin(webUsers, eq(webUsers.webUserId, notices.webUserId))
    .leftJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .leftJoin(staff, eq(staff.staffId, notices.staffId))
    .where(eq(notices.noticeId, noticeId));
  return row;
}

export async function recordNoticeSent(db: Db, noticeId: string, sentAt: Date): Promise<void> {
  await db.update(notices).set({ sentAt }).where(eq(notices.noticeId, noticeId));
}
