import { sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { loginThrottles, webUserSessions } from '../../db/schema/index.ts';
import { DEMO_PASSWORD } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { logIn, look, press } from './steps.ts';

const ADMINISTRATOR = '201234567000';
const NEW = 'seven brown kettles whistle';

const journey = startJourneys();
beforeEach(async () => {
  await journey.product.database.db.delete(webUserSessions);
  await journey.product.database.db.delete(loginThrottles);
});

/** As if the user had done nothing for so many minutes. */
const idle = (minutes: number) =>
  journey.product.database.db
    .update(webUserSessions)
    .set({ expiresAt: sql`expires_at - make_interval(secs => ${minutes * 60})` });
const secondsLeft = async () => {
  const [session] = await journey.product.database.db.select().from(webUserSessions);
  return session ? (session.expiresAt.getTime() - Date.now()) / 1000 : 0;
};
/** Counts what the browser refuses to run or to load, and what breaks. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** Opens a page whose session has so many minutes left; the page's own script knows no better. */
async function openLate(page: Page, minutesLeft: number): Promise<void> {
  await page.route('**/own-details', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(
      /data-session-seconds="\d+"/,
      `data-session-seconds="${Math.round(minutesLeft * 60)}"`,
    );
    await route.fulfill({ response: answer, body });
  });
  await page.goto('/own-details');
  await idle(30 - minutesLeft);
}

test('five minutes before the end a dialog warns, and 延長 puts the end off', async () => {
  const page = await journey.visitor();
  const complaints = complaintsOf(page);
  await logIn(page, ADMINISTRATOR);
  await openLate(page, 5.02);
  const dialog = page.getByRole('alertdialog', { name: 'まもなくログアウトします' });
  expect(await dialog.isVisible()).toBe(false);
  await dialog.waitFor();
  expect(await page.evaluate('document.activeElement.textContent')).toBe('延長');
  await look(page, 'session-warning');
  await press(page, '延長');
  await dialog.waitFor({ state: 'hidden' });
  expect(await secondsLeft()).toBeGreaterThan(29 * 60);
  expect(complaints).toEqual([]);
});

test('use in another window keeps the dialog away', async () => {
  const page = await journey.customer(ADMINISTRATOR);
  await openLate(page, 5.1);
  const other = await page.context().newPage();
  await other.goto('/insured-party');
  await new Promise((resolve) => setTimeout(resolve, 7000));
  expect(await page.getByRole('alertdialog').isVisible()).toBe(false);
});

test('whoever does nothing is led to the login, which says why', async () => {
  const page = await journey.customer(ADMINISTRATOR);
  await openLate(page, 0.05);
  await page.getByText('もう一度ログインしてください').first().waitFor();
  await look(page, 'login-after-end');
});

test('12 hours after the login nothing puts the end off, and the dialog says so', async () => {
  const page = await journey.customer(ADMINISTRATOR);
  await journey.product.database.db
    .update(webUserSessions)
    .set({ createdAt: sql`created_at - make_interval(mins => ${12 * 60 - 4})` });
  await page.goto('/own-details');
  await page.getByText('延長できません。').waitFor();
  expect(await page.getByRole('button', { name: '延長' }).count()).toBe(0);
  await look(page, 'session-warning-final');
  await press(page, '閉じる');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
});

test('a user ends another browser’s session and changes the password', async () => {
  const page = await journey.visitor();
  const elsewhere = await journey.visitor({ width: 'phone', javaScript: false });
  const complaints = complaintsOf(page);
  await logIn(elsewhere, ADMINISTRATOR);
  await logIn(page, ADMINISTRATOR);
  await page.getByRole('link', { name: /^ログイン中の端末/ }).click();
  await page.getByRole('heading', { name: 'ログイン中の端末', level: 1 }).waitFor();
  await look(page, 'sessions');
  await page
    .getByRole('button', { name: /の端末をログアウトさせる$/ })
    .first()
    .click();
  await page.getByText('1件の端末からログアウトしました').waitFor();
  await elsewhere.goto('/own-details');
  await elsewhere.getByText('もう一度ログインしてください').first().waitFor();

  await page.goto('/');
  await page.getByRole('link', { name: /^パスワード変更/ }).click();
  await page.getByRole('heading', { name: 'パスワード変更', level: 1 }).waitFor();
  await look(page, 'password');
  await page.getByLabel('現在のパスワード').fill('not this one at all');
  await page.getByLabel('新しいパスワード', { exact: false }).first().fill('aonagi trading 2026');
  await page.getByLabel('新しいパスワード（確認）').fill('something else entirely');
  await press(page, 'パスワードを変更する');
  await page.getByText('2つのパスワードが一致しません').first().waitFor();
  await look(page, 'password-errors');
  await page.getByLabel('現在のパスワード').fill(DEMO_PASSWORD);
  await page.getByLabel('新しいパスワード', { exact: false }).first().fill(NEW);
  await page.getByLabel('新しいパスワード（確認）').fill(NEW);
  await press(page, 'パスワードを変更する');
  await page.getByRole('heading', { name: 'パスワード変更完了', level: 1 }).waitFor();
  await look(page, 'password-complete');
  // A refused form is an error to the browser's console, and the only one.
  expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);

  await elsewhere.getByLabel('WebユーザーID').fill(ADMINISTRATOR);
  await elsewhere.getByLabel('パスワード').fill(NEW);
  await press(elsewhere, 'ログイン');
  await elsewhere.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
  await elsewhere.getByText('に自動的にログアウトします').first().waitFor();
  expect(await journey.product.database.db.$count(webUserSessions)).toBe(2);
});
