import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staffEvents } from '../../db/schema/index.ts';
import { listStaffEvents, STAFF_EVENT_PAGE_SIZE, type StaffEventFilter } from '../../db/staff-events.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';
import { submitted } from './office-fixtures.ts';

let web: TestWeb;
const COMPANY = '201234567';

beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());

const page = async (staffId: string, path: string) => (await (await web.staff(staffId)).get(path)).text();
const latest = async (staffId: string) => {
  const { db } = web.services;
  const [event] = await db
    .select()
    .from(staffEvents)
    .where(eq(staffEvents.staffId, staffId))
    .orderBy(desc(staffEvents.staffEventId))
    .limit(1);
  return event;
};

describe('who looked at a company', () => {
  test('is answered for the company itself, its users and its applications', async () => {
    const { db } = web.services;
    const clerk = await web.staff('clerk1');
    await clerk.get(`/office/companies/${COMPANY}`);
    await clerk.get(`/office/companies/${COMPANY}/users/${COMPANY}000`);
    const number = await submitted(db, { company: '別の会社' });
    await clerk.get(`/office/change-applications/${number}`);

    const about = await listStaffEvents(db, { insuredCode: COMPANY, operation: 'views' });
    expect(about.map(({ staffId, operation }) => [staffId, operation])).toEqual([
      ['clerk1', 'userViewed'],
      ['clerk1', 'companyViewed'],
    ]);
    const [ofApplication] = await listStaffEvents(db, { subject: number });
    expect(ofApplication?.insuredCode).toMatch(/^3[0-9]{8}$/);
    expect(ofApplication?.companyName).toBe('別の会社');

    const shown = await page('auditor1', `/office/audit?subject=${COMPANY}&operation=views`);
    expect(shown).toContain('保険利用者の参照');
    expect(shown).toContain('Webユーザーの参照');
    expect(shown).not.toContain(number);
  });

  test('the auditor’s own looks are on record, too', async () => {
    await page('auditor1', `/office/companies/${COMPANY}`);
    expect(await latest('auditor1')).toMatchObject({ operation: 'companyViewed', insuredCode: COMPANY });
  });
});

test('what somebody was refused is on record, once for some minutes', async () => {
  const clerk = await web.staff('clerk2');
  expect((await clerk.get('/office/audit')).status).toBe(403);
  expect((await clerk.get('/office/audit')).status).toBe(403);
  const { db } = web.services;
  const refused = await listStaffEvents(db, { staffId: 'clerk2', operation: 'accessRefused' });
  expect(refused.map(({ subject }) => subject)).toEqual(['audit:see']);
});

describe('the list', () => {
  beforeAll(async () => {
    await web.services.db.execute(sql`
      insert into staff_events (at, staff_id, operation, actor_name, subject, address)
      select timestamptz '2025-04-01 00:00+09' + n * interval '1 hour', 'approver' || 1 + n % 2, 'approved',
        '=承認　花子', null, '198.51.100.' || n % 5
      from generate_series(0, 179) as n`);
  });

  test('is paged without losing or repeating an act', async () => {
    const { db } = web.services;
    const filter: StaffEventFilter = { from: '2025-04-01', to: '2025-04-08', operation: 'approved' };
    const seen: bigint[] = [];
    for (let before: bigint | undefined, more = true; more; ) {
      const rows = await listStaffEvents(db, filter, before);
      const shown = rows.slice(0, STAFF_EVENT_PAGE_SIZE);
      seen.push(...shown.map(({ staffEventId }) => staffEventId));
      before = shown.at(-1)?.staffEventId;
      more = rows.length > STAFF_EVENT_PAGE_SIZE;
    }
    expect(new Set(seen).size).toBe(180);
    expect(seen).toEqual(seen.toSorted((one, other) => (one < other ? 1 : -1)));
  });

  test('counts days in Tokyo, and both belong to the period', async () => {
    const { db } = web.services;
    const ofDay = await listStaffEvents(db, { from: '2025-04-02', to: '2025-04-02' }, undefined, 1000);
    expect(ofDay).toHaveLength(24);
  });

  test('is narrowed by person, act and address, and says what cannot be', async () => {
    const { db } = web.services;
    const narrowed = await listStaffEvents(
      db,
      { staffId: 'approver1', operation: 'approved', address: '198.51.100.0' },
      undefined,
      1000,
    );
    expect(narrowed).toHaveLength(18);
    const answer = await (await web.staff('auditor1')).get('/office/audit?from=2025-04-08&to=2025-04-01');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('終了日は開始日以降の日付を入力してください。');
  });

  test('asks one index for a company, a person or a subject, however long the record', async () => {
    const { db } = web.services;
    await db.execute(sql`
      insert into staff_events (staff_id, operation, actor_name, subject, address)
      select 'staff' || n % 50, 'viewed', '職員', (500000000 + n % 2000)::text, '' from generate_series(1, 40000) as n`);
    await db.execute(sql`analyze staff_events`);
    const indexes = {
      "insured_code = '500000007'": 'staff_events_by_company',
      "subject = '500000007'": 'staff_events_by_subject',
      "staff_id = 'clerk2'": 'staff_events_by_staff',
      "operation = 'approved'": 'staff_events_by_operation',
    };
    for (const [condition, index] of Object.entries(indexes)) {
      const plan = await db.execute(
        sql.raw(
          `explain select * from staff_events where ${condition} order by staff_event_id desc limit 51`,
        ),
      );
      expect(JSON.stringify(plan)).toContain(index);
      expect(JSON.stringify(plan)).not.toContain('Seq Scan');
    }
  });
});

describe('the file', () => {
  test('holds all that the filter shows, with formulas made harmless, and is itself on record', async () => {
    const auditor = await web.staff('auditor1');
    const answer = await auditor.get(
      '/office/audit/events.csv?from=2025-04-01&to=2025-04-08&staff=approver1',
    );
    expect(answer.headers.get('content-disposition')).toContain('staff_events_');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const text = bytes.toString();
    const lines = text.trim().split('\r\n');
    expect(lines).toHaveLength(1 + 90);
    expect(lines[1]).toContain(",'=承認　花子,");
    expect(await latest('auditor1')).toMatchObject({ operation: 'auditDownloaded' });
  });

  test('is longer than a batch', async () => {
    const auditor = await web.staff('auditor1');
    const text = await (await auditor.get('/office/audit/events.csv?staff=staff7')).text();
    expect(text.trim().split('\r\n')).toHaveLength(1 + 800);
    const all = await (await auditor.get('/office/audit/events.csv?operation=viewed')).text();
    expect(all.trim().split('\r\n').length).toBeGreaterThan(40_000);
  });
});

test('whether the customers’ history is sealed stands beneath', async () => {
  const shown = await page('supervisor1', '/office/audit');
  expect(shown).toContain('お客様のアクセス履歴の封印');
  expect(shown).toMatch(/封印待ち/);
});
