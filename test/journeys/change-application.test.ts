import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { webUsers } from '../../db/schema/web-users.ts';
import { sheets } from '../support/browser.ts';
import { servers } from '../support/environment.ts';
import { waitFor } from '../support/wait-for.ts';
import { DEMO_PASSWORD } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { pressByKey, tabTo } from './keyboard.ts';
import { logIn, look, press } from './steps.ts';

const journey = startJourneys();

const { visitor, staff: staffMember } = journey;

async function administratorEmail(): Promise<string> {
  const [user] = await journey.product.database.db
    .select()
    .from(webUsers)
    .where(eq(webUsers.webUserId, '201234567000'));
  return user?.email ?? '';
}

test('name and representative change: applied for, claimed, approved by two, applied, and both mails arrive', async () => {
  const administrator = await visitor();
  const number = await applyForNewName(administrator);

  const receipt = await journey.product.mail.waitForMail(await administratorEmail(), { subject: '受付' });
  expect(receipt.text).toContain(number);

  const clerk = await staffMember('clerk1');
  await look(clerk, 'office-queue');
  await clerk.getByRole('link', { name: number }).click();
  await press(clerk, '担当する');
  await clerk.getByText('審査中').first().waitFor();
  await look(clerk, 'office-application');
  await administrator.getByText('担当者が内容を確認しています', { exact: false }).waitFor();

  await approve(await staffMember('approver1'), number, '第二承認待ち');
  await administrator.getByText('別の承認者がもう一度確認しています', { exact: false }).waitFor();
  const first = await staffMember('approver1');
  await first.goto(`/office/change-applications/${number}`);
  expect(await first.getByRole('button', { name: '承認する' }).count(), 'nobody approves twice').toBe(0);

  await approve(await staffMember('approver2'), number, '反映済');
  await administrator.locator('.badge', { hasText: '反映済' }).waitFor();
  await look(administrator, 'application-status');

  const completion = await journey.product.mail.waitForMail(await administratorEmail(), { subject: '完了' });
  expect(completion.text).toContain(number);
  const [party] = await journey.product.database.db
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, '201234567'));
  expect(party).toMatchObject({ name: '青凪ホールディングス株式会社', representativeName: '青凪　みなと' });
  await administrator.goto('/insured-party');
  await administrator.getByText('青凪ホールディングス株式会社').first().waitFor();

  await waitFor(() => operatorFinds(number), {
    what: 'the workflow in the Temporal UI by its application number',
  });
});

test('a returned application is corrected and applied for again under the same number, then withdrawn', async () => {
  const administrator = await visitor({ width: 'phone' });
  await logIn(administrator, '201234568000');
  await administrator.goto('/change-applications/new');
  await administrator.locator('[name=phone]').fill('０３ー１２３４ー０００１');
  await press(administrator, '変更内容の確認へ');
  await press(administrator, '申込む');
  const number = (await administrator.locator('.application-number .number').first().textContent()) ?? '';
  await press(administrator, '申込状況を確認する');

  const clerk = await staffMember('clerk2');
  await clerk.goto(`/office/change-applications/${number}`);
  await press(clerk, '担当する');
  await clerk.getByText('審査中').first().waitFor();
  await returnApplication(clerk, '電話番号の市外局番をご確認ください。');

  await administrator.getByText('電話番号の市外局番をご確認ください。').first().waitFor();
  await look(administrator, 'application-returned');
  await press(administrator, '修正して再申込みする');
  await administrator.locator('[name=phone]').fill('06-1234-0001');
  await press(administrator, '変更内容の確認へ');
  expect(await administrator.locator('.application-number .number').first().textContent()).toBe(number);
  await press(administrator, '申込む');
  await press(administrator, '申込状況を確認する');
  await administrator.locator('.badge', { hasText: '受付済' }).waitFor();

  await press(administrator, '申込みを取り下げる');
  await press(administrator, '取り下げる');
  await administrator.locator('.badge', { hasText: '取下げ' }).waitFor();
});

test('with nothing but a keyboard: applied for by a customer, claimed and approved by staff', async () => {
  const customer = await visitor();
  await customer.goto('/login');
  await logInByKeys(customer, '201234569000');
  await pressByKey(customer, /^保険利用者情報照会・変更/);
  await pressByKey(customer, '変更する');
  await tabTo(customer, customer.locator('[name=phone]'));
  await customer.keyboard.type('０６－０１２３－７８９９');
  await pressByKey(customer, '変更内容の確認へ');
  await pressByKey(customer, '申込む', 'Space');
  await customer.getByRole('heading', { name: '申込完了', level: 1 }).waitFor();
  const number = (await customer.locator('.application-number .number').first().textContent()) ?? '';
  await pressByKey(customer, 'ログアウト', 'Space');
  await customer.waitForURL(/login/);

  const staff = await visitor();
  await staff.goto('/office/login');
  await logInByKeys(staff, 'approver1');
  await pressByKey(staff, number);
  await staff.waitForURL(new RegExp(number));
  await pressByKey(staff, '担当する');
  await staff.getByText('審査中').first().waitFor();
  await pressByKey(staff, '承認する', 'Space');
  await staff.locator('.badge', { hasText: '反映済' }).first().waitFor();
  await pressByKey(staff, 'ログアウト');
  await staff.waitForURL(/login/);
});

/** Past what stands above the form on every page, by the link that is there for it. */
async function logInByKeys(page: Page, id: string): Promise<void> {
  await tabTo(page, page.getByRole('link', { name: '本文へ移動' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.locator('[name=webUserId], [name=staffId]'));
  await page.keyboard.type(id);
  await page.keyboard.press('Tab');
  await page.keyboard.type(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
}

async function applyForNewName(page: Page): Promise<string> {
  await page.goto('/login');
  await look(page, 'login');
  await logIn(page, '201234567000');
  await look(page, 'user-page');
  await page.getByRole('link', { name: '保険利用者情報照会・変更' }).click();
  await look(page, 'insured-party');
  await press(page, '変更する');
  await page.locator('[name=name]').fill('');
  await page.locator('[name=representativeName]').fill('青凪　みなと');
  await press(page, '変更内容の確認へ');
  await page.getByText('保険利用者名を入力してください。').first().waitFor();
  await look(page, 'change-application-errors');
  await page.locator('[name=name]').fill('青凪ホールディングス株式会社');
  await press(page, '変更内容の確認へ');
  await page.getByRole('heading', { name: '変更内容の確認' }).waitFor();
  await look(page, 'change-application-confirm');
  await press(page, '申込む');
  await page.getByRole('heading', { name: '申込完了', level: 1 }).waitFor();
  await look(page, 'change-application-complete');
  expect(await sheets(page), 'the receipt, printed').toBe(1);
  const number = (await page.locator('.application-number .number').first().textContent()) ?? '';
  await press(page, '申込状況を確認する');
  return number;
}

async function approve(page: Page, number: string, stage: string): Promise<void> {
  await page.goto(`/office/change-applications/${number}`);
  await press(page, '承認する');
  await page.locator('.badge', { hasText: stage }).first().waitFor();
}

async function returnApplication(page: Page, text: string): Promise<void> {
  await page.locator('[name=reasonCode]').selectOption({ index: 1 });
  await page.locator('[name=reasonText]').fill(text);
  await press(page, '差戻しする');
  await page.locator('.badge', { hasText: '差戻し' }).first().waitFor();
}

/** Asks the API behind the Temporal UI, as an operator who types the number into its search does. */
async function operatorFinds(number: string): Promise<boolean> {
  const query = encodeURIComponent(`ApplicationNumber="${number}"`);
  const answer = await fetch(
    `${servers().temporal.uiUrl}/api/v1/namespaces/default/workflows?query=${query}`,
  );
  const { executions = [] } = (await answer.json()) as {
    executions?: { execution: { workflowId: string } }[];
  };
  return executions.some(({ execution }) => execution.workflowId === `change-application/${number}`);
}
