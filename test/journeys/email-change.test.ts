import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { emailChanges } from '../../db/schema/email-changes.ts';
import { webUsers } from '../../db/schema/web-users.ts';
import { registerSearchAttributes } from '../../worker/search-attributes.ts';
import { launchBrowser, newVisitor } from '../support/browser.ts';
import { type Product, startProduct } from '../support/product.ts';
import { timeSkippingEnvironment } from '../support/temporal.ts';
import { waitFor } from '../support/wait-for.ts';
import { logIn, look, press } from './steps.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

test('a changed address becomes current only by the button behind its link', async () => {
  const product = await runningProduct();
  const { page } = await newVisitor(browser, product.url);
  const before = await emailOf(product, '201234567000');
  await changeAddress(page, '201234567000', 'hanako.nihon@aonagi-trading.example');
  await look(page, 'administrator-complete-with-address');

  const notice = await product.mail.waitForMail(before, { subject: 'メールアドレス変更' });
  expect(notice.text).toContain('心当たり');
  const link = await linkIn(product, 'hanako.nihon@aonagi-trading.example');
  expect(await emailOf(product, '201234567000')).toBe(before);

  const { page: mailbox } = await newVisitor(browser, product.url, { width: 'phone' });
  await mailbox.goto(link);
  await look(mailbox, 'email-change-link');
  await mailbox.goto(link);
  expect(await emailOf(product, '201234567000'), 'opening the link does not consume it').toBe(before);

  await page.goto('/administrator');
  await look(page, 'administrator-pending');
  await press(mailbox, '変更を確定する');
  await mailbox.getByText('メールアドレスの変更が完了しました').first().waitFor();
  expect(await emailOf(product, '201234567000')).toBe('hanako.nihon@aonagi-trading.example');
  await product.mail.waitForMail('hanako.nihon@aonagi-trading.example', { subject: '完了' });
  await page.getByText('変更が完了しました', { exact: false }).first().waitFor();
});

test('the owner of the old address, who knows nothing of it, stops the change', async () => {
  const product = await runningProduct();
  const { page } = await newVisitor(browser, product.url);
  const before = await emailOf(product, '201234568000');
  await changeAddress(page, '201234568000', 'stranger@elsewhere.example');
  const notice = await product.mail.waitForMail(before, { subject: 'メールアドレス変更' });
  const link = await linkIn(product, 'stranger@elsewhere.example');

  const { page: owner } = await newVisitor(browser, product.url);
  await owner.goto(notice.text.match(/http\S+\/email-changes\/cancel\/\S+/)?.[0] ?? '');
  await look(owner, 'email-change-cancel');
  await press(owner, '心当たりがない（変更を取り消す）');
  await owner.getByText('メールアドレスの変更を取り消しました').first().waitFor();
  await owner.goto(link);
  expect(await owner.getByRole('button', { name: '変更を確定する' }).count()).toBe(0);
  expect(await emailOf(product, '201234568000')).toBe(before);
});

test('an address that nobody confirms within 24 hours stays as it was, and the page says that it expired', async () => {
  const time = await timeSkippingEnvironment();
  await registerSearchAttributes(time.connection, 'default');
  onTestFinished(() => time.teardown());
  const product = await runningProduct({ address: time.address, uiUrl: 'http://127.0.0.1:1' });
  const { page } = await newVisitor(browser, product.url);
  const before = await emailOf(product, '201234567000');
  await changeAddress(page, '201234567000', 'hanako.nihon@aonagi-trading.example');
  const link = await linkIn(product, 'hanako.nihon@aonagi-trading.example');

  await time.sleep('1439 minutes');
  expect(await stageOf(product)).toBe('pending');
  await time.sleep('2 minutes');
  await waitFor(async () => (await stageOf(product)) === 'expired', { what: 'the change to expire' });

  await page.goto('/administrator');
  await page.getByText('期限', { exact: false }).first().waitFor();
  await look(page, 'administrator-expired');
  await page.goto(link);
  await page.getByText('URLの有効期限が過ぎました').first().waitFor();
  expect(await emailOf(product, '201234567000')).toBe(before);
});

/** Stops when the test ends, however that is. */
async function runningProduct(temporal?: { address: string; uiUrl: string }): Promise<Product> {
  const product = await startProduct({}, temporal);
  onTestFinished(() => product.stop());
  return product;
}

/** Input, confirmation and 確定する; ends on the completion page. */
async function changeAddress(page: Page, webUserId: string, address: string): Promise<void> {
  await logIn(page, webUserId);
  await page.getByRole('link', { name: 'Webユーザー（管理者）情報変更' }).click();
  await page.locator('[name=email]').fill(address);
  await page.locator('[name=emailAgain]').fill(address);
  await press(page, '確認する');
  await look(page, 'administrator-confirm');
  await press(page, '確定する');
  await page.getByRole('heading', { name: 'Webユーザー（管理者）情報変更完了', level: 1 }).waitFor();
}

async function emailOf({ database }: Product, webUserId: string): Promise<string> {
  const [user] = await database.db.select().from(webUsers).where(eq(webUsers.webUserId, webUserId));
  return user?.email ?? '';
}

const stageOf = async ({ database }: Product) => (await database.db.select().from(emailChanges))[0]?.stage;

async function linkIn({ mail }: Product, address: string): Promise<string> {
  const { text } = await mail.waitForMail(address, { subject: '確認' });
  return text.match(/http\S+\/email-changes\/\S+/)?.[0] ?? '';
}
