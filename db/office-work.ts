import { type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { type Stage, undecidedStages } from '../domain/change-application.ts';
import type { GroupViewerRequestKind, GroupViewerRequestStage } from '../domain/group-viewer.ts';
import type { InsuredPartyKind } from '../domain/insured-party.ts';
import type { RegistrationKind, RegistrationStage } from '../domain/registration.ts';
import type { WorkType } from '../domain/work.ts';
import type { Db } from './client.ts';
import { type Changes, changeApplications } from './schema/change-applications.ts';
import { groupViewerRequests } from './schema/group-viewer-requests.ts';
import { registrations } from './schema/registrations.ts';

/** What staff never see: it has not been applied for, or never will be. */
const unseenStages = ['draft', 'discarded'] as const satisfies Stage[];
type SeenStage = Exclude<Stage, (typeof unseenStages)[number]>;
/** The stages of all kinds of work; what means the same has one name. */
export type WorkStage = SeenStage | RegistrationStage | Extract<GroupViewerRequestStage, 'entered'>;

export type { WorkType } from '../domain/work.ts';

/** Staff still have to decide on these, whatever sort of work they are. */
export const undecidedWork: readonly WorkStage[] = [...undecidedStages, 'entered'];

const listed = (stages: readonly string[]) => sql.raw(stages.map((stage) => `'${stage}'`).join(', '));

/**
 * All sorts of work under one set of names. Each part reads one table and has no WHERE of its own, so that Postgres
 * merges the parts in the order of their indexes instead of sorting all there is: join further tables to a page of it,
 * and keep the expressions of `undecided` word for word those of the indexes. `seen` belongs into every question.
 * The names are unlike those of any table: drizzle writes them without saying of what they are.
 */
export const workOf = (db: Db) =>
  unionAll(changeWork(db), registrationWork(db), groupViewerWork(db)).as('work');
export type Work = ReturnType<typeof workOf>;

type Request = RegistrationKind | GroupViewerRequestKind;

const changeWork = (db: Db) =>
  db
    .select({
      type: sql<WorkType>`'change'`.as('work_type'),
      number: sql<string>`${changeApplications.applicationNumber}`.as('work_number'),
      insuredCode: sql<string | null>`${changeApplications.insuredCode}`.as('work_insured_code'),
      stage: sql<WorkStage>`${changeApplications.stage}`.as('work_stage'),
      undecided: sql<boolean>`${changeApplications.stage} in (${listed(undecidedStages)})`.as(
        'work_undecided',
      ),
      seen: sql<boolean>`${changeApplications.stage} not in (${listed(unseenStages)})`.as('work_seen'),
      dueAt: sql<string>`${changeApplications.dueAt}`.as('work_due_at'),
      submittedAt: sql<string>`${changeApplications.submittedAt}`.as('work_submitted_at'),
      assigneeId: sql<string | null>`${changeApplications.assigneeId}`.as('work_assignee_id'),
      round: sql<number>`${changeApplications.round}`.as('work_round'),
      changes: sql<Changes | null>`${changeApplications.changes}`.as('work_changes'),
      request: sql<Request | null>`null::text`.as('work_request'),
      partyKind: sql<InsuredPartyKind | null>`null::text`.as('work_party_kind'),
      approvalsNeeded: sql<1 | 2>`${changeApplications.approvalsNeeded}`.as('work_approvals_needed'),
      /** Of a company that is not on record yet. */
      ownName: sql<string | null>`null::text`.as('work_own_name'),
      personName: sql<string | null>`null::text`.as('work_person_name'),
    })
    .from(changeApplications);

const registrationWork = (db: Db) =>
  db
    .select({
      type: sql<WorkType>`'registration'`.as('work_type'),
      number: sql<string>`${registrations.registrationNumber}`.as('work_number'),
      insuredCode: sql<string | null>`${registrations.insuredCode}`.as('work_insured_code'),
      stage: sql<WorkStage>`${registrations.stage}`.as('work_stage'),
      undecided: sql<boolean>`${registrations.stage} in ('received', 'inReview')`.as('work_undecided'),
      seen: sql<boolean>`true`.as('work_seen'),
      dueAt: sql<string>`${registrations.dueAt}`.as('work_due_at'),
      submittedAt: sql<string>`${registrations.submittedAt}`.as('work_submitted_at'),
      assigneeId: sql<string | null>`${registrations.assigneeId}`.as('work_assignee_id'),
      round: sql<number>`1`.as('work_round'),
      changes: sql<Changes | null>`null::jsonb`.as('work_changes'),
      request: sql<Request | null>`${registrations.kind}`.as('work_request'),
      partyKind: sql<InsuredPartyKind | null>`${registrations.partyKind}`.as('work_party_kind'),
      approvalsNeeded: sql<1 | 2>`1`.as('work_approvals_needed'),
      ownName: sql<string | null>`${registrations.details} ->> 'name'`.as('work_own_name'),
      personName: sql<string | null>`${registrations.administrator} ->> 'name'`.as('work_person_name'),
    })
    .from(registrations);

/** Requests have no due date: they come after all that has one. */
const groupViewerWork = (db: Db) =>
  db
    .select({
      type: sql<WorkType>`'groupViewer'`.as('work_type'),
      number: sql<string>`${groupViewerRequests.requestId}::text`.as('work_number'),
      insuredCode: sql<string | null>`${groupViewerRequests.homeInsuredCode}`.as('work_insured_code'),
      stage:
        sql<WorkStage>`case ${groupViewerRequests.stage} when 'granted' then 'applied' when 'refused' then 'rejected' else 'entered' end`.as(
          'work_stage',
        ),
      undecided: sql<boolean>`${groupViewerRequests.stage} = 'entered'`.as('work_undecided'),
      seen: sql<boolean>`true`.as('work_seen'),
      dueAt: sql<string>`'infinity'::timestamptz`.as('work_due_at'),
      submittedAt: sql<string>`${groupViewerRequests.enteredAt}`.as('work_submitted_at'),
      assigneeId: sql<string | null>`${groupViewerRequests.assigneeId}`.as('work_assignee_id'),
      round: sql<number>`1`.as('work_round'),
      changes: sql<Changes | null>`null::jsonb`.as('work_changes'),
      request: sql<Request | null>`${groupViewerRequests.kind}`.as('work_request'),
      partyKind: sql<InsuredPartyKind | null>`null::text`.as('work_party_kind'),
      approvalsNeeded: sql<1 | 2>`1`.as('work_approvals_needed'),
      ownName: sql<string | null>`null::text`.as('work_own_name'),
      personName: sql<string | null>`null::text`.as('work_person_name'),
    })
    .from(groupViewerRequests);

export function all(...conditions: (SQL | undefined)[]): SQL {
  const said = conditions.filter((condition) => condition !== undefined);
  return said.length > 0 ? sql.join(said, sql` and `) : sql`true`;
}
