import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { loggedInStaff } from '../support/web.ts';
import { nameChange, submitted } from '../web/office-fixtures.ts';
import { startJourneys, type VisitorOptions } from './journey.ts';
import { logInToOffice, look, press } from './steps.ts';

const DAY = 86_400_000;
const LONG_NAME = '東日本国際高機能素材貿易開発ホールディングス株式会社　関西第二営業本部';

/** By due date. */
const numbers: string[] = [];
const journey = startJourneys();
beforeAll(async () => {
  const { db } = journey.product.database;
  for (let n = 0; n < 26; n += 1)
    numbers.push(
      await submitted(db, {
        company: n % 9 === 4 ? LONG_NAME : `株式会社順番${n}`,
        dueAt: new Date(Date.now() + (n - 3) * DAY),
        submittedAt: new Date(Date.now() - DAY),
        ...(n === 5 ? { changes: nameChange } : {}),
      }),
    );
});

async function clerk(options: VisitorOptions = {}): Promise<Page> {
  const page = await journey.visitor(options);
  if (options.javaScript !== false) await page.clock.install();
  await logInToOffice(page, 'clerk1');
  return page;
}

const shown = (page: Page) => page.locator('#queue .work-link').allTextContents();
const focused = (page: Page) => page.evaluate('document.activeElement?.textContent');
const ticked = (page: Page) => page.locator('tbody [name=number]:checked').count();
const keys = async (page: Page, ...pressed: string[]) => {
  for (const key of pressed) await page.keyboard.press(key);
};
const row = (page: Page, number: string | undefined) => page.locator(`[id="application-${number}"]`);

/** What the list does by itself ten seconds later. */
async function tenSecondsLater(page: Page): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.url().includes('shown='));
  await page.clock.runFor(11_000);
  await (await answered).finished();
}

test('keys move, tick, claim and open; one comes back to the row, and goes on to the next from the page', async () => {
  const page = await clerk();
  await look(page, 'queue');
  await keys(page, 'j', 'j', 'k', 'j');
  expect(await focused(page)).toBe(numbers[1]);
  const ring = "getComputedStyle(document.activeElement.closest('tr')).outlineStyle";
  expect(await page.evaluate(ring), 'the row shows that it has the focus').toBe('solid');

  await keys(page, 'x', '/', 'j', 'x', 'c', '?');
  expect(await page.locator('[type=search]').inputValue(), 'in a field, keys are letters').toBe('jxc?');
  expect(await ticked(page)).toBe(1);
  await page.locator('[type=search]').fill('');

  await row(page, numbers[1]).locator('.work-link').focus();
  await keys(page, 'x', 'j', 'c');
  await page.getByText(`${numbers[2]}（株式会社順番2）：担当になりました`).waitFor();
  expect(await focused(page), 'the button is gone, the row keeps the focus').toBe(numbers[2]);
  await row(page, numbers[2]).getByText('佐藤　美咲（自分）').waitFor();

  await keys(page, 'Enter');
  await page.waitForURL(new RegExp(`/office/change-applications/${numbers[2]}`));
  await look(page, 'queue-place');
  await keys(page, 'j');
  await page.waitForURL(new RegExp(`/office/change-applications/${numbers[3]}`));
  await keys(page, 'k');
  await page.waitForURL(new RegExp(`/office/change-applications/${numbers[2]}`));
  await press(page, '担当を外す');
  await page.getByText('担当を外れました').waitFor();
  await keys(page, 'u');
  await page.waitForURL(/\/office\?/);
  await row(page, numbers[2]).locator('.work-link:focus').waitFor();
  expect(await row(page, numbers[2]).getAttribute('data-place'), 'it is marked').toBe('true');

  await row(page, numbers[4]).locator('.work-link').click();
  await page.waitForURL(new RegExp(`/office/change-applications/${numbers[4]}`));
  await page.goBack();
  await row(page, numbers[4]).locator('.work-link:focus').waitFor();
  await page.context().close();
});

test('keys can be switched off, and stay off until they are switched on', async () => {
  const page = await clerk();
  await keys(page, '?');
  await page.getByRole('dialog', { name: 'キー操作' }).waitFor();
  await look(page, 'queue-keys');
  await page.getByLabel('1文字のキー操作を使う').uncheck();
  await keys(page, 'Escape', 'j', '?');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.reload();
  await keys(page, 'j');
  expect(numbers).not.toContain(await focused(page));
  await press(page, 'キー操作 ?');
  await page.getByLabel('1文字のキー操作を使う').check();
  await press(page, '閉じる');
  await keys(page, 'j');
  expect(await focused(page)).toBe(numbers[0]);
  await page.context().close();
});

test('while others work, the list keeps focus, ticks, scroll and the places of its rows; news waits until it is asked for', async () => {
  const page = await clerk();
  const before = await shown(page);
  await row(page, numbers[20]).locator('.work-link').focus();
  await keys(page, 'x');
  const scroll = () => page.evaluate("document.querySelector('.table-frame').scrollTop");
  const scrolled = await scroll();
  expect(scrolled).toBeGreaterThan(0);

  const colleague = await loggedInStaff(journey.product.url, 'clerk2');
  const claim = { press: crypto.randomUUID(), act: 'claim', number: numbers[21] ?? '' };
  expect((await colleague.post('/office/queue/assignments', claim)).status).toBe(200);
  const urgent = await submitted(journey.product.database.db, {
    company: '急ぎの商会',
    dueAt: new Date(Date.now() - 9 * DAY),
  });
  await tenSecondsLater(page);
  await page.getByText('新しい申込みが1件あります。').waitFor();
  await row(page, numbers[21]).getByText('鈴木　翔太').waitFor();
  expect(await shown(page), 'no row moved').toEqual(before);
  expect(await focused(page)).toBe(numbers[20]);
  expect(await ticked(page)).toBe(1);
  expect(await scroll()).toBe(scrolled);
  await look(page, 'queue-news');

  await press(page, '一覧に表示する');
  await row(page, urgent).waitFor();
  expect((await shown(page))[0]).toBe(urgent);
  expect(await focused(page), 'what is new has the focus').toBe(urgent);
  expect(await ticked(page), 'what was ticked stays ticked').toBe(1);

  await page.goto('/office?assignee=unassigned');
  const alsoClaimed = { ...claim, press: crypto.randomUUID(), number: numbers[18] ?? '' };
  await colleague.post('/office/queue/assignments', alsoClaimed);
  await tenSecondsLater(page);
  await row(page, numbers[18]).getByText('一覧の条件から外れました').waitFor();
  await page.context().close();
});

test('many are ticked, handed over with a word, and each has its result', async () => {
  const page = await clerk();
  await page.getByLabel(/件をすべて選択/).check();
  expect(await ticked(page)).toBe(numbers.length + 1);
  await page.getByText(`${numbers.length + 1}件を選択中`).waitFor();
  await look(page, 'queue-all-ticked');
  await press(page, '選択を解除');
  for (const at of [22, 23]) await row(page, numbers[at]).locator('[name=number]').check();
  await page.locator('.bulk').getByRole('button', { name: '担当する' }).click();
  await page.getByText('2件：担当になりました').waitFor();
  await look(page, 'queue-results');
  expect(await ticked(page)).toBe(2);
  await press(page, '引き継ぐ');
  await page.getByRole('heading', { name: '担当の引継ぎ' }).waitFor();
  await press(page, '引き継ぐ');
  await page.getByText('引継ぎ先を選択してください。').first().waitFor();
  await look(page, 'hand-over');
  await page.locator('[name=handedTo]').selectOption('clerk2');
  await page.locator('[name=note]').fill('登記事項証明書は確認済みです。');
  await press(page, '引き継ぐ');
  await page.getByText('2件：引き継ぎました').waitFor();
  await row(page, numbers[22]).getByText('鈴木　翔太').waitFor();
  await page.goto('/office/queue-views/new?queue=assignee%3Dunassigned');
  await look(page, 'queue-view');
  await press(page, '保存する');
  await press(page, '保存した条件の管理');
  await look(page, 'queue-views');
  await page.context().close();
});

test('without a script: filters, a saved view that opens first, one row and several at once', async () => {
  const page = await clerk({ javaScript: false, width: 'phone' });
  await page.getByRole('link', { name: /^期限超過/ }).click();
  await press(page, 'この条件を保存');
  await page.locator('[name=name]').fill('遅れているもの');
  await page.getByLabel('申込一覧を開いたときに最初に表示する').check();
  await press(page, '保存する');
  await page.goto('/office');
  await page.waitForURL(/\/office\?due=overdue/);
  await press(page, '未決裁すべて');

  await page.getByRole('button', { name: `担当する：${numbers[10]}` }).click();
  await page.getByText(`${numbers[10]}（株式会社順番10）：担当になりました`).waitFor();
  for (const at of [11, 12]) await row(page, numbers[at]).locator('[name=number]').check();
  await page.locator('.bulk').getByRole('button', { name: '担当する' }).click();
  await page.getByText('2件：担当になりました').waitFor();
  await press(page, '保存した条件の管理');
  await press(page, '最初の表示を元に戻す');
  await page.context().close();
});
