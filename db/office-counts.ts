import { count, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { mailsToSeeTo } from './mail-search.ts';
import { builtOnce } from './prepared.ts';
import { approvalRules } from './schema/approval-rules.ts';
import { letters } from './schema/registrations.ts';

/** What waits for staff, by where they find it. */
export interface OfficeCounts {
  letters: number;
  mails: number;
  approvalRules: number;
}

/** One round trip for the numbers that stand in the menus of every page. */
export async function countForMenus(db: Db): Promise<OfficeCounts> {
  const [counts] = await menuCounts(db).execute();
  return counts ?? { letters: 0, mails: 0, approvalRules: 0 };
}

const menuCounts = builtOnce((db) => {
  const lettersToPost = db.select({ n: count() }).from(letters).where(isNull(letters.postedAt));
  const rulesToDecide = db
    .select({ n: count() })
    .from(approvalRules)
    .where(eq(approvalRules.stage, 'proposed'));
  return db
    .select({
      letters: sql<number>`${lettersToPost}::int`,
      mails: sql<number>`${mailsToSeeTo}`,
      approvalRules: sql<number>`${rulesToDecide}::int`,
    })
    .from(sql`(values (1)) as once`)
    .prepare('menu_counts');
});
