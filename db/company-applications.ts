import { arrayContains, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { changeApplications } from './schema/change-applications.ts';
import { groupViewerRequests } from './schema/group-viewer-requests.ts';
import { registrations } from './schema/registrations.ts';

/** Of each kind at most, the latest first. */
const LISTED_AT_MOST = 100;

/** Everything that was applied for about a company, by kind: open and closed, each kind the latest first. */
export async function listCompanyApplications(db: Db, insuredCode: string, atMost = LISTED_AT_MOST) {
  const [changes, ofRegistration, ofViewers] = await Promise.all([
    db
      .select()
      .from(changeApplications)
      .where(sql`${changeApplications.insuredCode} = ${insuredCode} and ${wasSubmitted}`)
      .orderBy(desc(changeApplications.submittedAt))
      .limit(atMost),
    db
      .select()
      .from(registrations)
      .where(eq(registrations.insuredCode, insuredCode))
      .orderBy(desc(registrations.submittedAt))
      .limit(atMost),
    db
      .select()
      .from(groupViewerRequests)
      .where(arrayContains(groupViewerRequests.companies, [insuredCode]))
      .orderBy(desc(groupViewerRequests.enteredAt))
      .limit(atMost),
  ]);
  return { changes, registrations: ofRegistration, groupViewerRequests: ofViewers };
}
export type CompanyApplications = Awaited<ReturnType<typeof listCompanyApplications>>;

/** What was not applied for does not exist for staff. */
const wasSubmitted: SQL = sql`${changeApplications.stage} not in ('draft', 'discarded')`;
