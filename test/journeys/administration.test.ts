import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { mailLog, staffEvents } from '../../db/schema/index.ts';
import { addBusinessDays, noClosingDays } from '../../domain/business-days.ts';
import { todayInTokyo } from '../../domain/calendar-date.ts';
import { apply } from '../support/application.ts';
import { loggedInUser } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const ADMINISTRATOR = 'taro.nihon@aonagi-trading.example';

const journey = startJourneys();

/** How much waits stands beside it. */
const openMenu = (page: Page) =>
  page.getByRole('navigation', { name: '業務メニュー' }).getByRole('link', { name: /^管理/ }).click();

/** By way of the menu, as people go there. */
async function open(page: Page, item: string): Promise<void> {
  await openMenu(page);
  await page.getByRole('link', { name: item }).first().click();
  await page.getByRole('heading', { name: item, level: 1 }).waitFor();
}
const done = (page: Page, text: string) =>
  page.locator('.banner[data-kind=success]', { hasText: text }).waitFor();

test('a supervisor sets up agreements, services with a key, closing days and a rule that another confirms', async () => {
  const page = await journey.staff('supervisor1');
  await openMenu(page);
  await look(page, 'administration-menu');

  await open(page, '特約コード');
  await look(page, 'administration-agreements');
  await press(page, '特約コードを登録する');
  await press(page, '登録する');
  await page.getByText('特約コードを入力してください。').first().waitFor();
  await look(page, 'administration-agreement-errors');
  await page.getByLabel('特約コード').fill('３００１２３４９');
  await page.getByLabel('特約の名称').fill('企業総合保険特約（繊維部門）');
  await press(page, '登録する');
  await done(page, '登録しました');

  const colleague = await page.context().newPage();
  for (const [tab, name] of [
    [page, '企業総合保険特約（繊維）'],
    [colleague, '企業総合保険特約（繊維・アパレル）'],
  ] as const) {
    await tab.goto('/office/agreements/30012349');
    await tab.getByLabel('特約の名称').fill(name);
  }
  await press(page, '保存する');
  await done(page, '保存しました');
  await press(colleague, '保存する');
  await colleague.getByText('ほかの職員が先に変更しました').waitFor();
  await look(colleague, 'administration-agreement-overtaken');
  await press(colleague, '保存する');
  await done(colleague, '保存しました');
  await press(colleague, '新規選択を停止する');
  await look(colleague, 'administration-agreement-question');
  await colleague.getByRole('dialog').getByRole('button', { name: '新規選択を停止する' }).click();
  await done(colleague, '新規選択を停止しました');
  await look(colleague, 'administration-agreement');
  await colleague.close();

  await open(page, '連携サービス');
  await look(page, 'administration-services');
  await page.getByRole('link', { name: '個別保証枠' }).click();
  await look(page, 'administration-service');
  await press(page, 'キーを管理する');
  await page.getByLabel('キーの名前').fill('本番サーバー（2026年度）');
  await press(page, 'キーを発行する');
  expect(await page.getByLabel('キー', { exact: true }).inputValue()).toMatch(/^mdg_[\w-]{43}$/);
  await look(page, 'administration-key-issued');
  await press(page, 'キーの一覧へ');
  await page.getByText('未使用').waitFor();
  await look(page, 'administration-keys');
  await page.getByRole('link', { name: '失効させる' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '失効させる' }).click();
  await done(page, 'キーを失効させました');

  await open(page, '休業日');
  await look(page, 'administration-holidays');
  await press(page, '一覧を貼り付ける');
  const days = [3, 4].map((n) => addBusinessDays(todayInTokyo(new Date()), n, noClosingDays));
  await page.getByLabel('休業日の一覧').fill(`${days[0]} 創立記念日\n${days[1]}\n夏休み`);
  await press(page, '内容を確認する');
  await page.getByText('読み取れない行があります（3行目）').first().waitFor();
  await look(page, 'administration-holidays-unreadable');
  await page.getByLabel('休業日の一覧').fill(`${days[0]} 創立記念日\n${days[1]}\n2020/01/06 過去`);
  await press(page, '内容を確認する');
  await page.getByText('登録する日付は2日です').waitFor();
  await look(page, 'administration-holidays-preview');
  await press(page, '2日を登録する');
  await done(page, '登録しました');
  await page.getByRole('cell', { name: '創立記念日' }).waitFor();

  await open(page, '承認ルール');
  await look(page, 'administration-rules');
  await press(page, '変更を提案する');
  await page
    .getByRole('group', { name: '本店で2名の承認が必要な項目' })
    .getByLabel('ご担当者のメールアドレス')
    .check();
  await page.getByLabel('変更の理由').fill('連絡先のなりすましを防ぐため。');
  await look(page, 'administration-rule-form');
  await press(page, '変更を提案する');
  await page.getByText('ご自身の提案は決裁できません').waitFor();
  await look(page, 'administration-rule-own');
  const proposal = page.url();
  await openMenu(page);
  await look(page, 'administration-menu-counts');

  const approver = await journey.staff('approver1', { javaScript: false });
  await openMenu(approver);
  await approver.getByRole('link', { name: '承認ルール' }).click();
  await press(approver, '提案を開く');
  expect(approver.url()).toBe(proposal.split('?')[0]);
  await press(approver, '承認する');
  await done(approver, '決裁しました');
  await page.goto('/office/approval-rules');
  await page.getByText('現在のルール（第1版）').waitFor();
  await look(page, 'administration-rules-changed');
}, 240_000);

test('a clerk writes a template, has a receipt sent once more, and sees to a mail that could not be sent', async () => {
  const page = await journey.staff('clerk1');
  await open(page, '理由テンプレート');
  await look(page, 'administration-templates');
  await press(page, 'テンプレートを登録する');
  await page.locator('[name=reasonCode]').selectOption('other');
  await page.getByLabel('タイトル').fill('電話での確認');
  await page.getByLabel('本文').fill('{保険利用者名}　{社長}様');
  await press(page, '登録する');
  await page.getByText('使用できない差し込み項目があります：{社長}').first().waitFor();
  await look(page, 'administration-template-errors');
  await page
    .getByLabel('本文')
    .fill('{保険利用者名}　ご担当者様\n\nお申込み（{申込番号}）について、お電話で確認させてください。');
  await press(page, '登録する');
  await done(page, '登録しました');
  await page.getByRole('link', { name: '電話での確認' }).click();
  await page.getByText('お申込み（W20261122-000017-8）について').waitFor();
  await look(page, 'administration-template');

  const { db } = journey.product.database;
  const administrator = await loggedInUser(journey.product.url, '201234567000');
  const number = await apply(db, administrator, '201234567', { phone: '03-0123-9999' });
  const receipt = await journey.product.mail.waitForMail(ADMINISTRATOR, { subject: number });
  await db.insert(mailLog).values({
    messageId: '<changeApplicationCompleted.W20261122-000001-0.1@madoguchi.example>',
    kind: 'changeApplicationCompleted',
    recipient: 'a-very-long-address-of-somebody.who-left-the-company@subsidiary.hotakami-seiki.example',
    subject: '【まどぐち保証機構】保険利用者情報変更 手続完了のお知らせ（W20261122-000001-0）',
    reference: 'W20261122-000001-0',
    attempts: 25,
    lastError:
      "Can't send mail - all recipients were rejected: 550 5.1.1 <a-very-long-address>: Recipient address rejected: User unknown",
    createdAt: new Date(Date.now() - 26 * 3_600_000),
    givenUpAt: new Date(),
  });

  await open(page, 'メール記録');
  await look(page, 'administration-mails');
  await page.getByLabel('番号（完全一致）').fill(number.toLowerCase().replaceAll('-', ''));
  await press(page, '検索');
  await page.getByRole('link', { name: receipt.subject }).click();
  await press(page, '再送する');
  await page.getByText('再送の理由を入力してください。').first().waitFor();
  await page.getByLabel('再送の理由').fill('届いていないと、お電話で連絡がありました。');
  await look(page, 'administration-mail');
  await press(page, '再送する');
  const again = await journey.product.mail.waitForMail(ADMINISTRATOR, { subject: '（再送）' });
  expect(again.text).toContain(number);
  expect(again.headers.get('in-reply-to')).toBe(`<${receipt.messageId.replace(/[<>]/g, '')}>`);
  await page.reload();
  await press(page, '再送したメール');
  await page.getByText('これは再送したメールです').waitFor();
  await look(page, 'administration-mail-resent');

  await press(page, 'メール記録');
  await page.getByRole('link', { name: '手続完了のお知らせ' }).first().click();
  await look(page, 'administration-mail-failed');
  await page.getByLabel('行ったこと').fill('お電話で完了をお伝えしました。');
  await press(page, '対応済みにする');
  await done(page, '対応済みにしました');
  await press(page, 'メール記録');
  expect(await page.getByText('送信できていないメール（').count()).toBe(0);

  const acts = (await db.select().from(staffEvents)).map(({ operation }) => operation);
  for (const operation of ['reasonTemplateAdded', 'mailResent', 'mailHandled', 'serviceKeyIssued'] as const)
    expect(acts).toContain(operation);
}, 180_000);
