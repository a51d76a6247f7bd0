import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countEnded, countOpen, countReasons, countReceived, measureDurations } from '../../db/figures.ts';
import { changeApplicationSteps, changeApplications, staffEvents } from '../../db/schema/index.ts';
import { addDays, type CalendarDate, dateInTokyo, startOfDayInTokyo } from '../../domain/calendar-date.ts';
import type { Stage } from '../../domain/change-application.ts';
import { periodStart } from '../../domain/figures.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

const range = { from: '2026-03-04', to: '2026-05-20', unit: 'week' } as const;
const FIRST = '2026-02-20' as CalendarDate;

/** What the database holds, kept a second time to count by hand. */
interface Case {
  submittedAt: Date;
  dueAt: Date;
  stage: Stage;
  closedAt: Date | null;
  returned: boolean;
}

let web: TestWeb;
const cases: Case[] = [];

beforeAll(async () => {
  web = await startTestWeb();
  const { db } = web.services;
  const random = generator(20_261_126);
  const stages: Stage[] = [
    'applied',
    'applied',
    'applied',
    'rejected',
    'withdrawn',
    'expired',
    'received',
    'inReview',
  ];
  for (let index = 0; index < 120; index += 1) {
    const stage = stages[Math.floor(random() * stages.length)] ?? 'applied';
    const submittedAt = new Date(startOfDayInTokyo(FIRST).getTime() + random() * 100 * 86_400_000);
    const isOpen = stage === 'received' || stage === 'inReview';
    const one: Case = {
      stage,
      submittedAt,
      dueAt: new Date(submittedAt.getTime() + 3 * 86_400_000),
      closedAt: isOpen ? null : new Date(submittedAt.getTime() + random() * 8 * 86_400_000),
      returned: random() < 0.2,
    };
    cases.push(one);
    const number = await submitted(db, { stage, submittedAt, dueAt: one.dueAt });
    await close(number, one);
  }
});
afterAll(() => web?.close());

async function close(number: string, { closedAt, returned, submittedAt }: Case) {
  const { db } = web.services;
  await db
    .update(changeApplications)
    .set({ closedAt })
    .where(eq(changeApplications.applicationNumber, number));
  if (returned)
    await db.insert(changeApplicationSteps).values({
      applicationNumber: number,
      round: 1,
      kind: 'returned',
      actorKind: 'staff',
      actorId: 'clerk1',
      actorName: '担当',
      reasonCode: 'documentsMissing',
      reasonText: '書類が足りません。',
      recordedAt: submittedAt,
    });
}

const isIn = (at: Date | null) => at !== null && dateInTokyo(at) >= range.from && dateInTokyo(at) <= range.to;
const ofChanges = <Row extends { type: string }>(rows: Row[]) => rows.filter(({ type }) => type === 'change');

describe('the figures are what one counts by hand', () => {
  test('received, by the week in Tokyo', async () => {
    const counted = ofChanges(await countReceived(web.services.db, range));
    expect(Object.fromEntries(counted.map((row) => [row.period, row.cases]))).toEqual(
      tally(cases.filter((one) => isIn(one.submittedAt)).map((one) => weekOf(one.submittedAt))),
    );
  });

  test('ended, by outcome, and how many decisions were in time', async () => {
    const counted = ofChanges(await countEnded(web.services.db, range));
    const ended = cases.filter((one) => isIn(one.closedAt));
    const outcome = (stage: Stage) => (stage === 'applied' ? 'completed' : stage);
    expect(Object.fromEntries(counted.map((row) => [`${row.period} ${row.outcome}`, row.cases]))).toEqual(
      tally(ended.map((one) => `${weekOf(one.closedAt as Date)} ${outcome(one.stage)}`)),
    );
    const decided = ended.filter(({ stage }) => stage === 'applied' || stage === 'rejected');
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(counted.map(({ withDueDate }) => withDueDate))).toBe(decided.length);
    expect(sum(counted.map(({ inTime }) => inTime))).toBe(
      decided.filter((one) => (one.closedAt as Date) <= one.dueAt).length,
    );
    expect(decided.length).toBeGreaterThan(20);
  });

  test('median and 90th percentile, each week and over all', async () => {
    const measured = ofChanges(await measureDurations(web.services.db, range));
    const days = (one: Case) => ((one.closedAt as Date).getTime() - one.submittedAt.getTime()) / 86_400_000;
    const completed = cases.filter((one) => one.stage === 'applied' && isIn(one.closedAt));
    for (const row of measured) {
      const these = completed
        .filter((one) => row.period === null || weekOf(one.closedAt as Date) === row.period)
        .map(days);
      expect(row.cases).toBe(these.length);
      expect(row.median).toBeCloseTo(percentile(these, 0.5), 4);
      expect(row.p90).toBeCloseTo(percentile(these, 0.9), 4);
    }
    expect(measured.some(({ period }) => period === null)).toBe(true);
  });

  test('reasons of returns', async () => {
    const [row] = await countReasons(web.services.db, range);
    expect(row).toEqual({
      type: 'change',
      kind: 'returned',
      reasonCode: 'documentsMissing',
      cases: cases.filter((one) => one.returned && isIn(one.submittedAt)).length,
    });
  });

  test('open work, by age and overdue', async () => {
    const now = startOfDayInTokyo('2026-05-20');
    const open = ofChanges(await countOpen(web.services.db, now));
    const waiting = cases.filter(({ closedAt }) => closedAt === null);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(open.map((row) => row.cases))).toBe(waiting.length);
    expect(sum(open.map(({ overdue }) => overdue))).toBe(waiting.filter(({ dueAt }) => dueAt < now).length);
    const old = waiting.filter((one) => now.getTime() - one.submittedAt.getTime() > 14 * 86_400_000);
    expect(sum(open.filter(({ age }) => age === 4).map((row) => row.cases))).toBe(old.length);
  });
});

test('what was corrected and submitted again counts once, on its first day', async () => {
  const { db } = web.services;
  const day = '2025-01-15' as CalendarDate;
  const submittedAt = startOfDayInTokyo(day);
  const number = await submitted(db, { submittedAt });
  await db
    .update(changeApplications)
    .set({ round: 2, submittedAt: startOfDayInTokyo(addDays(day, 20)) })
    .where(eq(changeApplications.applicationNumber, number));
  const counted = await countReceived(db, { from: addDays(day, -10), to: addDays(day, 60), unit: 'month' });
  expect(ofChanges(counted)).toEqual([{ type: 'change', period: '2025-01-01', cases: 1 }]);
});

describe('the page', () => {
  const address = `/office/figures?from=${range.from}&to=${range.to}&unit=week`;

  test('shows each figure as a chart without script or inline style, with its table', async () => {
    const page = await (await (await web.staff('supervisor1')).get(address)).text();
    expect(page).toContain('完了までの日数（情報変更）');
    expect(page.match(/<svg viewBox="0 0 720/g)?.length).toBeGreaterThanOrEqual(4);
    expect(page).not.toMatch(/<svg[^>]*style=|<script>/);
  });

  test('a range that cannot be is told beside its field, and what was typed stays', async () => {
    const supervisor = await web.staff('supervisor1');
    const answer = await supervisor.get('/office/figures?from=2026-05-20&to=2026-03-04&unit=week');
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('終了日は開始日以降の日付を入力してください。');
    expect(page).toContain('value="2026-03-04"');
    expect((await supervisor.get('/office/figures?from=2000-01-01&to=2026-03-04&unit=week')).status).toBe(
      422,
    );
  });

  test('a table is a CSV file, and who took it is on record', async () => {
    const auditor = await web.staff('auditor1');
    const answer = await auditor.get(address.replace('/figures?', '/figures/flow.csv?'));
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines[0]).toContain('期間,受付（情報変更）');
    expect(lines).toHaveLength(13);
    const { db } = web.services;
    const events = await db.select().from(staffEvents).where(eq(staffEvents.operation, 'figuresDownloaded'));
    expect(events.map(({ staffId, subject }) => [staffId, subject])).toEqual([['auditor1', 'flow']]);
    expect((await auditor.get('/office/figures/nothing.csv')).status).toBe(404);
  });

  test('clerks and approvers have no business with it', async () => {
    expect((await (await web.staff('clerk1')).get('/office/figures')).status).toBe(403);
  });
});

const weekOf = (at: Date) => periodStart(dateInTokyo(at), 'week');
const tally = (keys: string[]) =>
  Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

/** The same numbers each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
