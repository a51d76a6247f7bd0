import { count, desc, eq, isNotNull, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { parseApplicationNumber, parseRegistrationNumber } from '../domain/application-number.ts';
import { type Stage, undecidedStages } from '../domain/change-application.ts';
import type { GroupViewerRequestKind, GroupViewerRequestStage } from '../domain/group-viewer.ts';
import type { InsuredPartyKind } from '../domain/insured-party.ts';
import type { RegistrationKind, RegistrationStage } from '../domain/registration.ts';
import { parseText, toKatakana } from '../domain/text.ts';
import type { Db } from './client.ts';
import { type Changes, changeApplicationSteps, changeApplications } from './schema/change-applications.ts';
import { groupViewerRequests } from './schema/group-viewer-requests.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { registrations } from './schema/registrations.ts';
import { staff } from './schema/staff.ts';

/** What staff never see: it has not been applied for, or never will be. */
const unseenStages = ['draft', 'discarded'] as const satisfies Stage[];
export type SeenStage = Exclude<Stage, (typeof unseenStages)[number]>;
/** The stages of all kinds of work; what means the same has one name. */
export type WorkStage = SeenStage | RegistrationStage | Extract<GroupViewerRequestStage, 'entered'>;

/** Sorts of work: 保険利用者情報変更, 保険利用者・Webユーザー登録, 全社閲覧用ID. */
export type WorkType = 'change' | 'registration' | 'groupViewer';

export interface QueueFilter {
  /** `undecided`: staff still have to decide. */
  state: WorkStage | 'undecided' | 'all';
  type: WorkType | 'all';
  /** `mine` is relative to `staffId`. */
  assignee: 'all' | 'mine' | 'unassigned';
  staffId: string;
  /** As typed: a number or its beginning, an insured code or its beginning, a part of a name or reading. */
  query: string;
}

export interface QueueRow {
  type: WorkType;
  /** Web申込番号 or 受付番号; of a group viewer request its ID, which nobody reads out. */
  number: string;
  /** Not yet there for a new insured party. */
  insuredCode: string | null;
  companyName: string;
  kind: InsuredPartyKind | null;
  /** Of a change application. */
  changes: Changes | null;
  /** What is asked for, of the other sorts. */
  request: RegistrationKind | GroupViewerRequestKind | null;
  stage: WorkStage;
  round: number;
  submittedAt: Date;
  /** Group viewer requests have none. */
  dueAt: Date | null;
  /** Empty while nobody has claimed it. */
  assigneeName: string | null;
  /** Recorded approvals of this round. */
  approvals: number;
  approvalsNeeded: 1 | 2;
}

export const QUEUE_PAGE_SIZE = 50;

/** One page, from 1. What waits for staff comes first, the earliest due date on top; then the newest submissions. */
export async function listQueue(db: Db, filter: QueueFilter, page: number): Promise<QueueRow[]> {
  const work = workOf(db);
  const rows = await db
    .select({
      type: work.type,
      number: work.number,
      insuredCode: work.insuredCode,
      companyName: work.companyName,
      kind: work.kind,
      changes: work.changes,
      request: work.request,
      stage: work.stage,
      round: work.round,
      submittedAt: work.submittedAt,
      dueAt: work.dueAt,
      assigneeName: staff.name,
      approvals: sql<number>`case when ${work.type} = 'change' then ${approvalsOfRound(work.number, work.round)} else ${work.approvals} end`,
      approvalsNeeded: work.approvalsNeeded,
    })
    .from(work)
    .leftJoin(staff, eq(staff.staffId, work.assigneeId))
    .where(all(inState(work, filter.state), matches(work, filter)))
    .orderBy(
      sql`(${isUndecided(work)}) desc`,
      sql`case when ${isUndecided(work)} then ${work.dueAt} end asc nulls last`,
      desc(work.submittedAt),
      work.number,
    )
    .limit(QUEUE_PAGE_SIZE)
    .offset((page - 1) * QUEUE_PAGE_SIZE);
  return rows.map(({ submittedAt, dueAt, ...row }) => ({
    ...row,
    submittedAt: new Date(submittedAt),
    dueAt: dueAt && new Date(dueAt),
  })) as QueueRow[];
}

/** How much work there is in each stage, whatever `filter.state` says. Stages without any are left out. */
export async function countByStage(db: Db, filter: QueueFilter): Promise<Partial<Record<WorkStage, number>>> {
  const work = workOf(db);
  const rows = await db
    .select({ stage: work.stage, count: count() })
    .from(work)
    .where(matches(work, filter))
    .groupBy(work.stage);
  return Object.fromEntries(rows.map((row) => [row.stage, row.count]));
}

/** All sorts of work under one set of names. */
const workOf = (db: Db) => unionAll(changeWork(db), registrationWork(db), groupViewerWork(db)).as('work');
type Work = ReturnType<typeof workOf>;

const listed = (stages: readonly string[]) => sql.raw(stages.map((stage) => `'${stage}'`).join(', '));

const changeWork = (db: Db) =>
  db
    .select({
      type: sql<WorkType>`'change'`.as('type'),
      number: sql<string>`${changeApplications.applicationNumber}`.as('number'),
      insuredCode: sql<string | null>`${changeApplications.insuredCode}`.as('insured_code'),
      companyName: sql<string>`${insuredParties.name}`.as('company_name'),
      companyKana: sql<string>`${insuredParties.nameKana}`.as('company_kana'),
      companyEnglish: sql<string>`${insuredParties.nameEnglish}`.as('company_english'),
      kind: sql<InsuredPartyKind | null>`${insuredParties.kind}`.as('kind'),
      changes: sql<Changes | null>`${changeApplications.changes}`.as('changes'),
      request: sql<QueueRow['request']>`null::text`.as('request'),
      stage: sql<WorkStage>`${changeApplications.stage}`.as('stage'),
      round: sql<number>`${changeApplications.round}`.as('round'),
      submittedAt: sql<string>`${changeApplications.submittedAt}`.as('submitted_at'),
      dueAt: sql<string | null>`${changeApplications.dueAt}`.as('due_at'),
      assigneeId: sql<string | null>`${changeApplications.assigneeId}`.as('assignee_id'),
      approvals: sql<number>`0`.as('approvals'),
      approvalsNeeded: sql<1 | 2>`${changeApplications.approvalsNeeded}`.as('approvals_needed'),
    })
    .from(changeApplications)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .where(sql`${changeApplications.stage} not in (${listed(unseenStages)})`);

/** A new insured party is not on record yet: its name is what is applied for. */
const registrationWork = (db: Db) =>
  db
    .select({
      type: sql<WorkType>`'registration'`.as('type'),
      number: sql<string>`${registrations.registrationNumber}`.as('number'),
      insuredCode: sql<string | null>`${registrations.insuredCode}`.as('insured_code'),
      companyName: named('name', insuredParties.name, sql`${registrations.administrator} ->> 'name'`).as(
        'company_name',
      ),
      companyKana: named('nameKana', insuredParties.nameKana, sql`''`).as('company_kana'),
      companyEnglish: named('nameEnglish', insuredParties.nameEnglish, sql`''`).as('company_english'),
      kind: sql<InsuredPartyKind | null>`${registrations.partyKind}`.as('kind'),
      changes: sql<Changes | null>`null::jsonb`.as('changes'),
      request: sql<QueueRow['request']>`${registrations.kind}`.as('request'),
      stage: sql<WorkStage>`${registrations.stage}`.as('stage'),
      round: sql<number>`1`.as('round'),
      submittedAt: sql<string>`${registrations.submittedAt}`.as('submitted_at'),
      dueAt: sql<string | null>`${registrations.dueAt}`.as('due_at'),
      assigneeId: sql<string | null>`${registrations.assigneeId}`.as('assignee_id'),
      approvals:
        sql<number>`case when ${registrations.stage} in ('approved', 'registered') then 1 else 0 end`.as(
          'approvals',
        ),
      approvalsNeeded: sql<1 | 2>`1`.as('approvals_needed'),
    })
    .from(registrations)
    .leftJoin(insuredParties, eq(insuredParties.insuredCode, registrations.insuredCode));

const named = (key: string, registered: SQLWrapper, otherwise: SQL) =>
  sql<string>`coalesce(${registrations.details} ->> ${sql.raw(`'${key}'`)}, ${registered}, ${otherwise})`;

const groupViewerWork = (db: Db) =>
  db
    .select({
      type: sql<WorkType>`'groupViewer'`.as('type'),
      number: sql<string>`${groupViewerRequests.requestId}::text`.as('number'),
      insuredCode: sql<string | null>`${groupViewerRequests.homeInsuredCode}`.as('insured_code'),
      companyName: sql<string>`${insuredParties.name}`.as('company_name'),
      companyKana: sql<string>`${insuredParties.nameKana}`.as('company_kana'),
      companyEnglish: sql<string>`${insuredParties.nameEnglish}`.as('company_english'),
      kind: sql<InsuredPartyKind | null>`${insuredParties.kind}`.as('kind'),
      changes: sql<Changes | null>`null::jsonb`.as('changes'),
      request: sql<QueueRow['request']>`${groupViewerRequests.kind}`.as('request'),
      stage:
        sql<WorkStage>`case ${groupViewerRequests.stage} when 'granted' then 'applied' when 'refused' then 'rejected' else 'entered' end`.as(
          'stage',
        ),
      round: sql<number>`1`.as('round'),
      submittedAt: sql<string>`${groupViewerRequests.enteredAt}`.as('submitted_at'),
      dueAt: sql<string | null>`null::timestamptz`.as('due_at'),
      assigneeId: sql<string | null>`null::text`.as('assignee_id'),
      approvals: sql<number>`case when ${groupViewerRequests.stage} = 'granted' then 1 else 0 end`.as(
        'approvals',
      ),
      approvalsNeeded: sql<1 | 2>`1`.as('approvals_needed'),
    })
    .from(groupViewerRequests)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, groupViewerRequests.homeInsuredCode));

/** Counted only for the rows of the page. */
const approvalsOfRound = (number: SQL.Aliased<string>, round: SQL.Aliased<number>) => sql`(
  select count(*)::int from ${changeApplicationSteps}
  where ${changeApplicationSteps.applicationNumber} = ${number}
    and ${changeApplicationSteps.round} = ${round}
    and ${eq(changeApplicationSteps.kind, 'approved')}
    and ${isNotNull(changeApplicationSteps.recordedAt)}
    and ${isNull(changeApplicationSteps.voidedAt)})`;

/** Staff still have to decide on these, whatever sort of work they are. */
export const undecidedWork: readonly WorkStage[] = [...undecidedStages, 'entered'];
const isUndecided = (work: Work) => sql`${work.stage} in (${listed(undecidedWork)})`;

function inState(work: Work, state: QueueFilter['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'undecided' ? isUndecided(work) : sql`${work.stage} = ${state}`;
}

const matches = (work: Work, { query, type, assignee, staffId }: QueueFilter): SQL | undefined =>
  all(
    query ? found(work, query) : undefined,
    type === 'all' ? undefined : sql`${work.type} = ${type}`,
    assigned[assignee](work, staffId),
  );

const assigned: Record<QueueFilter['assignee'], (work: Work, staffId: string) => SQL | undefined> = {
  all: () => undefined,
  mine: (work, staffId) => sql`${work.assigneeId} = ${staffId}`,
  unassigned: (work) => sql`${work.assigneeId} is null`,
};

/** One box for everything that people have at hand: the number on the telephone, the code, a part of the name. */
function found(work: Work, query: string): SQL {
  const numbers = [parseApplicationNumber(query), parseRegistrationNumber(query)].filter(
    (number) => number !== undefined,
  );
  if (numbers.length > 0)
    return sql`(${sql.join(
      numbers.map((number) => sql`${work.number} = ${number}`),
      sql` or `,
    )})`;
  const code = query.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  const parsed = parseText(query);
  const text = 'value' in parsed ? parsed.value : query;
  return sql`(${work.number} ilike ${`${literal(code)}%`}
    or ${work.insuredCode} ilike ${`${literal(code)}%`}
    or ${work.companyName} ilike ${`%${literal(text)}%`}
    or ${work.companyKana} ilike ${`%${literal(toKatakana(text))}%`}
    or ${work.companyEnglish} ilike ${`%${literal(text)}%`})`;
}

function all(...conditions: (SQL | undefined)[]): SQL | undefined {
  const said = conditions.filter((condition) => condition !== undefined);
  return said.length > 0 ? sql.join(said, sql` and `) : undefined;
}

/** % and _ mean themselves. */
const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');
