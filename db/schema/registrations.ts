import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  jsonb,
  pgSequence,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { InsuredPartyDetails } from '../../domain/insured-party.ts';
import type { PersonalDetails } from '../../domain/personal-details.ts';
import type {
  RegistrationKind,
  RegistrationReason,
  RegistrationStage,
  RegistrationStepKind,
} from '../../domain/registration.ts';
import { actedFor, instant, personAsOfThen } from './columns.ts';
import { staff } from './staff.ts';
import { onlyByStandIns } from './stand-ins.ts';
import { webUsers } from './web-users.ts';

/** The running part of a registration's number. */
export const registrationNumberSequence = pgSequence('registration_number_sequence', {
  maxValue: 999_999,
  cycle: true,
});
/** The codes that are given to new insured parties. */
export const insuredCodeSequence = pgSequence('insured_code_sequence', {
  startWith: 300_000_001,
  maxValue: 999_999_999,
});

/** 保険利用者・Webユーザー登録 (manual 2): what somebody without an account asks for. */
export const registrations = pgTable(
  'registrations',
  {
    registrationNumber: text().primaryKey(),
    kind: text().$type<RegistrationKind>().notNull(),
    stage: text().$type<RegistrationStage>().notNull().default('received'),
    partyKind: text().$type<'headOffice' | 'branch'>().notNull(),
    /** Of the new insured party; empty where an existing one gets an administrator. */
    details: jsonb().$type<InsuredPartyDetails>(),
    /** Stated by an existing insured party, or given on approval. Not a reference: what is stated may not exist. */
    insuredCode: text(),
    wantsComprehensiveInsurance: boolean().notNull().default(false),
    administrator: jsonb().$type<PersonalDetails>().notNull(),
    termsVersion: text().notNull(),
    termsAgreedAt: instant().notNull(),
    address: text().notNull(),
    assigneeId: text().references(() => staff.staffId),
    submittedAt: instant().notNull().defaultNow(),
    dueAt: instant().notNull(),
    closedAt: instant(),
  },
  (t) => [
    check('new_insured_party_has_details', sql`(${t.kind} = 'newInsuredParty') = (${t.details} is not null)`),
    check(
      'approved_registration_has_an_insured_code',
      sql`${t.stage} not in ('approved', 'registered') or ${t.insuredCode} is not null`,
    ),
    // As those of change applications.
    index('registrations_undecided')
      .on(t.dueAt, t.submittedAt, t.registrationNumber, t.stage, t.assigneeId)
      .where(sql`${t.stage} in ('received', 'inReview')`),
    index('registrations_by_stage').on(t.stage, t.submittedAt, t.registrationNumber, t.assigneeId),
    index('registrations_by_submission').on(t.submittedAt),
    index('registrations_by_end').on(t.closedAt),
    index('registrations_by_address').on(t.address, t.submittedAt),
    index('registrations_by_insured_party').on(t.insuredCode),
    index('registrations_by_part_of_name').using(
      'gin',
      sql`search_parts(${t.insuredCode}, ${t.details} ->> 'name', ${t.details} ->> 'nameKana', ${t.details} ->> 'nameEnglish', ${t.administrator} ->> 'name')`,
    ),
  ],
);
export type Registration = typeof registrations.$inferSelect;

/** The timeline of a registration; a step counts from `recordedAt` on, as those of change applications do. */
export const registrationSteps = pgTable(
  'registration_steps',
  {
    stepId: uuid().primaryKey().defaultRandom(),
    registrationNumber: text()
      .notNull()
      .references(() => registrations.registrationNumber),
    kind: text().$type<RegistrationStepKind>().notNull(),
    actorKind: text().$type<'visitor' | 'staff' | 'system'>().notNull(),
    actorId: text().notNull(),
    ...personAsOfThen,
    ...actedFor,
    reasonCode: text().$type<RegistrationReason>(),
    reasonText: text(),
    /** The colleague who gets it, with the name as of then, and what is said to them alone; of a hand-over. */
    handedTo: text(),
    handedToName: text(),
    note: text(),
    address: text().notNull().default(''),
    askedAt: instant().notNull().defaultNow(),
    recordedAt: instant(),
  },
  (t) => [
    index('registration_steps_by_number').on(t.registrationNumber, t.recordedAt),
    index('registration_steps_by_time').on(t.recordedAt),
    check(
      'registration_hand_over_names_a_colleague',
      sql`(${t.kind} = 'handedOver') = (${t.handedTo} is not null and ${t.handedToName} is not null)`,
    ),
    uniqueIndex('a_registration_is_decided_once')
      .on(t.registrationNumber)
      .where(sql`${t.kind} in ('approved', 'rejected') and ${t.recordedAt} is not null`),
    check(
      'only_decisions_are_made_for_somebody_else',
      sql`${t.principalId} is null or ${t.kind} in ('approved', 'rejected')`,
    ),
    ...onlyByStandIns(t, t.actorId),
  ],
);
export type RegistrationStep = typeof registrationSteps.$inferSelect;

/** A letter with an initial password for the post. Its password is made while it is rendered; printing again makes a new one. */
export const letters = pgTable(
  'letters',
  {
    letterId: uuid().primaryKey().defaultRandom(),
    webUserId: text()
      .notNull()
      .references(() => webUsers.webUserId),
    registrationNumber: text().references(() => registrations.registrationNumber),
    orderedAt: instant().notNull().defaultNow(),
    /** Of one that replaces a lost letter: who had it written, and why. */
    orderedBy: text().references(() => staff.staffId),
    orderReason: text(),
    printedAt: instant(),
    printedBy: text().references(() => staff.staffId),
    postedAt: instant(),
    postedBy: text().references(() => staff.staffId),
  },
  (t) => [
    check('letter_is_printed_before_it_is_posted', sql`${t.postedAt} is null or ${t.printedAt} is not null`),
    index('letters_to_post').on(t.orderedAt).where(sql`${t.postedAt} is null`),
  ],
);
export type Letter = typeof letters.$inferSelect;

/** Each print of a letter: from the second one on with a reason, for the password of the one before is dead. */
export const letterPrints = pgTable(
  'letter_prints',
  {
    printId: uuid().primaryKey().defaultRandom(),
    letterId: uuid()
      .notNull()
      .references(() => letters.letterId),
    printedAt: instant().notNull().defaultNow(),
    printedBy: text()
      .notNull()
      .references(() => staff.staffId),
    reasonText: text(),
  },
  (t) => [index('letter_prints_by_letter').on(t.letterId, t.printedAt)],
);

/** What a visitor without a session told a public form, until they confirm it. */
export const publicDrafts = pgTable(
  'public_drafts',
  {
    /** SHA-256 of the cookie's value, hex. */
    tokenHash: text().primaryKey(),
    values: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Where it came from, so that nobody fills the table alone. */
    address: text().notNull().default(''),
    savedAt: instant().notNull().defaultNow(),
  },
  (t) => [index('public_drafts_by_age').on(t.savedAt), index('public_drafts_by_address').on(t.address)],
);
