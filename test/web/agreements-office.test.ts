import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agreements, staffEvents, webUserAgreements } from '../../db/schema/index.ts';
import { demoAgreements } from '../../db/seed/demo-companies.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/agreements';
/** Held by the demo applicant 201234567002. */
const HELD = '30012345';
const UNUSED = '30012348';

let web: TestWeb;
let supervisor: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  supervisor = await web.staff('supervisor1');
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  for (const demo of demoAgreements)
    await db
      .insert(agreements)
      .values(demo)
      .onConflictDoUpdate({
        target: agreements.agreementCode,
        set: { name: demo.name, retiredAt: null, version: 1, changedBy: null },
      });
  await db.delete(staffEvents);
});

const rowOf = async (agreementCode: string) =>
  (await web.services.db.select().from(agreements).where(eq(agreements.agreementCode, agreementCode)))[0];
const acts = async () =>
  (await web.services.db.select().from(staffEvents)).map(({ operation, subject, staffId }) => [
    operation,
    subject,
    staffId,
  ]);

test('the list finds by the beginning of the code and by a part of the name; % and _ mean themselves', async () => {
  const shown = async (q: string) =>
    [
      ...(await pageOf(supervisor.get(`${HOME}?q=${encodeURIComponent(q)}`))).matchAll(/agreements\/(\d+)"/g),
    ].map(([, code]) => code);
  expect(await shown('')).toEqual(['30012345', '30012346', '30012347', '30012348']);
  expect(await shown('3001234７')).toEqual(['30012347']);
  expect(await shown('鉄鋼')).toEqual(['30012347']);
  expect(await shown('%')).toEqual([]);
  expect(await pageOf(supervisor.get(`${HOME}?q=_`))).toContain('条件に合う特約コードはありません');
});

describe('a new agreement', () => {
  test('is registered in half-width letters, and recorded', async () => {
    const answer = await supervisor.post(HOME, {
      agreementCode: '　ａ-9001 ',
      name: '企業総合保険特約（試験）',
    });
    expect(answer.headers.get('location')).toBe(`${HOME}?done=added`);
    expect(await rowOf('A-9001')).toMatchObject({
      name: '企業総合保険特約（試験）',
      changedBy: 'supervisor1',
    });
    expect(await acts()).toEqual([['agreementAdded', 'A-9001', 'supervisor1']]);
    expect(await pageOf(supervisor.get(`${HOME}?done=added`))).toContain('登録しました');
    await web.services.db.delete(agreements).where(eq(agreements.agreementCode, 'A-9001'));
  });

  test.each([
    ['no code', { agreementCode: '', name: '特約' }, '特約コードを入力してください'],
    ['other signs', { agreementCode: '30 01', name: '特約' }, '半角の英数字とハイフン'],
    ['too long', { agreementCode: '1'.repeat(21), name: '特約' }, '20文字以内'],
    ['a code that is taken', { agreementCode: HELD, name: '特約' }, 'すでに登録されています'],
    ['no name', { agreementCode: '999', name: ' ' }, '特約の名称を入力してください'],
  ])('%s: said beside the field, and what was typed is still there', async (_, form, message) => {
    const answer = await supervisor.post(HOME, form);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(message);
    expect(page).toContain(`value="${form.agreementCode}"`);
    expect(page).toContain('aria-invalid="true"');
    expect(await acts()).toEqual([]);
  });

  test('the same code by two at once is one agreement, and the other is told', async () => {
    const answers = await Promise.all(
      ['甲', '乙'].map((name) => supervisor.post(HOME, { agreementCode: 'RACE', name })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(await acts()).toHaveLength(1);
    await web.services.db.delete(agreements).where(eq(agreements.agreementCode, 'RACE'));
  });
});

describe('a change of the name', () => {
  test('is kept, with who made it', async () => {
    await supervisor.post(`${HOME}/${HELD}`, { name: '新しい名称', version: '1' });
    expect(await rowOf(HELD)).toMatchObject({ name: '新しい名称', version: 2, changedBy: 'supervisor1' });
    expect(await acts()).toEqual([['agreementRenamed', HELD, 'supervisor1']]);
  });

  test('on a form that somebody overtook is not written: both are shown, and the next press writes it', async () => {
    await supervisor.post(`${HOME}/${HELD}`, { name: '先の名称', version: '1' });
    const answer = await supervisor.post(`${HOME}/${HELD}`, { name: '後の名称', version: '1' });
    expect(answer.status).toBe(409);
    const page = await answer.text();
    expect(page).toContain('ほかの職員が先に変更しました');
    expect(page).toMatch(/class="before">先の名称/);
    expect(page).toContain('value="後の名称"');
    expect(await rowOf(HELD)).toMatchObject({ name: '先の名称' });
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    expect((await supervisor.post(`${HOME}/${HELD}`, { name: '後の名称', version })).status).toBe(303);
    expect(await rowOf(HELD)).toMatchObject({ name: '後の名称', version: 3 });
  });

  test('by two at once: exactly one is written', async () => {
    const answers = await Promise.all(
      ['甲', '乙', '丙', '丁'].map((name) => supervisor.post(`${HOME}/${HELD}`, { name, version: '1' })),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    expect(await acts()).toHaveLength(1);
  });

  test.each(['', '-1', '1e1', '99999999999', '１'])(
    'with %j for a version is not written',
    async (version) => {
      expect((await supervisor.post(`${HOME}/${HELD}`, { name: '名称', version })).status).toBe(409);
    },
  );
});

describe('a retired agreement', () => {
  const retire = () => supervisor.post(`${HOME}/${HELD}/retirement`, { version: '1' });

  test('is asked about first, and comes back when wanted', async () => {
    expect(await pageOf(supervisor.get(`${HOME}/${HELD}/retirement`))).toContain('そのまま参照できます');
    expect((await retire()).headers.get('location')).toBe(`${HOME}/${HELD}?done=retired`);
    expect((await rowOf(HELD))?.retiredAt).toBeInstanceOf(Date);
    await supervisor.post(`${HOME}/${HELD}/restoration`, { version: '2' });
    expect(await rowOf(HELD)).toMatchObject({ retiredAt: null });
    expect(await acts()).toEqual([
      ['agreementRetired', HELD, 'supervisor1'],
      ['agreementRestored', HELD, 'supervisor1'],
    ]);
  });

  const applicant = {
    name: '山田　花子',
    kana: 'ヤマダ　ハナコ',
    department: '営業部',
    title: '',
    phone: '03-0123-4567',
    fax: '',
    email: 'hanako.yamada@aonagi-trading.example',
    emailAgain: 'hanako.yamada@aonagi-trading.example',
    applicationRight: 'apply',
    contractDataRight: 'selectedAgreements',
    applicationDataRight: 'all',
    validUntil: '',
  };

  test('cannot be chosen for a new applicant, and is not offered', async () => {
    await retire();
    const administrator = await web.user('201234567000');
    const htmx = { 'hx-request': 'true', 'hx-request-type': 'partial' };
    const popup = await pageOf(
      administrator.post('/applicants/new/agreements', { ...applicant, agreementCodes: '' }, htmx),
    );
    expect(popup).toContain('30012346');
    expect(popup).not.toContain(`value="${HELD}"`);
    const answer = await administrator.post('/applicants/new', { ...applicant, agreementCodes: HELD });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('使用できない特約コードが含まれています');
  });

  test('stays with whoever has it: their form offers it, and a change of something else goes through', async () => {
    await retire();
    const { db } = web.services;
    const [held] = await db
      .select()
      .from(webUserAgreements)
      .where(and(eq(webUserAgreements.agreementCode, HELD), eq(webUserAgreements.webUserId, '201234567002')));
    expect(held).toBeDefined();
    const administrator = await web.user('201234567000');
    const form = await pageOf(administrator.get('/applicants/201234567002/change'));
    const typed = Object.fromEntries(
      [...form.matchAll(/<input[^>]*\sname="([^"]+)"[^>]*>/g)].flatMap(([tag, name = '']) => {
        const value = /\svalue="([^"]*)"/.exec(tag)?.[1] ?? '';
        return /type="radio"/.test(tag) && !/\schecked/.test(tag) ? [] : [[name, value]];
      }),
    );
    expect(typed.agreementCodes).toContain(HELD);
    const answer = await administrator.post('/applicants/201234567002/change', { ...typed, title: '係長' });
    expect(answer.headers.get('location')).toBe('/applicants/201234567002/change/confirm');
  });
});

describe('deletion', () => {
  test('takes out a mistyped code that nobody has', async () => {
    await supervisor.post(HOME, { agreementCode: 'TYPO', name: '誤り' });
    expect(await pageOf(supervisor.get(`${HOME}/TYPO/deletion`))).toContain('よろしいですか');
    expect((await supervisor.post(`${HOME}/TYPO/deletion`)).status).toBe(303);
    expect(await rowOf('TYPO')).toBeUndefined();
    expect((await acts()).at(-1)).toEqual(['agreementDeleted', 'TYPO', 'supervisor1']);
  });

  test('of one that somebody has is refused, and says what to do instead', async () => {
    const answer = await supervisor.post(`${HOME}/${HELD}/deletion`);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('新規選択を停止してください');
    expect(await rowOf(HELD)).toBeDefined();
    expect(await acts()).toEqual([]);
  });
});

test('others than supervisors see everything and change nothing', async () => {
  for (const staffId of ['clerk1', 'approver1', 'auditor1']) {
    const visitor = await web.staff(staffId);
    const page = await pageOf(visitor.get(`${HOME}/${UNUSED}`));
    expect(page).toContain('企業総合保険特約（食品部門）');
    expect(page).not.toMatch(/<form[^>]*agreements/);
    expect((await visitor.post(`${HOME}/${UNUSED}`, { name: '他', version: '1' })).status).toBe(403);
  }
  expect((await supervisor.get(`${HOME}/nowhere`)).status).toBe(404);
});

test('ASVS V1.2.1: markup in a name is shown, not run', async () => {
  const name = '<img src=x onerror=alert(1)>"\'';
  await supervisor.post(`${HOME}/${UNUSED}`, { name, version: '1' });
  for (const path of [HOME, `${HOME}/${UNUSED}`, `${HOME}/${UNUSED}/retirement`])
    expect(await pageOf(supervisor.get(path)), path).not.toContain('<img');
});
