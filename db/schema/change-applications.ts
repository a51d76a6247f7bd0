import { sql } from 'drizzle-orm';
import {
  check,
  date,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { DecisionReason, Stage, StepKind } from '../../domain/change-application.ts';
import type { EntryDetails } from '../../domain/entry.ts';
import type { FieldValue } from '../../domain/insured-party.ts';
import type { FieldChoices } from '../../domain/moved-fields.ts';
import { actedFor, instant, personAsOfThen } from './columns.ts';
import { insuredParties } from './insured-parties.ts';
import { onlyByStandIns } from './stand-ins.ts';
import { webUsers } from './web-users.ts';

/** The running part of a Web application number. */
export const applicationNumberSequence = pgSequence('application_number_sequence', {
  maxValue: 999_999,
  cycle: true,
});

/** Field key → its value when the draft was made and the value applied for. Only changed fields are in it. */
export type Changes = Record<string, { before: FieldValue; requested: FieldValue }>;

/** 保険利用者情報変更の申込み (manual 4-8). */
export const changeApplications = pgTable(
  'change_applications',
  {
    applicationNumber: text().primaryKey(),
    insuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
    applicantId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    stage: text().$type<Stage>().notNull().default('draft'),
    /** 0 while a draft, 1 at the first submission, one more with each resubmission. */
    round: integer().notNull().default(0),
    changes: jsonb().$type<Changes>().notNull(),
    /** What the applicant is about to apply for instead, while the application is returned to them. */
    correction: jsonb().$type<Changes>(),
    approvalsNeeded: integer().$type<1 | 2>().notNull(),
    /** Version of the 承認ルール that this follows from; 0 while only the product's own held. */
    approvalRuleVersion: integer().notNull().default(0),
    /** Staff who entered it for the customer; empty for one that came from the portal. */
    enteredBy: text(),
    /** Of such a one: who asked for it, how and when. */
    entry: jsonb().$type<EntryDetails>(),
    /** Address of the administrator as of 申込む: the receipt goes there (manual 4-8, 便利な機能). */
    receiptEmail: text(),
    submittedAt: instant(),
    dueAt: instant(),
    assigneeId: text(),
    effectiveOn: date({ mode: 'string' }),
    closedAt: instant(),
    createdAt: instant().notNull().defaultNow(),
    updatedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('one_open_application_per_insured_party')
      .on(t.insuredCode)
      .where(sql`${t.stage} in ('draft', 'received', 'inReview', 'secondApproval', 'approved', 'returned')`),
    check('application_changes_something', sql`${t.changes} <> '{}'::jsonb`),
    check('entered_application_says_who_asked_and_how', sql`(${t.enteredBy} is null) = (${t.entry} is null)`),
    check('one_or_two_approvals', sql`${t.approvalsNeeded} in (1, 2)`),
    check(
      'submitted_application_has_time_and_receipt_address',
      sql`${t.stage} in ('draft', 'discarded') or (${t.submittedAt} is not null and ${t.receiptEmail} is not null and ${t.dueAt} is not null)`,
    ),
    // db/office-work.ts reads the queue in the order of these, by conditions that are word for word the same.
    index('change_applications_undecided')
      .on(t.dueAt, t.submittedAt, t.applicationNumber, t.stage, t.assigneeId)
      .where(sql`${t.stage} in ('received', 'inReview', 'secondApproval')`),
    index('change_applications_decided')
      .on(t.submittedAt, t.applicationNumber)
      .where(
        sql`${t.stage} not in ('draft', 'discarded') and not ${t.stage} in ('received', 'inReview', 'secondApproval')`,
      ),
    index('change_applications_by_stage').on(t.stage, t.submittedAt, t.applicationNumber, t.assigneeId),
    index('change_applications_by_insured_party').on(t.insuredCode, t.createdAt),
    index('change_applications_by_submission').on(t.submittedAt),
    index('change_applications_by_end').on(t.closedAt),
  ],
);
export type ChangeApplication = typeof changeApplications.$inferSelect;

/**
 * The timeline of an application. The web writes a step that somebody asks for before it asks the workflow
 * (reason and name must not enter a workflow's history); it counts from `recordedAt` on.
 */
export const changeApplicationSteps = pgTable(
  'change_application_steps',
  {
    stepId: uuid().primaryKey().defaultRandom(),
    applicationNumber: text()
      .notNull()
      .references(() => changeApplications.applicationNumber),
    round: integer().notNull(),
    kind: text().$type<StepKind>().notNull(),
    actorKind: text().$type<'webUser' | 'staff' | 'system'>().notNull(),
    actorId: text().notNull(),
    ...personAsOfThen,
    ...actedFor,
    reasonCode: text().$type<DecisionReason>(),
    reasonText: text(),
    /** The colleague who gets it, with the name as of then, and what is said to them alone; of a hand-over. */
    handedTo: text(),
    handedToName: text(),
    note: text(),
    effectiveOn: date({ mode: 'string' }),
    /** On a submission: what was applied for in this round. On 反映: what was written. */
    changes: jsonb().$type<Changes>(),
    /** On an approval: what was decided about each field whose value on record had moved. */
    choices: jsonb().$type<FieldChoices>(),
    /** Client address from which it was asked; empty for the system's own steps. */
    address: text().notNull().default(''),
    askedAt: instant().notNull().defaultNow(),
    recordedAt: instant(),
    /** Of an approval that counts no more: the record moved after it, and staff decide anew. */
    voidedAt: instant(),
  },
  (t) => [
    index('change_application_steps_by_number').on(t.applicationNumber, t.recordedAt),
    index('change_application_steps_by_time').on(t.recordedAt),
    uniqueIndex('nobody_approves_twice_in_a_round')
      .on(t.applicationNumber, t.round, t.actorId)
      .where(sql`${t.kind} = 'approved' and ${t.recordedAt} is not null and ${t.voidedAt} is null`),
    uniqueIndex('applied_at_most_once').on(t.applicationNumber).where(sql`${t.kind} = 'applied'`),
    check(
      'hand_over_names_a_colleague',
      sql`(${t.kind} = 'handedOver') = (${t.handedTo} is not null and ${t.handedToName} is not null)`,
    ),
    check(
      'return_and_rejection_give_a_reason',
      sql`${t.kind} not in ('returned', 'rejected') or (${t.reasonCode} is not null and ${t.reasonText} is not null)`,
    ),
    check(
      'only_decisions_are_made_for_somebody_else',
      sql`${t.principalId} is null or ${t.kind} in ('approved', 'returned', 'rejected')`,
    ),
    ...onlyByStandIns(t, t.actorId),
  ],
);
export type ChangeApplicationStep = typeof changeApplicationSteps.$inferSelect;

/**
 * Everybody who has had their say in a round: who decided, and for whom where it was a stand-in. Kept by the trigger
 * `deciders_of_a_step`, never written by us: its primary key is the four eyes, whoever writes the steps. The trigger also
 * knows `nobody_decides_what_they_entered` and `a_stand_in_decides_only_while_it_lasts`.
 */
export const changeApplicationDeciders = pgTable(
  'change_application_deciders',
  {
    applicationNumber: text().notNull(),
    round: integer().notNull(),
    staffId: text().notNull(),
    stepId: uuid()
      .notNull()
      .references(() => changeApplicationSteps.stepId, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({
      name: 'nobody_has_their_say_twice_in_a_round',
      columns: [t.applicationNumber, t.round, t.staffId],
    }),
    index('change_application_deciders_by_step').on(t.stepId),
  ],
);
