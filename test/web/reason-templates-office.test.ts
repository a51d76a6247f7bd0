import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listReasonTemplates } from '../../db/reason-templates.ts';
import { reasonTemplates, staffEvents } from '../../db/schema/index.ts';
import { demoTemplates } from '../../db/seed/demo-templates.ts';
import { parseFields } from '../../domain/field.ts';
import { templateFields } from '../../domain/reason-template-fields.ts';
import { staffActs } from '../support/acts.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/reason-templates';
const FIRST = '5b1c1f0a-0000-4000-8000-000000000001';

let web: TestWeb;
let clerk: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  clerk = await web.staff('clerk1');
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(reasonTemplates);
  await db.insert(reasonTemplates).values(demoTemplates);
  await db.delete(staffEvents);
});

const templateOf = async (templateId: string) =>
  (await web.services.db.select().from(reasonTemplates).where(eq(reasonTemplates.templateId, templateId)))[0];
const form = (change: Record<string, string> = {}) => ({
  kind: 'change',
  templateId: crypto.randomUUID(),
  reasonCode: 'other',
  title: '電話でのご連絡',
  body: '{保険利用者名} 様\r\nお電話ください。',
  position: '20',
  active: 'true',
  ...change,
});

test('a clerk writes one; the form that decides finds it, by reason and in order', async () => {
  const sent = form({ reasonCode: 'documentsMissing', position: '5' });
  const answer = await clerk.post(HOME, sent);
  expect(answer.headers.get('location')).toBe(`${HOME}?kind=change&done=added`);
  const offered = await listReasonTemplates(web.services.db, 'change');
  const ofReason = offered.filter(({ reasonCode }) => reasonCode === 'documentsMissing');
  expect(ofReason.map(({ title }) => title)).toEqual(['電話でのご連絡', '登記事項証明書の提出']);
  expect(ofReason[0]).toMatchObject({ body: '{保険利用者名} 様\nお電話ください。', changedBy: 'clerk1' });
  expect(await listReasonTemplates(web.services.db, 'registration')).toHaveLength(1);
  expect(await staffActs(web.services.db)).toEqual([['reasonTemplateAdded', '電話でのご連絡']]);
});

test('the same form sent twice is one template', async () => {
  const sent = form();
  const answers = await Promise.all([clerk.post(HOME, sent), clerk.post(HOME, sent)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(await listReasonTemplates(web.services.db, 'change')).toHaveLength(4);
  expect(await staffActs(web.services.db)).toHaveLength(1);
});

describe('what cannot be kept is said beside the field', () => {
  test.each<[string, Record<string, string>, string]>([
    ['an unknown placeholder', { body: '{社長名}様' }, '使用できない差し込み項目があります：{社長名}'],
    ['one of another kind of work', { body: '{受付番号}' }, '{受付番号}'],
    ['a reason of another kind of work', { reasonCode: 'alreadyRegistered' }, '一覧から選択してください'],
    ['no text', { body: '\n ' }, '本文を入力してください'],
    [
      'a text too long once filled',
      { body: `{保険利用者名}${'長'.repeat(950)}` },
      '差し込み後の文章が最大1050文字',
    ],
    ['no title', { title: '' }, 'タイトルを入力してください'],
    ['a control character', { body: 'あ\u0007い' }, '使用できない文字'],
  ])('%s', async (_, change, message) => {
    const answer = await clerk.post(HOME, form(change));
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(message);
    expect(page).toContain('error-summary');
    expect(await staffActs(web.services.db)).toEqual([]);
  });

  test('a kind of work that there is not, or no ID, is no form of ours', async () => {
    expect((await clerk.post(HOME, form({ kind: 'other' }))).status).toBe(400);
    expect((await clerk.post(HOME, form({ templateId: 'x' }))).status).toBe(400);
  });
});

test('one that is not used any more is not offered, and comes back', async () => {
  const { kind: _, templateId: __, ...asKept } = form({ reasonCode: 'documentsMissing' });
  await clerk.post(`${HOME}/${FIRST}`, { ...asKept, active: 'false', version: '1' });
  expect(await listReasonTemplates(web.services.db, 'change')).toHaveLength(2);
  expect(await pageOf(clerk.get(HOME))).toContain('使用しない');
  await clerk.post(`${HOME}/${FIRST}`, { ...asKept, version: '2' });
  expect(await listReasonTemplates(web.services.db, 'change')).toHaveLength(3);
});

test('of two who change one at once, one is written; the other sees both and can write theirs over it', async () => {
  const { kind: _, templateId: __, ...asKept } = form();
  const answers = await Promise.all(
    ['甲', '乙'].map((title) => clerk.post(`${HOME}/${FIRST}`, { ...asKept, title, version: '1' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  const page = await pageOf(answers.find(({ status }) => status === 409) as Response);
  expect(page).toContain('佐藤　美咲');
  expect(page).toContain('もう一度「保存する」');
  expect(await templateOf(FIRST)).toMatchObject({ version: 2 });
});

test('the page of one shows how its text will read, and runs nothing in it', async () => {
  await clerk.post(`${HOME}/${FIRST}`, {
    ...form({ body: '<script>alert(1)</script>{申込番号}' }),
    version: '1',
  });
  const page = await pageOf(clerk.get(`${HOME}/${FIRST}`));
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;W20261122-000017-8');
});

test('an auditor sees them and keeps none', async () => {
  const auditor = await web.staff('auditor1');
  expect(await pageOf(auditor.get(`${HOME}?kind=registration`))).toContain('すでに管理者が登録されている');
  expect(await pageOf(auditor.get(`${HOME}/${FIRST}`))).not.toMatch(/<form[^>]*reason-templates/);
  expect((await auditor.post(`${HOME}/${FIRST}`, { ...form(), version: '1' })).status).toBe(403);
});

test('what the demo begins with passes the form', () => {
  for (const { kind, reasonCode, title, body, position } of demoTemplates)
    expect(
      parseFields(templateFields(kind), {
        reasonCode,
        title,
        body,
        position: String(position),
        active: 'true',
      }),
      title,
    ).toHaveProperty('values');
});
