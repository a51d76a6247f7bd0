import { count, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { mailsToSeeTo } from './mail-search.ts';
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
  const lettersToPost = db.select({ n: count() }).from(letters).where(isNull(letters.postedAt));
  const rulesToDecide = db
    .select({ n: count() })
    .from(approvalRules)
    .where(eq(approvalRules.stage, 'proposed'));
  const [row] = await db.execute<{ letters: number; mails: number; rules: number }>(
    sql`select (${lettersToPost})::int as letters, ${mailsToSeeTo} as mails, (${rulesToDecide})::int as rules`,
  );
  return {
    letters: row?.letters ?? 0,
    mails: row?.mails ?? 0,
    approvalRules: row?.rules ?? 0,
  };
}
