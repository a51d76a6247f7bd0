import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { passwordIn } from '../support/passwords.ts';
import { codeNow } from '../support/second-factor.ts';
import { DEMO_PASSWORD } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const MAILBOX = 'mori@madoguchi.example';
const NEW = 'seven brown kettles whistle';

/** The supervisor at a desk, the new colleague on a phone; each test goes on where the last one ended. */
let desk: Page;
let phone: Page;
const complaints: string[] = [];
let secret: string;
let codes: string[];
const journey = startJourneys({ STAFF_SECOND_FACTOR: 'required' });
beforeAll(async () => {
  desk = await journey.visitor();
  phone = await journey.visitor({ width: 'phone' });
  desk.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  desk.on('pageerror', (error) => complaints.push(error.message));
});

async function givePassword(page: Page, staffId: string, password: string): Promise<void> {
  await page.goto('/office/login');
  await page.locator('[name=staffId]').fill(staffId);
  await page.locator('[name=password]').fill(password);
  await press(page, 'ログイン');
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

/** From the page that says what a second factor is to the one that shows the recovery codes. */
async function setUp(page: Page, name?: string): Promise<{ secret: string; codes: string[] }> {
  await heading(page, '二要素認証');
  if (name) await look(page, `${name}-introduction`);
  await press(page, '設定を始める');
  await heading(page, '認証アプリの設定');
  if (name) await look(page, `${name}-question`);
  await press(page, 'QRコードを表示する');
  await page.getByRole('img', { name: 'QRコード' }).waitFor();
  if (name) await look(page, `${name}-qr-code`);
  const secret = ((await page.locator('code.secret').textContent()) ?? '').replaceAll(' ', '');
  if (name) {
    await page.getByLabel('確認コード').fill('12 34');
    await press(page, '確認して設定する');
    await page.getByText('6桁の数字で入力してください').first().waitFor();
    await look(page, `${name}-qr-code-error`);
  }
  await page.getByLabel('確認コード').fill(codeNow(secret));
  await press(page, '確認して設定する');
  await heading(page, 'リカバリーコード');
  if (name) await look(page, `${name}-recovery-codes`);
  const codes = await page.locator('.recovery-codes code').allTextContents();
  expect(codes).toHaveLength(10);
  await press(page, '控えました');
  return { secret, codes };
}

test('whoever has to have a second factor sets it up before anything else', async () => {
  await givePassword(desk, 'supervisor1', DEMO_PASSWORD);
  await setUp(desk, 'second-factor');
  await heading(desk, '申込一覧');
  await desk.getByRole('link', { name: '渡辺　誠' }).click();
  await heading(desk, '自分のアカウント');
  await look(desk, 'own-account');
});

test('a supervisor makes an account, and the new colleague comes in', async () => {
  await press(desk, '管理');
  await desk.getByRole('link', { name: /^職員/ }).click();
  await heading(desk, '職員');
  await look(desk, 'staff-accounts');
  await press(desk, '職員を登録する');
  await press(desk, '登録する');
  await desk.getByText('職員IDを入力してください').first().waitFor();
  await look(desk, 'staff-account-new-errors');
  await desk.locator('[name=staffId]').fill('mori.kaoru');
  await desk.locator('[name=name]').fill('森　薫');
  await desk.locator('[name=department]').fill('審査部　第一審査課');
  await desk.locator('[name=email]').fill(MAILBOX);
  await desk.getByLabel('承認者', { exact: true }).check();
  await look(desk, 'staff-account-new');
  await press(desk, '登録する');
  await desk.getByText('職員を登録しました').waitFor();
  await look(desk, 'staff-account-added');

  const temporary = passwordIn(await journey.product.mail.waitForMail(MAILBOX, { subject: '仮パスワード' }));
  await givePassword(phone, 'mori.kaoru', temporary);
  await heading(phone, '新しいパスワードの設定');
  await look(phone, 'staff-password-first');
  await phone.locator('[name=password]').fill(NEW);
  await phone.locator('[name=again]').fill(NEW);
  await press(phone, 'パスワードを設定する');
  ({ secret, codes } = await setUp(phone));
  await heading(phone, '申込一覧');
  await journey.product.mail.waitForMail(MAILBOX, { subject: '二要素認証設定' });
  await press(phone, 'ログアウト');
});

test('a login takes the password and a code, or a recovery code', async () => {
  await givePassword(phone, 'mori.kaoru', NEW);
  await heading(phone, '確認コードの入力');
  await look(phone, 'staff-login-code');
  await phone.getByLabel('確認コード').fill(codeNow(secret, 40));
  await press(phone, 'ログイン');
  await phone.getByText('確認コードが正しくありません').waitFor();
  await look(phone, 'staff-login-code-refused');
  await phone.getByLabel('確認コード').fill(codeNow(secret, 1));
  await press(phone, 'ログイン');
  await heading(phone, '申込一覧');
  await press(phone, 'ログアウト');

  await givePassword(phone, 'mori.kaoru', NEW);
  await press(phone, 'リカバリーコードを使う');
  await heading(phone, 'リカバリーコードの入力');
  await look(phone, 'staff-login-recovery-code');
  await phone.getByLabel('リカバリーコード').fill(codes[0] ?? '');
  await press(phone, 'ログイン');
  await phone.getByText('9件（10件中）').waitFor();
  await look(phone, 'second-factor-in-force');
  const told = await journey.product.mail.waitForMail(MAILBOX, { subject: 'リカバリーコードによるログイン' });
  expect(told.text).toContain('残りのリカバリーコード：9件');
});

test('without JavaScript a login takes the same two steps', async () => {
  const page = await journey.visitor({ width: 'phone', javaScript: false });
  await givePassword(page, 'mori.kaoru', NEW);
  await heading(page, '確認コードの入力');
  await press(page, 'リカバリーコードを使う');
  await page.getByLabel('リカバリーコード').fill(codes[1]?.toUpperCase() ?? '');
  await press(page, 'ログイン');
  await page.getByText('8件（10件中）').waitFor();
});

test('who has lost the authenticator is reset by a supervisor, and sets up another one', async () => {
  await desk.goto('/office/staff-accounts/mori.kaoru');
  await look(desk, 'staff-account');
  await press(desk, '二要素認証をリセットする');
  await heading(desk, '職員の二要素認証リセット');
  await desk.getByLabel('理由').fill('スマートフォンを紛失したと申し出があり、社員証で本人を確認した。');
  await look(desk, 'staff-account-second-factor-reset');
  await press(desk, '二要素認証をリセットする');
  await desk.getByText('二要素認証をリセットしました').waitFor();
  await look(desk, 'staff-account-reset');
  const reset = await journey.product.mail.waitForMail(MAILBOX, { subject: '二要素認証リセット' });
  expect(reset.text).toContain('社員証で本人を確認した');
  await phone.goto('/office');
  await heading(phone, '職員ログイン');
  await givePassword(phone, 'mori.kaoru', NEW);
  await heading(phone, '二要素認証');
});

test('the other pages of accounts keep nobody out', async () => {
  for (const [path, name] of [
    ['/office/account/password', 'staff-password'],
    ['/office/account/sessions', 'staff-sessions'],
    ['/office/account/second-factor', 'second-factor-own'],
    ['/office/staff-accounts/mori.kaoru/change', 'staff-account-change'],
    ['/office/staff-accounts/mori.kaoru/suspension', 'staff-account-suspension'],
    ['/office/staff-accounts/supervisor1', 'staff-account-own'],
  ] as const) {
    await desk.goto(path);
    await look(desk, name);
  }
  // Refused forms are errors to the browser's console, and the only ones.
  expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
});
