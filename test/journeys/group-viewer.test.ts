import { expect, test } from 'vitest';
import { CHOSEN_PASSWORD } from '../support/passwords.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const journey = startJourneys();

const person = {
  name: '青木　恵',
  kana: 'あおき　めぐみ',
  department: '経理部',
  title: '課長',
  phone: '03-0123-4530',
  email: 'megumi.aoki@aonagi-trading.example',
  emailAgain: 'megumi.aoki@aonagi-trading.example',
};

test('a group viewer ID is asked for, issued by another, comes by letter, and sees one company after the other', async () => {
  const clerk = await journey.staff('clerk1');
  await press(clerk, '全社閲覧用ID');
  await clerk.getByRole('heading', { name: '全社閲覧用ID', level: 1 }).waitFor();
  await look(clerk, 'group-viewers-empty');
  await press(clerk, '発行を依頼する');
  await press(clerk, '決裁を依頼する');
  await clerk.getByText('2件以上選択してください').first().waitFor();
  await look(clerk, 'group-viewer-request-errors');
  for (const [field, value] of Object.entries(person)) await clerk.locator(`[name=${field}]`).fill(value);
  for (const code of ['201234567', '201234568']) {
    await clerk.locator('[name=q]').fill(code);
    await press(clerk, '検索する');
    await clerk.locator(`[name=company-${code}]`).check();
  }
  await clerk.locator('[name=home]').selectOption('201234567');
  await clerk.locator('[name=note]').fill('11月20日に電話で受付。\n登録の番号へ折り返して本人確認済み。');
  await look(clerk, 'group-viewer-request-form');
  await press(clerk, '決裁を依頼する');
  await clerk.getByText('承認者または統括者の決裁を待っています').waitFor();
  const request = clerk.url();

  const approver = await journey.staff('approver1');
  await approver.goto(request);
  await look(approver, 'group-viewer-request');
  await press(approver, '承認する');
  await approver.getByText('IDを発行しました').waitFor();
  await press(approver, '201234567901');
  await approver.getByRole('heading', { name: /201234567901/, level: 1 }).waitFor();
  await look(approver, 'group-viewer');
  await approver.goto('/office/group-viewers');
  await look(approver, 'group-viewers');

  await clerk.goto('/office/letters');
  await clerk.getByRole('button', { name: /印刷する.*201234567901/ }).click();
  await clerk.getByRole('heading', { name: '全社閲覧用IDのお知らせ' }).waitFor();
  const password = (await clerk.locator('.letter-password dd').textContent()) ?? '';
  await look(clerk, 'group-viewer-letter');

  const page = await journey.visitor();
  await page.goto('/login');
  await page.getByLabel('WebユーザーID').fill('201234567901');
  await page.getByLabel('パスワード').fill(password);
  await press(page, 'ログイン');
  await page.locator('[name=password]').fill(CHOSEN_PASSWORD);
  await page.locator('[name=again]').fill(CHOSEN_PASSWORD);
  await press(page, 'パスワードを変更する');
  await page.getByRole('heading', { name: /完了/, level: 1 }).waitFor();

  await page.goto('/');
  await page.getByRole('heading', { name: '照会中の保険利用者' }).waitFor();
  expect(await page.getByText('管理項目').count()).toBe(0);
  await look(page, 'group-viewer-user-page');
  await press(page, '切り替える');
  await look(page, 'group-viewer-companies');
  await page.getByRole('button', { name: /に切り替える$/ }).click();
  await page.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
  await page.getByRole('link', { name: /^保険利用者情報照会/ }).click();
  await page.getByText('201234568').first().waitFor();
  expect(await page.getByRole('link', { name: '変更する' }).count()).toBe(0);
  await look(page, 'group-viewer-insured-party');
});
