import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../db/client.ts';
import { credentials, insuredParties, webUsers } from '../../db/schema/index.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { startJourneys } from './journey.ts';
import { logIn, look, press } from './steps.ts';

const COMPANY = '201234567';

/** A company whose names fill every line, with as many applicants as there can be. */
const FULL = '299999990';
const APPLICANT = '201234567001';

const journey = startJourneys();
beforeAll(async () => {
  await addFullCompany(journey.product.database.db);
  await addGroupViewer(journey.product.database.db, '201234568901', ['201234568', '201234567']);
});

async function addFullCompany(db: Db): Promise<void> {
  const [company] = await db.select().from(insuredParties).where(eq(insuredParties.insuredCode, '201234567'));
  const [person] = await db.select().from(webUsers).where(eq(webUsers.webUserId, APPLICANT));
  const [known] = await db.select().from(credentials).where(eq(credentials.webUserId, APPLICANT));
  if (!company || !person || !known) throw new Error('no demo data');
  await db.insert(insuredParties).values({
    ...company,
    insuredCode: FULL,
    name: '国際総合資源エネルギー開発技術研究組合連合会　東アジア・環太平洋地域統括本部準備室',
    nameKana: 'コクサイソウゴウシゲンエネルギーカイハツギジュツケンキュウクミアイレンゴウカイ',
    corporateNumber: null,
    lastApplicantSequence: 99,
  });
  const ids = Array.from({ length: 100 }, (_, sequence) => `${FULL}${String(sequence).padStart(3, '0')}`);
  await db.insert(webUsers).values(
    ids.map((webUserId, sequence) => ({
      ...person,
      webUserId,
      insuredCode: FULL,
      kind: sequence === 0 ? ('administrator' as const) : ('applicant' as const),
      name: sequence % 7 === 0 ? 'アレクサンドロヴィチ　コンスタンチン・フョードロヴィチ' : '長谷川　美由紀',
      kana:
        sequence % 7 === 0 ? 'アレクサンドロヴィチ　コンスタンチン・フョードロヴィチ' : 'ハセガワ　ミユキ',
      department: '海外事業推進本部　第二プロジェクト統括部　リスク管理課',
      title: '上席主任調査役',
      suspendedAt: sequence % 11 === 5 ? new Date() : null,
      suspendedBy: sequence % 11 === 5 ? ('administrator' as const) : null,
      validUntil: sequence % 13 === 6 ? '2026-12-31' : null,
      lastLoginAt: sequence % 3 === 0 ? new Date() : null,
    })),
  );
  await db.insert(credentials).values(
    ids.map((webUserId, sequence) => ({
      ...known,
      webUserId,
      passwordHash: sequence % 5 === 4 ? null : known.passwordHash,
      disabledAt: sequence % 17 === 8 ? new Date() : null,
      ...(sequence % 5 === 4
        ? {
            temporaryHash: known.passwordHash,
            temporaryKind: 'initial' as const,
            temporaryExpiresAt: new Date(Date.now() + 864_000_000),
          }
        : {}),
    })),
  );
}

async function search(page: Page, typed: string): Promise<void> {
  await page.goto('/office/companies');
  await page.locator('[name=q]').fill(typed);
  await press(page, '検索する');
  await page.waitForLoadState();
}

/** The question that a measure begins with: why, and then the act by its name. */
async function answer(page: Page, reason: string, act: string): Promise<void> {
  await page.getByLabel('理由').fill(reason);
  await press(page, act);
}

const isOut = async (customer: Page) => {
  await customer.goto('/own-details');
  await customer.getByRole('heading', { name: /ログイン/, level: 1 }).waitFor();
};

test('a company and its users are found, looked at, stopped and let go on', async () => {
  const customer = await journey.customer(APPLICANT);
  const page = await journey.staff('approver1');

  await press(page, '保険利用者');
  await page.getByRole('heading', { name: '保険利用者', level: 1 }).waitFor();
  await look(page, 'companies-search');
  await search(page, '@');
  await page.getByText('省略せずに1件だけ').first().waitFor();
  await look(page, 'companies-search-error');
  await search(page, 'ぼうえき');
  await page.getByRole('heading', { name: /^保険利用者（\d件）$/ }).waitFor();
  expect(page.url()).not.toContain(encodeURIComponent('ぼうえき'));
  await look(page, 'companies-results');
  await search(page, 'はせがわ');
  await look(page, 'companies-results-people');
  await search(page, 'そのようなものはない');
  await page.getByText('該当する保険利用者・Webユーザーはありません').waitFor();
  await look(page, 'companies-results-none');

  await search(page, FULL);
  await page.getByRole('heading', { name: /国際総合資源/, level: 1 }).waitFor();
  await look(page, 'companies-full');
  const parts = page.getByRole('navigation', { name: '保険利用者の情報' });
  await parts.getByRole('link', { name: /Webユーザー/ }).click();
  await page.getByText(`${FULL}099`).waitFor();
  await look(page, 'companies-full-users');

  for (const part of ['', 'applications', 'restrictions', 'mails', 'history', 'accounts']) {
    await page.goto(`/office/companies/${COMPANY}${part && `/${part}`}`);
    await page.getByRole('heading', { name: /青凪貿易株式会社/, level: 1 }).waitFor();
    await look(page, `companies-${part || 'details'}`);
  }
  expect(await page.locator('main').textContent()).toMatch(/\*{4}\d{3}/);
  await page
    .getByRole('link', { name: /口座番号を表示する/ })
    .first()
    .click();
  await look(page, 'companies-account-number-question');
  await answer(page, '振込の組戻しについて、金融機関から照会があったため。', '口座番号を表示する');
  await page.getByText('口座番号を表示しています').waitFor();
  await look(page, 'companies-account-number');

  await search(page, APPLICANT);
  await page.getByText('ログイン中の端末').first().waitFor();
  await look(page, 'companies-user');
  await press(page, 'すべてログアウトする');
  await answer(page, '', 'すべてログアウトする');
  await page.getByText('理由を入力してください').first().waitFor();
  await look(page, 'companies-measure-error');
  await answer(page, '端末を紛失したとのご連絡をいただいたため。', 'すべてログアウトする');
  await page.getByText('ログイン中の端末はありません').waitFor();
  await look(page, 'companies-user-after');
  await isOut(customer);
  await logIn(customer, APPLICANT);

  await page.goto(`/office/companies/${COMPANY}`);
  await press(page, '利用を停止する');
  await look(page, 'companies-suspension');
  await answer(page, '契約の解除について、書面で申し出があったため。', '利用を停止する');
  await page.getByText('この保険利用者は利用停止中です').waitFor();
  await look(page, 'companies-suspended');
  const email = 'taro.nihon@aonagi-trading.example';
  const stopped = await journey.product.mail.waitForMail(email, { subject: 'Webサービスの利用停止' });
  expect(stopped.text).toContain('契約の解除について');
  await isOut(customer);

  await press(page, '利用を再開する');
  await answer(page, '申し出が取り下げられたため。', '利用を再開する');
  await page.getByRole('link', { name: '利用を停止する' }).waitFor();
  await journey.product.mail.waitForMail(email, { subject: 'Webサービスの利用再開' });
  await logIn(customer, APPLICANT);
  for (const part of ['measures', 'mails']) {
    await page.goto(`/office/companies/${COMPANY}/${part}`);
    await look(page, `companies-${part}-after`);
  }
}, 180_000);

test('without a script a user is found and stopped just so', async () => {
  const page = await journey.staff('clerk1', { javaScript: false });
  await search(page, `${FULL}００１`);
  await press(page, '利用を停止する');
  await answer(page, '退職したとのご連絡をいただいたため。', '利用を停止する');
  await page.getByText('利用を停止しました').waitFor();
  await press(page, '利用を再開する');
  await answer(page, '別の方の間違いだったため。', '利用を再開する');
  await page.getByText('利用を再開しました').waitFor();
  expect(await page.locator('.timeline li').count()).toBe(2);
});
