import { sql } from 'drizzle-orm';
import { check, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ApprovalRuleStage } from '../../domain/approval-rule.ts';
import type { InsuredPartyFieldKey } from '../../domain/insured-party.ts';
import { instant } from './columns.ts';
import { staff } from './staff.ts';

/**
 * 承認ルール: which further fields need two approvers, beside those that always do. Each row is proposed by one person and
 * counts once another has confirmed it; the one with the highest version is in force.
 */
export const approvalRules = pgTable(
  'approval_rules',
  {
    /** Made by the form, so that a form sent twice is one proposal. */
    proposalId: uuid().primaryKey(),
    stage: text().$type<ApprovalRuleStage>().notNull().default('proposed'),
    /** 1 for the first that was confirmed. */
    version: integer().unique('one_rule_a_version'),
    headOffice: text().array().$type<InsuredPartyFieldKey[]>().notNull(),
    branch: text().array().$type<InsuredPartyFieldKey[]>().notNull(),
    /** Why it is proposed. */
    note: text().notNull(),
    proposedBy: text()
      .notNull()
      .references(() => staff.staffId),
    proposedAt: instant().notNull().defaultNow(),
    /** Who confirmed, refused or withdrew it. */
    decidedBy: text().references(() => staff.staffId),
    decidedAt: instant(),
    /** Why it was refused. */
    reasonText: text(),
  },
  (t) => [
    uniqueIndex('one_undecided_approval_rule').on(sql`(true)`).where(sql`${t.stage} = 'proposed'`),
    check('confirmed_rule_has_a_version', sql`(${t.stage} = 'confirmed') = (${t.version} is not null)`),
    check('decided_rule_says_by_whom', sql`(${t.stage} = 'proposed') = (${t.decidedBy} is null)`),
    check(
      'nobody_confirms_the_rule_they_proposed',
      sql`${t.stage} not in ('confirmed', 'refused') or ${t.decidedBy} <> ${t.proposedBy}`,
    ),
  ],
);
export type ApprovalRuleRow = typeof approvalRules.$inferSelect;
