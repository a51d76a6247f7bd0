import { desc, eq } from 'drizzle-orm';
import { type ApprovalRule, ownRule } from '../domain/approval-rule.ts';
import type { Db } from './client.ts';
import { approvalRules } from './schema/approval-rules.ts';

/** The rule in force: the last one that was confirmed, version 0 where the product's own alone holds. */
export async function findApprovalRule(db: Db): Promise<ApprovalRule & { version: number }> {
  const [rule] = await db
    .select({
      version: approvalRules.version,
      headOffice: approvalRules.headOffice,
      branch: approvalRules.branch,
    })
    .from(approvalRules)
    .where(eq(approvalRules.stage, 'confirmed'))
    .orderBy(desc(approvalRules.version))
    .limit(1);
  return { ...ownRule, ...rule, version: rule?.version ?? 0 };
}
