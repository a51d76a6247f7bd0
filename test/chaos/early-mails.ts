import { eq } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { changeApplications } from '../../db/schema/index.ts';
import type { MailServer } from '../support/mail.ts';

/** A mail that says that a change is done, while Postgres says that it is not. */
export interface Early {
  number: string;
  stage: string;
}

/** Looks into Postgres the moment each completion mail comes; where Postgres is down just then, nothing can be said. */
export function watchEarlyMails(mail: MailServer, db: Db): () => Promise<Early[]> {
  const looks: Promise<Early | undefined>[] = [];
  mail.onMail(({ subject, text }) => {
    const number = /W[0-9]{8}-[0-9]{6}-[0-9]/.exec(text)?.[0];
    if (number && subject.includes('完了')) looks.push(lookAt(number).catch(() => undefined));
  });
  async function lookAt(number: string): Promise<Early | undefined> {
    const [row] = await db
      .select({ stage: changeApplications.stage })
      .from(changeApplications)
      .where(eq(changeApplications.applicationNumber, number));
    return row?.stage === 'applied' ? undefined : { number, stage: row?.stage ?? 'not there' };
  }
  return async () => (await Promise.all(looks)).filter((early) => early !== undefined);
}
