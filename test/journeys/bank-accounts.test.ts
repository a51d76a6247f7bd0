import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { webUserSessions } from '../../db/schema/sessions.ts';
import { DEMO_PASSWORD } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const MAILBOX = 'taro.nihon@aonagi-trading.example';

const journey = startJourneys();

const field = (page: Page, name: string) => page.locator(`[name=${name}]`);
const choose = (page: Page, group: string, name: string) =>
  page.getByRole('radiogroup', { name: group }).getByLabel(name, { exact: true }).check();
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
const passwordIsOld = () =>
  journey.product.database.db
    .update(webUserSessions)
    .set({ passwordGivenAt: new Date(Date.now() - 3_600_000) });

test('an account is registered with the keyboard, changed and deleted; each is told by mail', async () => {
  const page = await journey.customer('201234567000');
  await page.getByRole('link', { name: '口座情報照会・登録・変更' }).click();
  await look(page, 'bank-accounts-manage');
  await press(page, '新規登録');
  await heading(page, '口座情報の入力');
  await look(page, 'bank-account-form');
  await press(page, '申込内容の確認へ');
  await page.getByText('入力内容をご確認ください（6件）').waitFor();
  await look(page, 'bank-account-errors');

  await choose(page, '利用区分', '保険料返還');
  await field(page, 'number').fill('1234567');
  await field(page, 'holder').fill('ｶ)ｱｵﾅｷﾞﾎﾞｳｴｷ');
  await page.locator('#branchCode').press('Enter');
  await page.getByText('先に取引先金融機関を選択してください。').last().waitFor();
  await press(page, '閉じる');
  await page.locator('#bankCode').press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: '取引先金融機関の選択' }).waitFor();
  await look(page, 'bank-chooser');
  await dialog.getByRole('button', { name: 'カ行' }).click();
  await dialog.getByText('「カ」行の金融機関').waitFor();
  await look(page, 'bank-chooser-row');
  await page.keyboard.press('Escape');
  await page.locator('#bankCode').press('Enter');
  await dialog.getByRole('searchbox').waitFor();
  await page.keyboard.type('みずほ');
  await dialog.getByText('「みずほ」を含む金融機関').waitFor();
  await dialog.getByRole('radio', { name: /^みずほ 0001/ }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('みずほ（0001）').waitFor();
  expect(await page.evaluate('document.activeElement.id'), 'where the popup was opened').toBe('bankCode');
  expect(await field(page, 'number').inputValue(), 'what was typed stays').toBe('1234567');

  await page.locator('#branchCode').press('Enter');
  await dialog.getByRole('heading', { name: '取引先支店の選択' }).waitFor();
  await page.keyboard.type('まるのうち');
  await dialog.getByText('「まるのうち」を含む支店').waitFor();
  await look(page, 'branch-chooser');
  await dialog.getByText('丸の内中央').click();
  await dialog.getByRole('button', { name: '選択する' }).click();
  await page.getByText('丸の内中央（004）').waitFor();
  await choose(page, '預金種目', '普通');
  await look(page, 'bank-account-input');
  await press(page, '申込内容の確認へ');
  await heading(page, '申込内容の確認');
  await look(page, 'bank-account-confirm');
  await press(page, '修正する');
  await page.getByText('丸の内中央（004）').waitFor();
  await press(page, '申込内容の確認へ');
  await press(page, '申込む');
  await heading(page, '申込完了');
  await look(page, 'bank-account-complete');
  const registered = await journey.product.mail.waitForMail(MAILBOX, { subject: '口座情報登録' });
  expect(registered.text).toContain('***4567');
  expect(registered.text).not.toContain('1234567\n');
  await press(page, '口座情報一覧へ');
  await page.getByText('1234567', { exact: true }).waitFor();

  await passwordIsOld();
  await page.getByRole('row').filter({ hasText: '丸の内中央' }).getByRole('radio').check();
  await press(page, '変更');
  await heading(page, '口座情報の入力');
  await field(page, 'number').fill('2345678');
  await press(page, '申込内容の確認へ');
  await press(page, '申込む');
  await page.getByText('入力内容をご確認ください（1件）').waitFor();
  await look(page, 'bank-account-change-unticked');
  await page.getByLabel('変更する口座情報について確認しました').check();
  await field(page, 'password').fill(DEMO_PASSWORD);
  await press(page, '申込む');
  await page.getByText('口座情報を変更しました').waitFor();
  const changed = await journey.product.mail.waitForMail(MAILBOX, { subject: '口座情報変更' });
  expect(changed.text).toMatch(/変更前[\s\S]*\*\*\*4567[\s\S]*変更後[\s\S]*\*\*\*5678/);
  await press(page, '口座情報一覧へ');

  await page.getByRole('row').filter({ hasText: '2345678' }).getByRole('radio').check();
  await press(page, '削除');
  await look(page, 'bank-account-deletion');
  await page.getByLabel('削除する口座情報について確認しました').check();
  await press(page, '申込む');
  await page.getByText('口座情報を削除しました').waitFor();
  await look(page, 'bank-account-deleted');
  await journey.product.mail.waitForMail(MAILBOX, { subject: '口座情報削除' });
  await press(page, '口座情報一覧へ');
  expect(await page.getByText('2345678').count()).toBe(0);
});

test('記号 and 番号 of ゆうちょ銀行 fill in the rest', async () => {
  const page = await journey.customer('201234567000', { width: 'phone' });
  await page.goto('/bank-accounts/new');
  await page.locator('#bankCode').click();
  const dialog = page.getByRole('dialog');
  await look(page, 'bank-chooser-phone');
  await dialog.getByText('ゆうちょ').click();
  await dialog.getByRole('button', { name: '選択する' }).click();
  await page.getByText('ゆうちょ銀行の記号・番号から入力する').click();
  await field(page, 'symbol').fill('10530');
  await field(page, 'symbolNumber').fill('12345678');
  await press(page, '反映');
  await page.getByText('番号は、1で終わる8桁以内の数字で入力してください。').last().waitFor();
  await look(page, 'japan-post-wrong');
  await field(page, 'symbolNumber').fill('12345671');
  await press(page, '反映');
  await page.getByText('〇五八（058）').waitFor();
  expect(await field(page, 'number').inputValue()).toBe('1234567');
  expect(await page.getByLabel('普通').isChecked()).toBe(true);
  await look(page, 'japan-post-filled');
});

test('without a script banks and branches are chosen on pages, and nothing typed is lost', async () => {
  const page = await journey.customer('201234568000', { javaScript: false });
  await page.getByRole('link', { name: '口座情報照会・登録・変更' }).click();
  await press(page, '新規登録');
  await choose(page, '利用区分', '保険金請求');
  await field(page, 'holder').fill('ホタカミセイキ（カ');
  await page.locator('#bankCode').click();
  await heading(page, '取引先金融機関の選択');
  await field(page, 'q').fill('さんいぎょう');
  await press(page, '検索');
  await page.getByText('見つかりませんでした').waitFor();
  await page.getByRole('button', { name: 'マ行' }).click();
  await page.getByText('「マ」行の金融機関').waitFor();
  await picture(page, 'bank-chooser-page');
  await page.getByRole('radio', { name: /^三菱ＵＦＪ 0005/ }).check();
  await press(page, '選択する');
  await heading(page, '口座情報の入力');
  expect(await field(page, 'holder').inputValue()).toBe('ホタカミセイキ（カ');
  await page.locator('#branchCode').click();
  await heading(page, '取引先支店の選択');
  await field(page, 'q').fill('本店');
  await press(page, '検索');
  await page.getByRole('radio', { name: /^本店 001/ }).check();
  await press(page, '選択する');
  await page.getByText('本店（001）').waitFor();
  await choose(page, '預金種目', '当座');
  await field(page, 'number').fill('0000777');
  await picture(page, 'bank-account-input-without-script');
  await press(page, '申込内容の確認へ');
  await page.getByText('ホタカミセイキ(カ').waitFor();
  await press(page, '申込む');
  await heading(page, '申込完了');
  await press(page, '口座情報一覧へ');
  await page.getByText('0000777', { exact: true }).waitFor();

  const reader = await journey.customer('201234567002', { javaScript: false });
  await reader.getByRole('link', { name: '口座情報照会' }).click();
  await heading(reader, '口座情報照会');
  await picture(reader, 'bank-accounts');
  expect(await reader.getByRole('radio').count()).toBe(0);
});

/** Where no script runs, nothing can look for what keeps people out; the pages are those of the journeys above. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test/output/${name}-1280.png`, fullPage: true });
}
