import {
  aliasedTable,
  and,
  asc,
  count,
  desc,
  eq,
  ilike,
  isNotNull,
  isNull,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { parseApplicationNumber } from '../domain/application-number.ts';
import { type Stage, undecidedStages } from '../domain/change-application.ts';
import type { InsuredPartyKind } from '../domain/insured-party.ts';
import { parseText, toKatakana } from '../domain/text.ts';
import type { Db } from './client.ts';
import { type Changes, changeApplicationSteps, changeApplications } from './schema/change-applications.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { staff } from './schema/staff.ts';

/** What staff never see: it has not been applied for, or never will be. */
const unseenStages = ['draft', 'discarded'] as const satisfies Stage[];
export type SeenStage = Exclude<Stage, (typeof unseenStages)[number]>;

export interface QueueFilter {
  /** `undecided`: staff still have to decide. */
  state: SeenStage | 'undecided' | 'all';
  /** `mine` is relative to `staffId`. */
  assignee: 'all' | 'mine' | 'unassigned';
  staffId: string;
  /** As typed: an application number or its beginning, an insured code or its beginning, a part of a name or reading. */
  query: string;
}

export interface QueueRow {
  applicationNumber: string;
  insuredCode: string;
  companyName: string;
  kind: InsuredPartyKind;
  changes: Changes;
  stage: SeenStage;
  round: number;
  submittedAt: Date;
  dueAt: Date;
  /** Empty while nobody has claimed it. */
  assigneeName: string | null;
  /** Recorded approvals of this round. */
  approvals: number;
  approvalsNeeded: 1 | 2;
}

export const QUEUE_PAGE_SIZE = 50;

/** One page, from 1. What waits for staff comes first, the earliest due date on top; then the newest submissions. */
export async function listQueue(db: Db, filter: QueueFilter, page: number): Promise<QueueRow[]> {
  const assignee = aliasedTable(staff, 'assignee');
  const rows = await db
    .select({
      applicationNumber: changeApplications.applicationNumber,
      insuredCode: changeApplications.insuredCode,
      companyName: insuredParties.name,
      kind: insuredParties.kind,
      changes: changeApplications.changes,
      stage: changeApplications.stage,
      round: changeApplications.round,
      submittedAt: changeApplications.submittedAt,
      dueAt: changeApplications.dueAt,
      assigneeName: assignee.name,
      approvals: approvalsOfThisRound,
      approvalsNeeded: changeApplications.approvalsNeeded,
    })
    .from(changeApplications)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .leftJoin(assignee, eq(assignee.staffId, changeApplications.assigneeId))
    .where(and(inState(filter.state), matches(filter)))
    .orderBy(
      sql`(${isUndecided}) desc`,
      sql`case when ${isUndecided} then ${changeApplications.dueAt} end asc`,
      desc(changeApplications.submittedAt),
      asc(changeApplications.applicationNumber),
    )
    .limit(QUEUE_PAGE_SIZE)
    .offset((page - 1) * QUEUE_PAGE_SIZE);
  return rows as QueueRow[];
}

/** How many applications there are in each stage, whatever `filter.state` says. Stages without any are left out. */
export async function countByStage(db: Db, filter: QueueFilter): Promise<Partial<Record<SeenStage, number>>> {
  const rows = await db
    .select({ stage: changeApplications.stage, count: count() })
    .from(changeApplications)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .where(and(inState('all'), matches(filter)))
    .groupBy(changeApplications.stage);
  return Object.fromEntries(rows.map((row) => [row.stage, row.count]));
}

const listed = (stages: readonly Stage[]) => sql.raw(stages.map((stage) => `'${stage}'`).join(', '));
const isUndecided = sql`${changeApplications.stage} in (${listed(undecidedStages)})`;
const isSeen = sql`${changeApplications.stage} not in (${listed(unseenStages)})`;

const approvalsOfThisRound = sql<number>`(
  select count(*)::int from ${changeApplicationSteps}
  where ${changeApplicationSteps.applicationNumber} = ${changeApplications.applicationNumber}
    and ${and(
      eq(changeApplicationSteps.round, changeApplications.round),
      eq(changeApplicationSteps.kind, 'approved'),
      isNotNull(changeApplicationSteps.recordedAt),
    )})`;

function inState(state: QueueFilter['state']): SQL | undefined {
  if (state === 'all') return isSeen;
  return state === 'undecided' ? isUndecided : eq(changeApplications.stage, state);
}

const matches = ({ query, assignee, staffId }: QueueFilter): SQL | undefined =>
  and(query ? found(query) : undefined, assigned[assignee](staffId));

const assigned: Record<QueueFilter['assignee'], (staffId: string) => SQL | undefined> = {
  all: () => undefined,
  mine: (staffId) => eq(changeApplications.assigneeId, staffId),
  unassigned: () => isNull(changeApplications.assigneeId),
};

/** One box for everything that people have at hand: the number on the telephone, the code, a part of the name. */
function found(query: string): SQL | undefined {
  const number = parseApplicationNumber(query);
  if (number) return eq(changeApplications.applicationNumber, number);
  const code = query.normalize('NFKC').replace(/\s/g, '').toUpperCase();
  const parsed = parseText(query);
  const text = 'value' in parsed ? parsed.value : query;
  return or(
    ilike(changeApplications.applicationNumber, `${literal(code)}%`),
    ilike(changeApplications.insuredCode, `${literal(code)}%`),
    ilike(insuredParties.name, `%${literal(text)}%`),
    ilike(insuredParties.nameKana, `%${literal(toKatakana(text))}%`),
    ilike(insuredParties.nameEnglish, `%${literal(text)}%`),
  );
}

/** % and _ mean themselves. */
const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');
