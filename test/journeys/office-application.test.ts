import { eq } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { findInsuredParty } from '../../db/change-applications.ts';
import type { Db } from '../../db/client.ts';
import { changeApplicationSteps, changeApplications } from '../../db/schema/change-applications.ts';
import { comments } from '../../db/schema/comments.ts';
import { onRecord } from '../../domain/moved-fields.ts';
import { submitted } from '../web/office-fixtures.ts';
import { startJourneys, type VisitorOptions } from './journey.ts';
import { look, press } from './steps.ts';

let address: string;
const journey = startJourneys();
beforeAll(async () => {
  address = `/office/change-applications/${await longStory(journey.product.database.db)}`;
});

async function member(staffId: string, options?: VisitorOptions): Promise<Page> {
  const page = await journey.staff(staffId, options);
  await page.goto(address);
  return page;
}

async function isInSight(page: Page, name: string): Promise<boolean> {
  const box = await page.getByRole('button', { name, exact: true }).boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

test('a colleague’s comment leaves what is typed into the decision alone, and can be taken back', async () => {
  const page = await member('approver1');
  await look(page, 'office-application-long');
  await page.getByLabel('申込者への説明').fill('商号の登記を確認できません。');
  await page.getByLabel('内部コメント', { exact: true }).fill('登記簿は金曜に届きます。');
  await press(page, 'コメントを残す');
  await page.getByText('登記簿は金曜に届きます。').waitFor();
  expect(await page.getByLabel('申込者への説明').inputValue()).toBe('商号の登記を確認できません。');
  const comment = page.getByLabel('内部コメント', { exact: true });
  expect(await comment.inputValue()).toBe('');
  await comment.fill('半分だけ書いた');
  await page.reload();
  expect(await comment.inputValue(), 'half a comment outlives a new load of the page').toBe('半分だけ書いた');
  await comment.fill('');

  await press(page, 'コメントを残す');
  await page.getByText('コメントを入力してください。').first().waitFor();
  await look(page, 'office-application-comment-empty');
  await page.getByRole('link', { name: /^削除/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '削除する' }).click();
  await page.getByText('投稿者が削除しました').waitFor();
  expect(await page.getByText('登記簿は金曜に届きます。').count()).toBe(0);
});

test('wherever one reads, the decision is in sight; on a phone one press leads to it', async () => {
  const page = await member('approver1');
  await page.setViewportSize({ width: 1280, height: 700 });
  for (const place of ['#contents', '#history']) {
    await page.evaluate(`document.querySelector('${place}').scrollIntoView()`);
    const before = await page.evaluate('scrollY');
    for (const name of ['承認する', '差戻しする']) {
      await page.getByRole('button', { name, exact: true }).scrollIntoViewIfNeeded();
      expect(await isInSight(page, name), `${name} at ${place}`).toBe(true);
    }
    expect(await page.evaluate('scrollY'), 'the record stays where it was').toBe(before);
  }
  const phone = await member('approver1', { width: 'phone' });
  await press(phone, '決裁');
  await expect
    .poll(() => phone.evaluate('document.querySelector("#decision").getBoundingClientRect().top'))
    .toBeLessThan(200);
});

test('without a script a comment leads back to the application, its words kept where it is refused', async () => {
  const page = await member('clerk2', { javaScript: false });
  await page.getByLabel('内部コメント', { exact: true }).fill('あ'.repeat(2001));
  await press(page, 'コメントを残す');
  expect(await page.getByLabel('内部コメント', { exact: true }).inputValue()).toHaveLength(2001);
  await page.getByLabel('内部コメント', { exact: true }).fill('短くしました。');
  await press(page, 'コメントを残す');
  await page.waitForURL((url) => url.pathname === address);
  await page.getByText('短くしました。').waitFor();
  const early = page.getByText('2件目：法務局に登記簿を請求しました。', { exact: true });
  expect(await early.isVisible()).toBe(false);
  await page.getByText(/^以前の経過/).click();
  await early.waitFor();
});

/** 15 fields of which two have moved, 30 steps, 20 comments: about as much as an application ever is. */
async function longStory(db: Db): Promise<string> {
  const number = await submitted(db, {
    company: '青凪貿易株式会社',
    changes: await manyChanges(db),
    stage: 'inReview',
    assigneeId: 'clerk1',
    dueAt: new Date(Date.now() - 3_600_000),
  });
  await db.insert(changeApplicationSteps).values(Array.from({ length: 30 }, (_, n) => stepOf(number, n)));
  await db.insert(comments).values(Array.from({ length: 20 }, (_, n) => commentOf(number, n)));
  await db
    .update(changeApplications)
    .set({ round: 11 })
    .where(eq(changeApplications.applicationNumber, number));
  return number;
}

const requested = {
  corporateNumber: '7123456789021',
  name: '青凪ホールディングス株式会社',
  nameKana: 'アオナギホールディングズカブシキガイシャ',
  nameEnglish: 'Aonagi Holdings Co., Ltd.',
  representativeTitle: '代表取締役社長',
  representativeName: '青凪　次郎',
  representativeKana: 'アオナギ　ジロウ',
  postalCode: '1000006',
  prefecture: '大阪府',
  street: '有楽町1丁目12-1',
  building: '新有楽町ビルヂング地下1階南側区画A-1024号室（受付は2階総合案内へお越しください）',
  phone: '03-0128-4700',
  url: null,
  capitalYen: 500_000_000,
  contactEmail: 'aonagi.keiri@gmail.com',
};

async function manyChanges(db: Db) {
  const party = await findInsuredParty(db, '201234567');
  if (!party) throw new Error('no demo data');
  const moved: Record<string, string> = { phone: '03-0123-4567', street: '京橋9丁目8-7' };
  return Object.fromEntries(
    Object.entries(requested).map(([key, value]) => [
      key,
      { before: moved[key] ?? onRecord(party, key), requested: value },
    ]),
  );
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const clerk = {
  actorKind: 'staff' as const,
  actorId: 'clerk1',
  actorName: '佐藤　美咲',
  actorDepartment: '受付課',
};

/** Ten times claimed, returned and submitted again. */
function stepOf(applicationNumber: string, n: number): typeof changeApplicationSteps.$inferInsert {
  const step = { applicationNumber, round: 1 + Math.floor((n + 1) / 3), recordedAt: hoursAgo(60 - n) };
  if (n % 3 === 0) return { ...step, ...clerk, kind: 'claimed' };
  if (n % 3 === 2)
    return {
      ...step,
      kind: 'resubmitted',
      actorKind: 'webUser',
      actorId: '300000001000',
      actorName: '日本　太郎',
    };
  return {
    ...step,
    ...clerk,
    kind: 'returned',
    reasonCode: 'registryMismatch',
    reasonText:
      '登記事項証明書の商号と一致しません。\n履歴事項全部証明書（発行から3か月以内）をご確認のうえ、訂正してください。',
  };
}

const commentOf = (number: string, n: number): typeof comments.$inferInsert => ({
  commentId: crypto.randomUUID(),
  work: 'change',
  number,
  staffId: n % 2 ? 'approver1' : 'clerk1',
  actorName: n % 2 ? '高橋　直樹' : '佐藤　美咲',
  actorDepartment: n % 2 ? '審査課' : '受付課',
  text:
    n % 4
      ? `${n + 1}件目：法務局に登記簿を請求しました。`
      : '電話で経理部の青木様に確認。商号変更の登記は11月10日付けで、添付の写しと一致しています。\n代表者の就任日は来週まで確認が必要です。',
  postedAt: hoursAgo(50.5 - 2 * n),
});
