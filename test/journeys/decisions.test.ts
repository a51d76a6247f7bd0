import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { insuredParties } from '../../db/schema/insured-parties.ts';
import { addDays, todayInTokyo } from '../../domain/calendar-date.ts';
import { apply, claim } from '../support/application.ts';
import { loggedInStaff, loggedInUser } from '../support/web.ts';
import { startJourneys } from './journey.ts';
import { look, press } from './steps.ts';

const journey = startJourneys();

/** Applied for and claimed, as customers and clerks do it. */
async function inReview(insuredCode: string, changes: Record<string, string>): Promise<string> {
  const administrator = await loggedInUser(journey.product.url, `${insuredCode}000`);
  const number = await apply(journey.product.database.db, administrator, insuredCode, changes);
  expect((await claim(await loggedInStaff(journey.product.url, 'clerk1'), number)).status).toBe(303);
  return number;
}

const move = (insuredCode: string, values: Partial<typeof insuredParties.$inferInsert>) =>
  journey.product.database.db
    .update(insuredParties)
    .set(values)
    .where(eq(insuredParties.insuredCode, insuredCode));

test('a record that moved is decided field by field, once by a stand-in; the customer reads what stayed', async () => {
  const number = await inReview('201234567', {
    name: '青凪ホールディングス株式会社',
    phone: '03-0123-9999',
    contactDepartment: '経理部　貿易保険担当',
  });
  const supervisor = await journey.staff('supervisor1');
  await press(supervisor, '管理');
  await supervisor.getByRole('link', { name: '代行者' }).click();
  await supervisor.getByText('現在と今後の代行はありません').waitFor();
  await press(supervisor, '代行者を設定する');
  await supervisor.getByRole('heading', { name: '代行者の設定', level: 1 }).waitFor();
  await look(supervisor, 'stand-in-new');
  await press(supervisor, '代行者を設定する');
  await supervisor.getByText('開始日を入力してください').first().waitFor();
  await look(supervisor, 'stand-in-errors');
  await supervisor.getByLabel('不在になる職員').selectOption('approver1');
  await supervisor.getByLabel('代行者', { exact: false }).last().selectOption('approver2');
  await supervisor.getByLabel('開始日').fill(todayInTokyo(new Date()));
  await supervisor.getByLabel('終了日').fill(addDays(todayInTokyo(new Date()), 5));
  await supervisor.getByLabel('メモ').fill('夏季休暇のため');
  await look(supervisor, 'stand-in-form');
  await press(supervisor, '代行者を設定する');
  await supervisor.getByText('代行者を設定しました').waitFor();
  await look(supervisor, 'stand-ins');

  await move('201234567', { phone: '03-0123-7777', contactDepartment: '財務部　リスク管理課' });
  const first = await journey.staff('approver2');
  await first.goto(`/office/change-applications/${number}`);
  await press(first, '承認する');
  await first.getByText('どちらかを選択してください').first().waitFor();
  await look(first, 'moved-record-errors');
  await first.locator('[name=choice-phone][value=current]').check();
  await first.locator('[name=choice-contactDepartment][value=requested]').check();
  await first.getByLabel('高橋　直樹の代行として').first().check();
  await press(first, '承認する');
  await first.getByText('第二承認待ち').first().waitFor();
  await first.getByText('（高橋　直樹の代行）').first().waitFor();

  await supervisor.goto(`/office/change-applications/${number}`);
  await look(supervisor, 'moved-record-second');
  await move('201234567', { phone: '03-0123-6666' });
  await supervisor.locator('[name=choice-phone][value=current]').check();
  await supervisor.locator('[name=choice-contactDepartment][value=current]').check();
  await press(supervisor, '承認する');
  await supervisor.getByText('画面を開いた後に登録情報が変わりました').waitFor();
  await supervisor.getByText('03-0123-6666').first().waitFor();
  await look(supervisor, 'moved-record-moved-again');
  await press(supervisor, '承認する');
  await supervisor.locator('.badge', { hasText: '反映済' }).waitFor();
  await supervisor.getByText('最後の承認の選択で反映します').waitFor();
  await look(supervisor, 'moved-record-applied');

  const administrator = await journey.customer('201234567000');
  await administrator.goto(`/change-applications/${number}`);
  await administrator.getByText('審査の間に登録情報が「03-0123-6666」に変わったため').waitFor();
  await look(administrator, 'application-status-kept-fields');
  const [party] = await journey.product.database.db
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, '201234567'));
  expect(party).toMatchObject({
    name: '青凪ホールディングス株式会社',
    phone: '03-0123-6666',
    contactDepartment: '財務部　リスク管理課',
  });
  const mail = await journey.product.mail.waitForMail('taro.nihon@aonagi-trading.example', {
    subject: '手続完了',
  });
  expect(mail.text).toContain('・電話番号');
});

test.each([{ javaScript: true }, { javaScript: false }])(
  'several are approved with one press, each with its result (%o)',
  async ({ javaScript }) => {
    const changes = (digit: number) => ({ fax: javaScript ? `03-0000-000${digit}` : `03-0000-001${digit}` });
    const one = await inReview('201234568', changes(1));
    const other = await inReview('201234569', changes(2));
    const approver = await journey.staff('approver1', { javaScript });
    await press(approver, '一括承認');
    await press(approver, '選択した申込みを確認する');
    await approver.getByText('承認する申込みを選択してください').waitFor();
    await approver.getByLabel(`${one}（`, { exact: false }).check();
    await approver.getByLabel(`${other}（`, { exact: false }).check();
    if (javaScript) await look(approver, 'bulk-approval');
    await press(approver, '選択した申込みを確認する');
    await approver.getByText('次の2件を承認します').waitFor();
    if (javaScript) await look(approver, 'bulk-approval-confirm');
    await press(approver, '2件を承認する');
    await approver.getByText('2件を承認しました').waitFor();
    if (javaScript) await look(approver, 'bulk-approval-result');
    await approver.goto('/office/bulk-approval');
    await approver.getByText('一括で承認できる申込みはありません').waitFor();
    if (javaScript) await look(approver, 'bulk-approval-empty');
  },
);

test('a kept text comes into the form with one choice, after what is typed already, and the rest of the form stays', async () => {
  const number = await inReview('201234568', { fax: '03-0000-0021' });
  const approver = await journey.staff('approver1');
  await approver.goto(`/office/change-applications/${number}`);
  const text = approver.getByLabel('申込者への説明');
  await text.fill('お電話でお伝えした件です。');
  await approver.getByLabel('適用日').fill(addDays(todayInTokyo(new Date()), 3));
  const choice = approver.getByLabel('定型文');
  const options = await choice.locator('option').allTextContents();
  await choice.selectOption({ index: 1 });
  await expect.poll(() => text.inputValue()).toContain('\n');
  expect(await text.inputValue()).toMatch(/^お電話でお伝えした件です。\n./);
  expect(options[1]).toContain(
    await approver.getByLabel('理由', { exact: false }).first().locator('option:checked').textContent(),
  );
  expect(await approver.getByLabel('適用日').inputValue()).not.toBe('');
  await look(approver, 'reason-template-inserted');
  await press(approver, '差戻しする');
  await approver.getByText('申込者の修正と再申込みを待っています').waitFor();
});

test.each([{ javaScript: true }, { javaScript: false }])(
  'what a customer asked for on paper is entered for them, and decided by somebody else (%o)',
  async ({ javaScript }) => {
    const approver = await journey.staff('approver1', { javaScript });
    await approver.goto('/office/companies/201234569/applications');
    await press(approver, '申込みを代理入力する');
    await approver.getByLabel('申出の方法').selectOption('paper');
    await press(approver, '変更内容の確認へ');
    await approver.getByText('申出をした方を入力してください').first().waitFor();
    if (javaScript) await look(approver, 'entry-errors');
    await approver.getByLabel('申出をした方').fill('大阪支店　総務課　川口');
    await approver.getByLabel('受付の経緯').fill('登録の電話番号に折り返し、本人確認済み。');
    await approver.locator('[name=postalCode]').fill('460-0003');
    await approver.locator('[name=postalCode]').press('Tab');
    if (javaScript)
      await expect.poll(() => approver.locator('[name=city]').inputValue()).toContain('名古屋市');
    await approver.locator('[name=building]').fill(javaScript ? '新館2階' : '新館3階');
    await press(approver, '変更内容の確認へ');
    await approver.getByText('まだ受け付けていません').waitFor();
    if (javaScript) await look(approver, 'entry-confirm');
    await press(approver, '申込みを受け付ける');
    await approver.getByText('担当者が決まると審査が始まります').waitFor();
    await press(approver, '担当する');
    await approver.getByText('ご自身が入力した申込みは決裁できません').waitFor();
    if (javaScript) await look(approver, 'entry-application');

    const other = await journey.staff('approver2', { javaScript });
    await other.goto(approver.url());
    await press(other, '承認する');
    await other
      .locator('.badge', { hasText: /反映済|反映待ち/ })
      .first()
      .waitFor();
  },
);
