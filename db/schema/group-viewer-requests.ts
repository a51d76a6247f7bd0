import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { AssignmentKind } from '../../domain/assignment.ts';
import type { GroupViewerRequestKind, GroupViewerRequestStage } from '../../domain/group-viewer.ts';
import type { PersonalDetails } from '../../domain/personal-details.ts';
import { actedFor, instant, personAsOfThen } from './columns.ts';
import { insuredParties } from './insured-parties.ts';
import { staff } from './staff.ts';
import { onlyByStandIns } from './stand-ins.ts';
import { webUsers } from './web-users.ts';

/** What one member of staff asks for about a 全社閲覧用ID, and another decides. */
export const groupViewerRequests = pgTable(
  'group_viewer_requests',
  {
    /** Made by the form, so that a form sent twice is one request. */
    requestId: uuid().primaryKey(),
    kind: text().$type<GroupViewerRequestKind>().notNull(),
    stage: text().$type<GroupViewerRequestStage>().notNull().default('entered'),
    /** The ID that it is about; of a new one, once it is issued. */
    webUserId: text().references(() => webUsers.webUserId),
    /** Begins the ID. */
    homeInsuredCode: text()
      .notNull()
      .references(() => insuredParties.insuredCode),
    /** All companies that the ID is to see, the home among them. */
    companies: text().array().notNull(),
    /** Who is to have the ID; only for a new one. */
    person: jsonb().$type<PersonalDetails>(),
    /** For whoever decides: how it was asked for. */
    note: text().notNull().default(''),
    enteredBy: text()
      .notNull()
      .references(() => staff.staffId),
    enteredAt: instant().notNull().defaultNow(),
    /** Who works on it. */
    assigneeId: text().references(() => staff.staffId),
    decidedBy: text().references(() => staff.staffId),
    decidedAt: instant(),
    ...actedFor,
    /** Of a refusal. */
    reasonText: text(),
  },
  (t) => [
    check('nobody_decides_what_they_entered', sql`${t.decidedBy} <> ${t.enteredBy}`),
    check('nobody_decides_what_their_principal_entered', sql`${t.principalId} <> ${t.enteredBy}`),
    ...onlyByStandIns(t, t.decidedBy),
    check(
      'decided_request_names_who_and_when',
      sql`(${t.stage} = 'entered') = (${t.decidedBy} is null) and (${t.decidedBy} is null) = (${t.decidedAt} is null)`,
    ),
    check('refusal_has_a_reason', sql`(${t.stage} = 'refused') = (${t.reasonText} is not null)`),
    check('new_id_has_a_person', sql`(${t.kind} = 'issue') = (${t.person} is not null)`),
    check(
      'id_exists_unless_it_is_yet_to_be_issued',
      sql`(${t.kind} = 'issue' and ${t.stage} <> 'granted') = (${t.webUserId} is null)`,
    ),
    check(
      'home_is_among_several_companies',
      sql`cardinality(${t.companies}) >= 2 and ${t.homeInsuredCode} = any(${t.companies})`,
    ),
    index('group_viewer_requests_undecided').on(t.enteredAt).where(sql`${t.stage} = 'entered'`),
    index('group_viewer_requests_by_insured_party').on(t.homeInsuredCode),
    // As all work is found by its number.
    index('group_viewer_requests_by_number').on(sql`(${t.requestId}::text)`),
    uniqueIndex('one_undecided_request_about_an_id').on(t.webUserId).where(sql`${t.stage} = 'entered'`),
  ],
);
export type GroupViewerRequest = typeof groupViewerRequests.$inferSelect;

/** Who had a request when: claimed, given back, handed over. Entering and deciding stand in the request itself. */
export const groupViewerRequestSteps = pgTable(
  'group_viewer_request_steps',
  {
    /** Made by the form, so that a form sent twice acts once. */
    stepId: uuid().primaryKey(),
    requestId: uuid()
      .notNull()
      .references(() => groupViewerRequests.requestId),
    kind: text().$type<AssignmentKind>().notNull(),
    actorId: text().notNull(),
    ...personAsOfThen,
    /** The colleague who gets it, with the name as of then, and what is said to them alone; of a hand-over. */
    handedTo: text(),
    handedToName: text(),
    note: text(),
    address: text().notNull().default(''),
    recordedAt: instant().notNull().defaultNow(),
  },
  (t) => [
    index('group_viewer_request_steps_by_request').on(t.requestId, t.recordedAt),
    check(
      'group_viewer_hand_over_names_a_colleague',
      sql`(${t.kind} = 'handedOver') = (${t.handedTo} is not null and ${t.handedToName} is not null)`,
    ),
  ],
);
export type GroupViewerRequestStep = typeof groupViewerRequestSteps.$inferSelect;
