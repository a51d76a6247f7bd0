import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startJourneys } from './journey.ts';
import { logIn, look, press } from './steps.ts';

const ADMINISTRATOR = '201234567000';
const MAILBOX = 'taro.nihon@aonagi-trading.example';
const CHOSEN = 'そらまめ　はるの　くもり　ゆうびん';

const journey = startJourneys();

test('an applicant is registered, gets the password by way of the administrator, chooses one, and is reset again', async () => {
  const administrator = await journey.visitor();
  const webUserId = await register(administrator);

  const mail = await journey.product.mail.waitForMail(MAILBOX, { subject: '初期パスワード' });
  expect(mail.text).toContain(webUserId);
  const applicant = await journey.visitor({ width: 'phone' });
  await firstLogin(applicant, webUserId, passwordIn(mail.text));

  await administrator.goto('/applicants');
  await administrator.getByText('利用中').first().waitFor();
  await reset(administrator, webUserId);
  await applicant.goto('/own-details');
  await applicant.getByRole('heading', { name: 'Webサービスログイン' }).waitFor();
  await tryLogin(applicant, webUserId, CHOSEN);
  await applicant.getByText('ログインできませんでした').waitFor();

  const second = await journey.product.mail.waitForMail(MAILBOX, { subject: 'リセット' });
  await tryLogin(applicant, webUserId, passwordIn(second.text));
  await applicant.getByRole('heading', { name: '新しいパスワードの設定' }).waitFor();
}, 180_000);

test('the popup works with the keyboard: chosen codes come back, and Enter in a field confirms', async () => {
  const page = await journey.customer(ADMINISTRATOR);
  await page.goto('/applicants/201234567001/change');
  const opener = page.getByRole('button', { name: '特約コードの追加／削除' });
  expect(await opener.isDisabled()).toBe(true);
  await page.getByLabel('対象特約のみ参照可能').check();
  expect(await opener.isEnabled()).toBe(true);
  await opener.focus();
  await page.keyboard.press('Enter');
  const popup = page.getByRole('dialog', { name: '特約コードの追加／削除' });
  await popup.getByLabel('30012345').check();
  await page.keyboard.press('Escape');
  expect(await page.locator('.chosen').textContent()).toContain('選択されていません');
  await press(page, '特約コードの追加／削除');
  await popup.getByLabel('30012346').check();
  await look(page, 'applicant-agreements-popup');
  await press(page, '反映');
  await popup.waitFor({ state: 'hidden' });
  await page.locator('.chosen').getByText('30012346').waitFor();
  await look(page, 'applicant-change-input');
  await page.locator('[name=title]').press('Enter');
  await page.getByRole('heading', { name: '入力内容の確認' }).waitFor();
  await look(page, 'applicant-change-confirm');
  await press(page, '確定する');
  await page.getByRole('heading', { name: 'Webユーザー（申込者）情報変更完了' }).waitFor();
  await look(page, 'applicant-change-complete');
});

test('everything works without a script: the popup and the message box are pages', async () => {
  const page = await journey.customer(ADMINISTRATOR, { javaScript: false, width: 'phone' });
  await page.goto('/applicants/new');
  await fillIn(page, '鈴木　一郎');
  await page.getByLabel('対象特約のみ参照可能').check();
  await press(page, '特約コードの追加／削除');
  await page.getByRole('heading', { name: '特約コードの追加／削除' }).waitFor();
  await page.getByLabel('30012347').check();
  await press(page, '反映');
  expect(await page.locator('[name=name]').inputValue()).toBe('鈴木　一郎');
  await press(page, '確認する');
  await press(page, '確定する');
  await page.getByRole('heading', { name: 'Webユーザー（申込者）登録完了' }).waitFor();

  await page.goto('/applicants');
  await press(page, 'パスワードリセット');
  await page.getByText('「選択」で選んでから').waitFor();
  await page.getByLabel('川口　亮（201234567002）を選択').check();
  await press(page, 'パスワードリセット');
  await page.getByText('パスワードをリセットします。よろしいですか？').waitFor();
  await press(page, 'ＯＫ');
  await page.getByRole('heading', { name: 'パスワードリセット完了' }).waitFor();

  await page.goto('/applicants/201234567001');
  await press(page, '利用を停止する');
  await press(page, '利用を停止する');
  await page.getByText('停止中').first().waitFor();
});

/** Input with a mistake, confirmation and 確定する. Returns the new ID. */
async function register(page: Page): Promise<string> {
  await logIn(page, ADMINISTRATOR);
  await page.getByRole('link', { name: 'Webユーザー（申込者）情報照会・追加・変更' }).click();
  await look(page, 'applicants');
  await press(page, '新規登録');
  await look(page, 'applicant-input');
  await fillIn(page, '見本　花子');
  await page.locator('[name=kana]').fill('漢字');
  await press(page, '確認する');
  await page.getByText('全角カタカナで入力してください').first().waitFor();
  await look(page, 'applicant-errors');
  await page.locator('[name=kana]').fill('みほん　はなこ');
  await press(page, '確認する');
  await page.getByRole('heading', { name: '入力内容の確認' }).waitFor();
  await look(page, 'applicant-confirm');
  await press(page, '確定する');
  await page.getByRole('heading', { name: 'Webユーザー（申込者）登録完了' }).waitFor();
  await look(page, 'applicant-complete');
  return (await page.locator('.application-number .number').textContent()) ?? '';
}

async function fillIn(page: Page, name: string): Promise<void> {
  const text = { name, kana: 'ミホン', phone: '03-0123-4530', email: 'new@aonagi-trading.example' };
  for (const [field, value] of Object.entries({ ...text, emailAgain: text.email }))
    await page.locator(`[name=${field}]`).fill(value);
  await page.getByLabel('入力権限のみ').check();
  await page.locator('[name=contractDataRight][value=all]').check();
  await page.getByLabel('ログインユーザーによる申込みのみ参照可能').check();
}

async function firstLogin(page: Page, webUserId: string, password: string): Promise<void> {
  await page.goto('/login');
  await tryLogin(page, webUserId, password);
  await page.getByRole('heading', { name: '新しいパスワードの設定' }).waitFor();
  await page.goto('/own-details');
  await page.getByRole('heading', { name: '新しいパスワードの設定' }).waitFor();
  await page.locator('[name=password]').fill(CHOSEN);
  await page.locator('[name=again]').fill(CHOSEN);
  await press(page, 'パスワードを変更する');
  await page.getByRole('heading', { name: 'パスワード変更完了' }).waitFor();
  await page.goto('/');
  await page.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
  expect(await page.getByText('管理項目').count(), 'an applicant administers nothing').toBe(0);
  await page.goto('/own-details');
  await page.getByText('見本　花子').first().waitFor();
  await look(page, 'own-details');
  await page.goto('/bank-accounts');
  await look(page, 'bank-accounts');
  await page.goto('/insured-party');
  await look(page, 'insured-party-inquiry');
}

async function tryLogin(page: Page, webUserId: string, password: string): Promise<void> {
  await page.getByLabel('WebユーザーID').fill(webUserId);
  await page.getByLabel('パスワード', { exact: true }).fill(password);
  await press(page, 'ログイン');
}

/** With the radio button, パスワードリセット and ＯＫ in the message box. */
async function reset(page: Page, webUserId: string): Promise<void> {
  await press(page, 'パスワードリセット');
  await page.getByText('「選択」で選んでから').waitFor();
  await page.getByRole('radio', { name: webUserId }).check();
  await press(page, 'パスワードリセット');
  const box = page.getByRole('dialog', { name: 'パスワードをリセットします。よろしいですか？' });
  await box.waitFor();
  await look(page, 'applicant-reset');
  await press(page, 'キャンセル');
  await box.waitFor({ state: 'hidden' });
  await press(page, 'パスワードリセット');
  await box.getByRole('button', { name: 'ＯＫ' }).click();
  await page.getByRole('heading', { name: 'パスワードリセット完了' }).waitFor();
  await look(page, 'applicant-reset-complete');
  await page.goto(`/applicants/${webUserId}`);
  await look(page, 'applicant-details');
}

/** On the line below its label. */
const passwordIn = (text: string): string => text.match(/パスワード：\s*(\S+)/)?.[1] ?? '';
