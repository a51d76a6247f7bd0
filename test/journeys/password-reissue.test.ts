import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { passwordMails, webUsers } from '../../db/schema/index.ts';
import { CHOSEN_PASSWORD, passwordIn, tryLogin } from '../support/passwords.ts';
import { DEMO_PASSWORD, visitorOf } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const ADMINISTRATOR = '201234567000';
const MAILBOX = 'taro.nihon@aonagi-trading.example';

const journey = startJourneys();

async function fillIn(page: Page, webUserId: string, email: string) {
  await page.goto('/login');
  await page.getByRole('link', { name: 'こちら' }).click();
  await page.getByRole('heading', { name: 'パスワード再発行', level: 1 }).waitFor();
  await page.getByLabel('WebユーザーID').fill(webUserId);
  await page.getByLabel('登録しているメールアドレス').fill(email);
}

test('an administrator who forgot the password gets in with a mailed one and chooses a new one', async () => {
  const page = await journey.visitor();
  const question = page.getByRole('dialog', { name: /よろしいですか？/ });
  await fillIn(page, '1234', 'nobody');
  await press(page, 'メールを送信する');
  await question.getByRole('button', { name: '送信する' }).click();
  await page.getByText('12桁の数字で入力してください').first().waitFor();
  await look(page, 'password-reissue-errors');
  await fillIn(page, ADMINISTRATOR, MAILBOX);
  await look(page, 'password-reissue');
  await press(page, 'メールを送信する');
  await question.waitFor();
  await look(page, 'password-reissue-question');
  await question.getByRole('button', { name: 'キャンセル' }).click();
  expect(journey.product.mail.to(MAILBOX)).toEqual([]);
  await press(page, 'メールを送信する');
  await question.getByRole('button', { name: '送信する' }).click();
  await page.getByText('お申込みを受け付けました').waitFor();
  await look(page, 'password-reissue-accepted');

  const mail = await journey.product.mail.waitForMail(MAILBOX, { subject: 'パスワード再発行' });
  expect(mail.text).toContain(ADMINISTRATOR);
  expect(
    await tryLogin(journey.product.url, ADMINISTRATOR, DEMO_PASSWORD),
    'the old one still works',
  ).toBeDefined();
  await page.goto('/login');
  await page.getByLabel('WebユーザーID').fill(ADMINISTRATOR);
  await page.getByLabel('パスワード').fill(passwordIn(mail).toUpperCase());
  await press(page, 'ログイン');
  await page.getByRole('heading', { name: '新しいパスワードの設定', level: 1 }).waitFor();
  await page.goto('/administrator');
  await page.getByRole('heading', { name: '新しいパスワードの設定', level: 1 }).waitFor();
  await page.locator('[name=password]').fill(CHOSEN_PASSWORD);
  await page.locator('[name=again]').fill(CHOSEN_PASSWORD);
  await press(page, 'パスワードを変更する');
  await page.getByRole('heading', { name: /完了/, level: 1 }).waitFor();

  const logsIn = async (password: string) =>
    (await tryLogin(journey.product.url, ADMINISTRATOR, password)) !== undefined;
  expect(await logsIn(CHOSEN_PASSWORD)).toBe(true);
  expect(await logsIn(DEMO_PASSWORD)).toBe(false);
  expect(await logsIn(passwordIn(mail))).toBe(false);
});

test('without JavaScript a page asks, and mistakes are named beside their fields', async () => {
  const page = await journey.visitor({ javaScript: false, width: 'phone' });
  await fillIn(page, '1234', 'nobody');
  await press(page, 'メールを送信する');
  await page.getByText('12桁の数字で入力してください').first().waitFor();
  await page.screenshot({ path: 'test/output/password-reissue-errors-390.png', fullPage: true });
  await fillIn(page, '201234568000', 'unknown@nowhere.example');
  await press(page, 'メールを送信する');
  await page.getByRole('heading', { name: 'パスワード再発行の確認', level: 1 }).waitFor();
  await page.screenshot({ path: 'test/output/password-reissue-confirm-390.png', fullPage: true });
  await press(page, '送信する');
  await page.getByText('お申込みを受け付けました').waitFor();
  expect(journey.product.mail.to('unknown@nowhere.example')).toEqual([]);
});

test('ASVS V2.4.1: whoever tries many IDs from one address is answered, but nothing is done any more', async () => {
  const email = 'ichiro.hodaka@hodakami.example';
  const { db } = journey.product.database;
  await db.update(webUsers).set({ email }).where(eq(webUsers.webUserId, '201234568000'));
  const ask = (webUserId: string, from: string) =>
    visitorOf(journey.product.url).post(
      '/password-reissue',
      { webUserId, email, confirmed: 'true' },
      { 'x-forwarded-for': from },
    );
  const ids = Array.from({ length: 20 }, (_, index) => `9${String(index).padStart(8, '0')}000`);
  await Promise.all(ids.map((id) => ask(id, '198.51.100.20')));
  const answer = await ask('201234568000', '198.51.100.20');
  expect(answer.headers.get('location')).toBe('/password-reissue/accepted');
  const asked = () => db.select().from(passwordMails).where(eq(passwordMails.webUserId, '201234568000'));
  expect(await asked()).toEqual([]);
  await ask('201234568000', '198.51.100.21');
  expect(await asked()).toHaveLength(1);
});
