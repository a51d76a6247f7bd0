import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const journey = startJourneys();

const COMPANY = '201234567';

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
