import type { Db } from '../../../db/client.ts';
import { type CaseReference, listComments } from '../../../db/comments.ts';
import { dueAlertReference, listDueAlerts } from '../../../db/due-alerts.ts';
import { listMails } from '../../../db/office-applications.ts';

/** What happened around a case besides its steps: what staff said to each other, whom the system wrote to. */
export interface History {
  comments: Awaited<ReturnType<typeof listComments>>;
  alerts: Awaited<ReturnType<typeof listDueAlerts>>;
  mails: Awaited<ReturnType<typeof listMails>>;
}

export async function readHistory(db: Db, reference: CaseReference): Promise<History> {
  const [comments, alerts] = await Promise.all([
    listComments(db, reference),
    listDueAlerts(db, reference.number),
  ]);
  const mails = await listMails(db, reference.number, ...alerts.map(dueAlertReference));
  return { comments, alerts, mails };
}
