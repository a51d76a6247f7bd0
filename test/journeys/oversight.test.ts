import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import type { Stage } from '../../domain/change-application.ts';
import { submitted } from '../web/office-fixtures.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const journey = startJourneys();

const COMPANY = '201234567';

/** Eleven weeks of work, so that the figures have something to say: more of it from week to week, most of it done in time. */
beforeAll(async () => {
  const { db } = journey.product.database;
  const stages: Stage[] = ['applied', 'applied', 'applied', 'rejected', 'applied', 'withdrawn', 'applied'];
  for (let week = 0; week < 11; week += 1)
    for (let n = 0; n < 2 + (week % 3) + Math.floor(week / 3); n += 1) {
      const submittedAt = new Date(Date.now() - (7 * (11 - week) - n) * 86_400_000);
      const dueAt = new Date(submittedAt.getTime() + (n % 4 === 3 ? 1 : 5) * 86_400_000);
      await submitted(db, { stage: stages[(week + n) % stages.length] ?? 'applied', submittedAt, dueAt });
    }
  await db.execute(sql`
    update change_applications set closed_at = submitted_at + (1 + right(application_number, 1)::int % 3) * interval '1 day'
    where stage in ('applied', 'rejected', 'withdrawn')`);
});

test('a supervisor sees how the work goes, and what was refused to whom', async () => {
  const clerk = await journey.staff('clerk1');
  expect(await clerk.getByRole('link', { name: '監査' }).count()).toBe(0);
  await clerk.goto('/office/audit');
  await clerk.getByRole('heading', { level: 1 }).waitFor();

  const page = await journey.staff('supervisor1');
  await press(page, '統計');
  await page.getByRole('heading', { name: '統計', level: 1 }).waitFor();
  await page.locator('summary').first().click();
  await look(page, 'figures');
  await page.getByLabel('単位').selectOption('month');
  await page.getByLabel('終了日').fill('2020-01-01');
  await press(page, '表示');
  await page.getByText('終了日は開始日以降の日付を入力してください。').first().waitFor();
  await look(page, 'figures-errors');

  await press(page, '監査');
  await page.getByRole('heading', { name: '監査', level: 1 }).waitFor();
  await page.getByRole('cell', { name: '権限のない操作の拒否' }).waitFor();
  await look(page, 'audit');
});

test('an auditor asks who looked at a company, takes the answer along, and can change nothing', async () => {
  const clerk = await journey.staff('clerk2');
  await clerk.goto(`/office/companies/${COMPANY}`);
  await clerk.getByRole('heading', { level: 1 }).waitFor();

  const page = await journey.staff('auditor1', { javaScript: false });
  await press(page, '監査');
  await page.getByLabel('対象（コード・ID・番号）').fill(COMPANY);
  await press(page, '絞り込む');
  await press(page, 'この保険利用者を参照した職員');
  await page.getByRole('cell', { name: '保険利用者の参照' }).first().waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'clerk2' }).count()).toBe(1);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'この条件でCSVをダウンロード' }).click(),
  ]);
  const file = await readFile((await download.path()) ?? '', 'utf8');
  expect(file).toContain(`clerk2`);
  expect(file).toContain(COMPANY);

  await page.goto(`/office/companies/${COMPANY}`);
  expect(await page.locator('main form[method=post]').count()).toBe(0);
  await page.goto('/office/audit?operation=auditDownloaded');
  await page.getByRole('cell', { name: '職員の操作記録のダウンロード' }).waitFor();
});
