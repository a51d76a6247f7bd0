import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { insuredParties, loginThrottles, oneTimePasswords, webUserSessions } from '../../db/schema/index.ts';
import type { Product } from '../support/product.ts';
import { startJourneys } from './journey.ts';
import { logIn, look, press } from './steps.ts';

const MAILBOX = 'saori.mizuno@aonagi-trading.example';

const journey = startJourneys();
beforeEach(async () => {
  const { db } = journey.product.database;
  await db.delete(webUserSessions);
  await db.delete(loginThrottles);
  await db.update(insuredParties).set({ usesOneTimePassword: false });
});

describe.each([true, false])('JavaScript: %s', (javaScript) => {
  const shown = async (page: Page, name: string) => {
    if (javaScript) await look(page, name);
  };

  test('the administrator turns it on; an applicant opens the menus by a mailed code until logout', async () => {
    const administrator = await journey.customer('201234567000', { javaScript });
    await administrator.getByRole('link', { name: 'Webユーザー（管理者）情報変更' }).click();
    await administrator.getByLabel('利用する', { exact: true }).check();
    await shown(administrator, 'one-time-password-setting');
    await press(administrator, '確認する');
    await shown(administrator, 'one-time-password-setting-confirm');
    await press(administrator, '確定する');
    await administrator.getByText('ワンタイムパスワードの利用を開始しました').first().waitFor();
    await shown(administrator, 'one-time-password-setting-complete');

    const page = await journey.customer('201234567001', { javaScript });
    await shown(page, 'one-time-password-user-page');
    await page.getByRole('link', { name: '保険利用者情報照会' }).click();
    await page
      .getByRole('heading', { name: 'ワンタイムパスワードにより保護されています', level: 1 })
      .waitFor();
    await shown(page, 'one-time-password-protected');

    journey.product.mail.clear();
    await press(page, 'ワンタイムパスワードの発行');
    await page.getByRole('heading', { name: 'ワンタイムパスワード入力', level: 1 }).waitFor();
    await shown(page, 'one-time-password-input');
    const code = await codeIn(journey.product);
    await giveCode(page, code === '000000' ? '000001' : '000000');
    await page.getByText('あと4回入力できます').first().waitFor();
    await shown(page, 'one-time-password-wrong');
    await giveCode(page, code);
    await page.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
    expect(await page.getByText('要ワンタイムパスワード').count()).toBe(0);
    await page.getByRole('link', { name: '保険利用者情報照会' }).click();
    await page.getByText('青凪貿易株式会社').first().waitFor();

    await press(page, 'ログアウト');
    await logIn(page, '201234567001');
    await page.goto('/insured-party');
    await page
      .getByRole('heading', { name: 'ワンタイムパスワードにより保護されています', level: 1 })
      .waitFor();
  });

  test('an expired code is said to be so, and another one is issued', async () => {
    const { db } = journey.product.database;
    await db.update(insuredParties).set({ usesOneTimePassword: true });
    const page = await journey.customer('201234567001', { javaScript, width: 'phone' });
    journey.product.mail.clear();
    await press(page, 'ワンタイムパスワードの発行');
    const expired = await codeIn(journey.product);
    await db.update(oneTimePasswords).set({
      requestedAt: new Date(Date.now() - 600_000),
      expiresAt: new Date(),
    });
    await giveCode(page, expired);
    await page.getByText('有効なワンタイムパスワードがありません').first().waitFor();
    await shown(page, 'one-time-password-expired');
    journey.product.mail.clear();
    await press(page, 'ワンタイムパスワードの発行');
    await giveCode(page, await codeIn(journey.product));
    await page.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
  });
});

async function codeIn({ mail }: Product): Promise<string> {
  const { text } = await mail.waitForMail(MAILBOX, { subject: 'ワンタイムパスワード' });
  return /：\s+([0-9]{6})\n/.exec(text)?.[1] ?? 'no code';
}

async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('ワンタイムパスワード', { exact: false }).first().fill(code);
  await press(page, '認証');
}
