import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sheetsIn } from '../support/browser.ts';
import { CHOSEN_PASSWORD } from '../support/passwords.ts';
import { existingInput, headOfficeInput } from '../support/registration.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const journey = startJourneys();

const EMAIL = 'nozomi.nitta@nitta-boeki.example';

test('a newcomer registers, staff approve and post the letter, and its password leads the administrator in', {
  timeout: 240_000,
}, async () => {
  const newcomer = await journey.visitor();
  const number = await registerNewCompany(newcomer);
  const receipt = await journey.product.mail.waitForMail(EMAIL, { subject: '受付' });
  expect(receipt.text).toContain(number);
  expect(receipt.text, 'nothing that was typed is mailed').not.toMatch(/新田/);

  const clerk = await journey.staff('clerk1');
  await clerk.getByRole('link', { name: number }).waitFor();
  await look(clerk, 'office-queue-with-registration');
  await clerk.getByRole('link', { name: number }).click();
  await look(clerk, 'office-registration-received');
  await press(clerk, '担当する');
  await clerk.getByText('承認と却下は承認者・統括者が行います').waitFor();

  const approver = await journey.staff('approver1');
  await approver.goto(`/office/registrations/${number}`);
  await look(approver, 'office-registration-in-review');
  await press(approver, '承認する');
  await approver.getByText('コードを発行しました。').waitFor();
  await look(approver, 'office-registration-approved');

  await clerk.goto('/office/letters');
  await look(clerk, 'office-letters');
  await clerk.getByRole('button', { name: '印刷する', exact: false }).click();
  await clerk.getByRole('heading', { name: 'Webユーザー（管理者）登録のお知らせ' }).waitFor();
  await look(clerk, 'office-letter');
  const letter = await clerk.pdf({ preferCSSPageSize: true, printBackground: true });
  await keep('office-letter.pdf', letter);
  expect(sheetsIn(letter)).toBe(1);
  const webUserId = await fact(clerk, 'WebユーザーID');
  const password = await fact(clerk, '初回ログイン用パスワード');
  expect(webUserId).toMatch(/^[0-9]{9}000$/);

  await clerk.getByRole('link', { name: '通知書の一覧へ' }).click();
  await look(clerk, 'office-letters-printed');
  await clerk.getByRole('link', { name: 'もう一度印刷する', exact: false }).click();
  await look(clerk, 'office-letter-again');
  await press(clerk, '戻る');
  await clerk.getByRole('button', { name: '発送済みにする', exact: false }).click();
  await clerk.getByText('発送を待つ通知書はありません').waitFor();
  await look(clerk, 'office-letters-posted');
  await clerk.getByRole('link', { name: '届かなかったとき', exact: false }).click();
  await look(clerk, 'office-letter-replacement');
  const posted = await journey.product.mail.waitForMail(EMAIL, { subject: '通知書発送' });
  expect(posted.text).not.toContain(password);

  await newcomer.goto('/login');
  await newcomer.getByLabel('WebユーザーID').fill(webUserId);
  await newcomer.locator('[name=password]').fill(password);
  await press(newcomer, 'ログイン');
  await newcomer.waitForURL(/\/password$/);
  await newcomer.goto('/insured-party');
  expect(new URL(newcomer.url()).pathname, 'only the choosing of a password answers').toBe('/password');
  await newcomer.locator('[name=password]').fill(CHOSEN_PASSWORD);
  await newcomer.locator('[name=again]').fill(CHOSEN_PASSWORD);
  await press(newcomer, 'パスワードを変更する');
  await newcomer.getByText('完了', { exact: false }).first().waitFor();
  await newcomer.goto('/');
  await newcomer.getByRole('heading', { name: 'ユーザーページ', level: 1 }).waitFor();
  await newcomer.getByText('新田貿易株式会社').first().waitFor();
  await newcomer.goto('/insured-party');
  await newcomer.getByText('ニッタボウエキカブシキガイシャ').first().waitFor();
});

test('for a company that has its administrator the approver can only reject, and the applicant reads why', async () => {
  const page = await journey.visitor({ width: 'phone', javaScript: false });
  await page.goto('/registration');
  await page.locator('[name=form][value=administrator]').check();
  await press(page, '次へ');
  const email = 'late@aonagi-trading.example';
  await fill(page, {
    ...existingInput('201234567'),
    'administrator.email': email,
    'administrator.emailAgain': email,
  });
  await press(page, '確認する');
  await press(page, '確定する');
  const number = await numberOn(page);

  const approver = await journey.staff('approver1');
  await approver.goto(`/office/registrations/${number}`);
  await press(approver, '担当する');
  await approver
    .getByText('この保険利用者には、すでにWebユーザー（管理者）が登録されています')
    .first()
    .waitFor();
  await look(approver, 'office-registration-obstacle');
  expect(await approver.getByRole('button', { name: '承認する' }).count()).toBe(0);
  await approver.locator('[name=reasonText]').fill('御社の管理者にお問い合わせください。');
  await press(approver, '却下する');
  await approver.getByRole('button', { name: '却下を確定する' }).click();
  await approver.getByText('却下しました。').first().waitFor();
  const mail = await journey.product.mail.waitForMail(email, { subject: '審査結果' });
  expect(mail.text).toMatch(/すでに登録済み\n御社の管理者にお問い合わせください。/);
});

/** The public form, with what goes wrong in it looked at. Returns the number. */
async function registerNewCompany(page: Page): Promise<string> {
  await page.goto('/login');
  await page.getByRole('link', { name: '保険利用者・Webユーザーの登録' }).click();
  await look(page, 'registration-start');
  await page.locator('[name=form][value=head-office]').check();
  await press(page, '次へ');
  await look(page, 'registration-input');
  await press(page, '確認する');
  await page.getByText('入力内容をご確認ください').waitFor();
  await look(page, 'registration-input-errors');

  const { 'party.prefecture': _p, 'party.city': _c, 'party.street': _s, ...input } = headOfficeInput();
  await fill(page, input);
  await page.locator('[name="party.postalCode"]').blur();
  await expect.poll(() => page.locator('[name="party.city"]').inputValue()).toBe('千代田区');
  expect(await page.locator('[name="party.prefecture"]').inputValue()).toBe('東京都');
  await page.locator('[name="party.street"]').fill('千代田1-1-1');
  await press(page, '確認する');
  await look(page, 'registration-confirm');
  await press(page, '修正する');
  expect(await page.locator('[name="party.name"]').inputValue()).toBe('新田貿易株式会社');
  await press(page, '確認する');
  await press(page, '確定する');
  await look(page, 'registration-complete');
  const number = await numberOn(page);
  await page.goto('/registration/terms');
  await look(page, 'registration-terms');
  return number;
}

async function fill(page: Page, input: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(input)) {
    const control = page.locator(`[name="${name}"]`);
    const type = await control.first().getAttribute('type');
    if (type === 'radio') await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (type === 'checkbox') await control.check();
    else if (type === null) await control.selectOption(value);
    else await control.fill(value);
  }
}

async function numberOn(page: Page): Promise<string> {
  await page.getByRole('heading', { name: '登録の申込完了' }).waitFor();
  return (await page.content()).match(/R[0-9]{8}-[0-9]{6}-[0-9]/)?.[0] ?? '';
}

/** What the letter says beside a label. */
const fact = async (page: Page, label: string) =>
  (await page.locator('.letter-keys > div', { hasText: label }).locator('dd').textContent())?.trim() ?? '';

async function keep(name: string, content: Buffer): Promise<void> {
  const folder = fileURLToPath(new URL('../output/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${name}`, content);
}
