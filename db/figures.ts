import { type SQL, sql } from 'drizzle-orm';
import { addDays, type CalendarDate, startOfDayInTokyo } from '../domain/calendar-date.ts';
import { ageBounds, type FigureUnit, type Outcome } from '../domain/figures.ts';
import type { WorkType } from '../domain/work.ts';
import type { Db } from './client.ts';
import { workOf } from './office-work.ts';
import {
  changeApplicationSteps,
  changeApplications,
  groupViewerRequests,
  registrationSteps,
  registrations,
  staff,
} from './schema/index.ts';

/** Both days belong to it; all that follows counts by days in Tokyo. */
export interface FigureRange {
  from: CalendarDate;
  to: CalendarDate;
  unit: FigureUnit;
}

export interface Received {
  type: WorkType;
  /** First day of the week or month, which may lie before `from`. */
  period: CalendarDate;
  cases: number;
}

/** What was submitted for the first time; what was corrected and submitted again counts once. */
export async function countReceived(db: Db, range: FigureRange): Promise<Received[]> {
  const rows = await db.execute(sql`
    select type, ${periodOf(sql`submitted_at`, range)} as period, count(*)::int as cases
    from (${submissionsSince(range)}) as cases
    where ${isWithin(sql`submitted_at`, range)}
    group by 1, 2 order by 1, 2`);
  return rows as unknown as Received[];
}

export interface Ended {
  type: WorkType;
  period: CalendarDate;
  outcome: Outcome;
  cases: number;
  /** Of what staff decided: decided by the end of the due date, and with a due date at all. */
  inTime: number;
  withDueDate: number;
}

/** What came to its end, by the day on which it did. */
export async function countEnded(db: Db, range: FigureRange): Promise<Ended[]> {
  const rows = await db.execute(sql`
    select type, ${periodOf(sql`ended_at`, range)} as period, outcome, count(*)::int as cases,
      (count(*) filter (where decided_at <= due_at))::int as "inTime",
      (count(*) filter (where decided_at is not null and due_at is not null))::int as "withDueDate"
    from (${endings(range)}) as endings
    group by 1, 2, 3 order by 1, 2, 3`);
  return rows as unknown as Ended[];
}

export interface Duration {
  type: WorkType;
  /** Null for the whole range. */
  period: CalendarDate | null;
  cases: number;
  /** Calendar days, with fractions, from the first submission to the completion. */
  median: number;
  p90: number;
}

/** How long it took what was completed, by the day of completion, each period for itself and all together. */
export async function measureDurations(db: Db, range: FigureRange): Promise<Duration[]> {
  const rows = await db.execute(sql`
    select type, ${periodOf(sql`ended_at`, range)} as period, count(*)::int as cases,
      percentile_cont(0.5) within group (order by days) as median,
      percentile_cont(0.9) within group (order by days) as p90
    from (
      select *, extract(epoch from ended_at - submitted_at)::float8 / 86400 as days
      from (${endings(range)}) as endings where outcome = 'completed'
    ) as completed
    group by grouping sets ((1, 2), (1)) order by 1, 2`);
  return rows as unknown as Duration[];
}

export interface Reasons {
  type: WorkType;
  kind: 'returned' | 'rejected';
  reasonCode: string;
  cases: number;
}

/** Why things were returned and rejected. */
export async function countReasons(db: Db, range: FigureRange): Promise<Reasons[]> {
  const steps = (type: WorkType, table: typeof changeApplicationSteps | typeof registrationSteps) => sql`
    select ${type}::text as type, kind, reason_code as "reasonCode" from ${table}
    where kind in ('returned', 'rejected') and reason_code is not null and ${isWithin(sql`recorded_at`, range)}`;
  const rows = await db.execute(sql`
    select type, kind, "reasonCode", count(*)::int as cases
    from (${steps('change', changeApplicationSteps)} union all ${steps('registration', registrationSteps)}) as steps
    group by 1, 2, 3 order by cases desc, 1, 2, 3`);
  return rows as unknown as Reasons[];
}

export interface OpenWork {
  type: WorkType;
  assigneeId: string | null;
  assigneeName: string | null;
  /** Index into `ageTexts`. */
  age: number;
  cases: number;
  overdue: number;
}

/** What waits for a decision of staff now, by who has it and how long it has waited. */
export async function countOpen(db: Db, now: Date): Promise<OpenWork[]> {
  const work = workOf(db);
  const at = sql`${now.toISOString()}::timestamptz`;
  const age = sql`width_bucket(extract(epoch from ${at} - ${work.submittedAt}) / 86400,
    array[${sql.raw(ageBounds.map((days) => `${days}.0000001`).join(', '))}]::numeric[])`;
  const rows = await db
    .select({
      type: work.type,
      assigneeId: work.assigneeId,
      assigneeName: sql<string | null>`max(${staff.name})`,
      age: sql<number>`${age}::int`.as('age'),
      cases: sql<number>`count(*)::int`,
      overdue: sql<number>`(count(*) filter (where ${work.dueAt} < ${at}))::int`,
    })
    .from(work)
    .leftJoin(staff, sql`${staff.staffId} = ${work.assigneeId}`)
    .where(sql`${work.undecided}`)
    .groupBy(work.type, work.assigneeId, sql`age`);
  return rows;
}

const instantsOf = ({ from, to }: FigureRange) => ({
  since: startOfDayInTokyo(from).toISOString(),
  until: startOfDayInTokyo(addDays(to, 1)).toISOString(),
});

function isWithin(column: SQL, range: FigureRange): SQL {
  const { since, until } = instantsOf(range);
  return sql`${column} >= ${since}::timestamptz and ${column} < ${until}::timestamptz`;
}

const periodOf = (column: SQL, { unit }: FigureRange) =>
  sql`date_trunc(${sql.raw(`'${unit}'`)}, ${column} at time zone 'Asia/Tokyo')::date::text`;

/** When an application came in first: `submitted_at` is that of the last round. */
const firstSubmission = sql`case when a.round <= 1 then a.submitted_at else (
  select min(s.recorded_at) from ${changeApplicationSteps} s
  where s.application_number = a.application_number and s.kind = 'submitted') end`;

/** When staff decided: before the end where the change waited for its day. */
const decision = sql`case
  when a.stage = 'rejected' or a.effective_on is null then a.closed_at
  else (select max(s.recorded_at) from ${changeApplicationSteps} s
    where s.application_number = a.application_number and s.kind = 'approved') end`;

function submissionsSince(range: FigureRange): SQL {
  const since = sql`${instantsOf(range).since}::timestamptz`;
  return sql`
    select 'change' as type, ${firstSubmission} as submitted_at from ${changeApplications} a
      where a.stage not in ('draft', 'discarded') and a.submitted_at >= ${since}
    union all select 'registration', submitted_at from ${registrations} where submitted_at >= ${since}
    union all select 'groupViewer', entered_at from ${groupViewerRequests} where entered_at >= ${since}`;
}

/** Each case that ended within the range: when it came in, was decided, was due, ended, and how. */
function endings(range: FigureRange): SQL {
  return sql`
    select 'change' as type, ${firstSubmission} as submitted_at,
      case when a.stage in ('applied', 'rejected') then ${decision} end as decided_at, a.due_at, a.closed_at as ended_at,
      case a.stage when 'applied' then 'completed' else a.stage end as outcome
    from ${changeApplications} a
      where a.stage in ('applied', 'rejected', 'withdrawn', 'expired') and ${isWithin(sql`a.closed_at`, range)}
    union all
    select 'registration', r.submitted_at,
      coalesce((select max(s.recorded_at) from ${registrationSteps} s
        where s.registration_number = r.registration_number and s.kind = 'approved'), r.closed_at), r.due_at, r.closed_at,
      case r.stage when 'registered' then 'completed' else 'rejected' end
    from ${registrations} r where r.stage in ('registered', 'rejected') and ${isWithin(sql`r.closed_at`, range)}
    union all
    select 'groupViewer', entered_at, decided_at, null, decided_at,
      case stage when 'granted' then 'completed' else 'rejected' end
    from ${groupViewerRequests} where stage in ('granted', 'refused') and ${isWithin(sql`decided_at`, range)}`;
}
