import { eq } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { credentials } from '../../db/schema/credentials.ts';
import { groupViewerCompanies, webUsers } from '../../db/schema/web-users.ts';
import { groupViewerRights } from '../../domain/web-user.ts';

/** A 全社閲覧用ID as it is once its user has chosen a password, that of the demo. */
export async function addGroupViewer(db: Db, webUserId: string, companies: string[]): Promise<void> {
  const insuredCode = webUserId.slice(0, 9);
  await db.insert(webUsers).values({
    webUserId,
    insuredCode,
    kind: 'groupViewer',
    name: '青木　恵',
    kana: 'アオキ　メグミ',
    phone: '03-0123-4530',
    email: `viewer${webUserId}@aonagi-trading.example`,
    ...groupViewerRights,
  });
  await db.insert(groupViewerCompanies).values(companies.map((code) => ({ webUserId, insuredCode: code })));
  const [known] = await db.select().from(credentials).where(eq(credentials.webUserId, '201234567000'));
  await db.insert(credentials).values({ webUserId, passwordHash: known?.passwordHash ?? null });
}
