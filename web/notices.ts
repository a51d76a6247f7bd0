import type { Db } from '../db/client.ts';
import { insertNotice, type NewNotice } from '../db/notices.ts';
import { requestWorkflowStart } from '../db/outbox.ts';
import { noticeStart } from '../workflows/notice.ts';

/** Has a web user or a member of staff told by mail what was done, once `tx` commits. Call it in the transaction of the act itself. */
export async function requestNotice(tx: Db, notice: NewNotice): Promise<void> {
  await requestWorkflowStart(tx, noticeStart({ noticeId: await insertNotice(tx, notice) }));
}
