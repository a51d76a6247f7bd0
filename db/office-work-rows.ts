import { and, eq, inArray, isNotNull, isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { GroupViewerRequestKind } from '../domain/group-viewer.ts';
import type { InsuredPartyKind } from '../domain/insured-party.ts';
import type { RegistrationKind } from '../domain/registration.ts';
import type { Db } from './client.ts';
import { type Work, type WorkStage, type WorkType, workOf } from './office-work.ts';
import { type Changes, changeApplicationSteps } from './schema/change-applications.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { staff } from './schema/staff.ts';

/** Where a piece of work is found. */
export interface WorkPlace {
  type: WorkType;
  /** Web申込番号 or 受付番号; of a group viewer request its ID, which nobody reads out. */
  number: string;
}

export interface WorkRow extends WorkPlace {
  /** Not yet there for a new insured party. */
  insuredCode: string | null;
  companyName: string;
  kind: InsuredPartyKind | null;
  /** The company is suspended: its work goes on, and it cannot see what becomes of it. */
  suspended: boolean;
  /** Of a change application. */
  changes: Changes | null;
  /** What is asked for, of the other sorts. */
  request: RegistrationKind | GroupViewerRequestKind | null;
  stage: WorkStage;
  round: number;
  submittedAt: Date;
  /** Group viewer requests have none. */
  dueAt: Date | null;
  assigneeId: string | null;
  /** Empty while nobody has it. */
  assigneeName: string | null;
  /** Recorded approvals of this round. */
  approvals: number;
  approvalsNeeded: 1 | 2;
}

/** The pieces of work of these numbers with all that a list shows of them, in the order given; unknown ones are missing. */
export async function findWork(db: Db, numbers: readonly string[]): Promise<WorkRow[]> {
  if (numbers.length === 0) return [];
  const rows = await selectRows(db, numbers);
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return numbers.flatMap((number) => {
    const row = byNumber.get(number);
    if (!row) return [];
    const { submittedAt, dueAt, ...rest } = row;
    return [{ ...rest, submittedAt: new Date(submittedAt), dueAt: dueAt ? new Date(dueAt) : null }];
  });
}

/** What comes from other tables is looked up for each row of the page: so few that no plan for all of them pays. */
function selectRows(db: Db, numbers: readonly string[]) {
  const work = workOf(db);
  const party = (column: SQLWrapper) =>
    sql`(select ${column} from ${insuredParties} where ${insuredParties.insuredCode} = ${work.insuredCode})`;
  return db
    .select({
      type: work.type,
      number: work.number,
      insuredCode: work.insuredCode,
      companyName: sql<string>`coalesce(${work.ownName}, ${party(insuredParties.name)}, ${work.personName})`,
      kind: sql<InsuredPartyKind | null>`coalesce(${work.partyKind}, ${party(insuredParties.kind)})`,
      suspended: sql<boolean>`${party(insuredParties.suspendedAt)} is not null`,
      changes: work.changes,
      request: work.request,
      stage: work.stage,
      round: work.round,
      submittedAt: work.submittedAt,
      dueAt: sql<string | null>`nullif(${work.dueAt}, 'infinity')`,
      assigneeId: work.assigneeId,
      assigneeName: sql<
        string | null
      >`(select ${staff.name} from ${staff} where ${staff.staffId} = ${work.assigneeId})`,
      approvals: sql<number>`case when ${work.type} = 'change' then ${approvalsOf(work)} when ${work.stage} in ('approved', 'registered', 'applied') then 1 else 0 end`,
      approvalsNeeded: work.approvalsNeeded,
    })
    .from(work)
    .where(and(sql`${work.seen}`, inArray(work.number, [...numbers])));
}

const approvalsOf = (work: Work): SQL => sql`(
  select count(*)::int from ${changeApplicationSteps}
  where ${changeApplicationSteps.applicationNumber} = ${work.number}
    and ${changeApplicationSteps.round} = ${work.round}
    and ${eq(changeApplicationSteps.kind, 'approved')}
    and ${isNotNull(changeApplicationSteps.recordedAt)}
    and ${isNull(changeApplicationSteps.voidedAt)})`;
