import { eq, getTableColumns } from 'drizzle-orm';
import type { NoticeContent } from '../domain/notice.ts';
import type { Db } from './client.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { notices } from './schema/notices.ts';
import { webUsers } from './schema/web-users.ts';

export type NewNotice = NoticeContent & {
  /** What it is about. */
  reference: string;
  /** Who is told, at the address that they have now. */
  recipient: { webUserId: string; email: string };
};

/** Keeps what is to be told. Call it in the transaction of the act itself. Returns the notice's ID. */
export async function insertNotice(tx: Db, notice: NewNotice): Promise<string> {
  const { kind, facts, reference, recipient } = notice;
  const [row] = await tx
    .insert(notices)
    .values({ kind, facts, reference, webUserId: recipient.webUserId, recipient: recipient.email })
    .returning({ noticeId: notices.noticeId });
  if (!row) throw new Error('An insert returned no row');
  return row.noticeId;
}

/** A notice with the names of whom it addresses. */
export async function findNotice(db: Db, noticeId: string) {
  const [row] = await db
    .select({ ...getTableColumns(notices), name: webUsers.name, companyName: insuredParties.name })
    .from(notices)
    .innerJoin(webUsers, eq(webUsers.webUserId, notices.webUserId))
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .where(eq(notices.noticeId, noticeId));
  return row;
}

export async function recordNoticeSent(db: Db, noticeId: string, sentAt: Date): Promise<void> {
  await db.update(notices).set({ sentAt }).where(eq(notices.noticeId, noticeId));
}
