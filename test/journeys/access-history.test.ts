import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { accessHistoryExports } from '../../db/schema/index.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { addEvents, addLongHistory } from '../support/access-history.ts';
import { startJourneys } from './journey.ts';
import { logIn, look, press } from './steps.ts';

const journey = startJourneys();
beforeAll(async () => {
  await addLongHistory(journey.product.environment.DATABASE_URL, 45_000);
  await addEvents(journey.product.database.db, [
    {
      webUserId: '201234567002',
      actorName: '𠮷野　髙志',
      actorDepartment: '=HYPERLINK("https://example.jp")',
      operation: '9-5',
    },
  ]);
});

const today = todayInTokyo(new Date());

describe.each([true, false])('JavaScript: %s', (javaScript) => {
  test('search, download, and see how far it is', async () => {
    const page = await journey.customer('201234567000', { javaScript });
    await page.getByRole('link', { name: /^アクセス履歴出力/ }).click();
    if (javaScript) await look(page, 'access-history-export');
    await page.getByLabel('開始日').fill(addDays(today, -3));
    await page.getByLabel('Shift_JIS').check();
    await press(page, '検索');
    await page
      .getByText(/45,[0-9]{3}件/)
      .first()
      .waitFor();
    if (javaScript) await look(page, 'access-history-found');

    const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'ダウンロード')]);
    expect(file.suggestedFilename()).toMatch(/^access_history_201234567_[0-9]{8}_[0-9]{8}\.csv$/);
    const lines = parse(await readFile(await file.path(), 'latin1'), { record_delimiter: '\r\n' });
    expect(lines.length).toBeGreaterThan(45_000);
    if (!javaScript) await page.getByRole('link', { name: '最新の状況を表示する' }).click();
    const latest = page.locator('#exports tbody tr').first();
    await latest.getByText('完了').waitFor();
    await latest.getByText('Shift_JISにない文字1字を「〓」に置き換えました').waitFor();
  });
});

test('what is running, what was cut off, and what is wrong in a form', async () => {
  const page = await journey.visitor();
  const { db } = journey.product.database;
  const [finished] = await db.select().from(accessHistoryExports).limit(1);
  const another = (row: Partial<typeof accessHistoryExports.$inferInsert>) =>
    db.insert(accessHistoryExports).values({
      ...(finished as typeof accessHistoryExports.$inferInsert),
      exportId: crypto.randomUUID(),
      fileHash: null,
      eventsSent: 17_000,
      charactersReplaced: 0,
      ...row,
    });
  await another({ outcome: 'failed' });
  await another({
    outcome: null,
    endedAt: null,
    startedAt: new Date(),
    seenAt: new Date(Date.now() + 60_000),
    ofWebUserId: '201234567001',
  });
  await logIn(page, '201234567000');
  await page.goto('/access-history/export');
  await page.getByText('ダウンロード中').waitFor();
  await look(page, 'access-history-running');
  await page.goto(
    `/access-history/export?from=2020-01-01&to=${today}&user=201234568000&layout=byTime&encoding=utf8`,
  );
  await page.getByText('このWebユーザーIDはありません').first().waitFor();
  await look(page, 'access-history-wrong');
  await page.goto(
    `/access-history/export?from=${today}&to=${today}&user=201234567077&layout=byTime&encoding=utf8`,
  );
});

test('the history on screen, the company’s and one’s own', async () => {
  const page = await journey.customer('201234567000');
  await page.goto('/access-history');
  await look(page, 'access-history-company');
  await press(page, '古い履歴');
  await page.getByRole('link', { name: '新しい履歴' }).waitFor();
  await look(page, 'access-history-older');
  await page.getByLabel('操作の種類').selectOption('7');
  await press(page, '検索');
  await page.getByText('ここまでの期間に').waitFor();
  await look(page, 'access-history-rare');
  const phone = await journey.customer('201234567001', { width: 'phone' });
  await phone.getByRole('link', { name: /^アクセス履歴照会/ }).click();
  await look(phone, 'access-history-own');
});
