import { and, desc, type eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { changeApplications } from './schema/change-applications.ts';
import { passwordMails } from './schema/credentials.ts';
import { emailChanges } from './schema/email-changes.ts';
import { mailLog } from './schema/mail-log.ts';
import { notices } from './schema/notices.ts';
import { oneTimePasswords } from './schema/one-time-passwords.ts';
import { registrations } from './schema/registrations.ts';

export type CompanyMail = typeof mailLog.$inferSelect;

export const COMPANY_MAILS_A_PAGE = 50;

/** After which mail a page begins: both together, since many may be of one moment. */
export interface MailCursor {
  createdAt: Date;
  messageId: string;
}

/**
 * Mails to a company and its users, the latest first, by keyset; one more than a page where there are more. The log knows
 * what a mail is about and not whose it is: what a company's mails are about is put together here.
 */
export const listCompanyMails = (db: Db, insuredCode: string, after?: MailCursor): Promise<CompanyMail[]> =>
  db
    .select()
    .from(mailLog)
    .where(and(inArray(mailLog.reference, referencesOf(insuredCode)), after && isAfter(after)))
    .orderBy(desc(sql`date_trunc('milliseconds', ${mailLog.createdAt})`), desc(mailLog.messageId))
    .limit(COMPANY_MAILS_A_PAGE + 1);

/** A Date has milliseconds, a timestamp microseconds: both sides are compared in what a link can carry. */
const isAfter = ({ createdAt, messageId }: MailCursor): SQL | undefined => {
  const created = sql`date_trunc('milliseconds', ${mailLog.createdAt})`;
  const at = sql`${createdAt.toISOString()}::timestamptz`;
  return or(sql`${created} < ${at}`, and(sql`${created} = ${at}`, lt(mailLog.messageId, messageId)));
};

function referencesOf(insuredCode: string): SQL {
  const ofItsUsers = (column: Parameters<typeof eq>[0]) =>
    sql`${column} between ${`${insuredCode}000`} and ${`${insuredCode}999`}`;
  return sql`(
    select ${changeApplications.applicationNumber} from ${changeApplications}
      where ${changeApplications.insuredCode} = ${insuredCode}
    union all select ${registrations.registrationNumber} from ${registrations}
      where ${registrations.insuredCode} = ${insuredCode} and ${registrations.stage} in ('approved', 'registered')
    union all select ${notices.noticeId}::text from ${notices} where ${ofItsUsers(notices.webUserId)}
    union all select ${passwordMails.passwordMailId}::text from ${passwordMails} where ${ofItsUsers(passwordMails.webUserId)}
    union all select ${emailChanges.emailChangeId}::text from ${emailChanges} where ${ofItsUsers(emailChanges.webUserId)}
    union all select ${oneTimePasswords.oneTimePasswordId}::text from ${oneTimePasswords}
      where ${ofItsUsers(oneTimePasswords.webUserId)})`;
}
