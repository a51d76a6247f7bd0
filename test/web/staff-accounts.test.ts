import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashPassword } from '../../db/password-hash.ts';
import {
  notices,
  outbox,
  passwordMails,
  staff,
  staffAccountActs,
  staffCredentials,
  staffEvents,
  staffRecoveryCodes,
  staffSecondFactors,
  staffSessions,
} from '../../db/schema/index.ts';
import { demoStaff } from '../../db/seed/demo-people.ts';
import { codeNow, givePassword, giveSecondFactor } from '../support/second-factor.ts';
import { DEMO_PASSWORD, pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '/office/staff-accounts';
const form = {
  staffId: 'mori.kaoru',
  name: '森　薫',
  department: '審査部　第一審査課',
  title: '主任',
  email: 'mori@madoguchi.example',
  role: 'approver',
};
const secondSupervisor = {
  staffId: 'supervisor2',
  role: 'supervisor' as const,
  name: '山本　彩',
  department: '審査部',
  title: '次長',
  email: 'supervisor2@madoguchi.example',
};

let web: TestWeb;
let demoHash: string;
let supervisor: Visitor;
let other: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  demoHash = await hashPassword(DEMO_PASSWORD);
  await db().insert(staff).values(secondSupervisor);
  await db().insert(staffCredentials).values({ staffId: 'supervisor2', passwordHash: demoHash });
  [supervisor, other] = [await web.staff('supervisor1'), await web.staff('supervisor2')];
});
afterAll(() => web?.close());
beforeEach(async () => {
  for (const table of [
    notices,
    outbox,
    passwordMails,
    staffAccountActs,
    staffEvents,
    staffSecondFactors,
    staffRecoveryCodes,
  ])
    await db().delete(table);
  await db().delete(staffCredentials).where(eq(staffCredentials.staffId, form.staffId));
  await db().delete(staff).where(eq(staff.staffId, form.staffId));
  for (const { staffId, ...person } of [...demoStaff, secondSupervisor])
    await db()
      .update(staff)
      .set({ ...person, suspendedAt: null, version: 1 })
      .where(eq(staff.staffId, staffId));
  await db()
    .update(staffCredentials)
    .set({ passwordHash: demoHash, temporaryHash: null, temporaryKind: null, temporaryExpiresAt: null });
  await db().update(staffSessions).set({ passwordGivenAt: new Date() });
});

const db = () => web.services.db;
const accountOf = async (staffId: string) =>
  (await db().select().from(staff).where(eq(staff.staffId, staffId)))[0];
const acted = async () =>
  (await db().select().from(staffAccountActs)).map(({ operation, staffId, actorName }) => [
    operation,
    staffId,
    actorName,
  ]);
const recorded = async () =>
  (await db().select().from(staffEvents)).map(({ operation, subject, staffId }) => [
    operation,
    subject,
    staffId,
  ]);
const told = async () =>
  (await db().select().from(notices))
    .map(({ kind, staffId, recipient }) => [kind, staffId, recipient])
    .sort();
const inputOf = ({ staffId: _, ...input }: Record<string, string>, version = '1') => ({ ...input, version });
const demoInput = (staffId: string) => {
  const {
    name,
    department,
    title = '',
    email,
    role,
  } = demoStaff.find((one) => one.staffId === staffId) ?? secondSupervisor;
  return { name, department, title, email, role, version: '1' };
};
const passwordIsOld = () =>
  db()
    .update(staffSessions)
    .set({ passwordGivenAt: new Date(Date.now() - 3_600_000) });
const isIn = async (visitor: Visitor) => (await visitor.get('/office')).status === 200;

describe('the list and an account', () => {
  test('are for supervisors, who may act, and auditors, who see', async () => {
    const auditor = await web.staff('auditor1');
    for (const path of [HOME, `${HOME}/clerk1`]) {
      expect(await pageOf(supervisor.get(path))).toContain('佐藤　美咲');
      expect(await pageOf(auditor.get(path))).toContain('佐藤　美咲');
    }
    expect(await pageOf(supervisor.get(`${HOME}/clerk1`))).toContain('パスワードをリセットする');
    const seen = await pageOf(auditor.get(`${HOME}/clerk1`));
    for (const act of ['パスワードをリセットする', '利用を停止する', '変更する'])
      expect(seen).not.toContain(act);
    expect(await pageOf(supervisor.get('/office/administration'))).toContain(HOME);
    expect(await pageOf((await web.staff('clerk1')).get('/office/administration'))).not.toContain(HOME);
    expect((await supervisor.get(`${HOME}/nobody`)).status).toBe(404);
  });
});

describe('a new account', () => {
  test('account, record and the request to mail its password, at once', async () => {
    const answer = await supervisor.post(HOME, form);
    expect(answer.headers.get('location')).toBe(`${HOME}/mori.kaoru?done=added`);
    expect(await accountOf('mori.kaoru')).toMatchObject({ ...form, suspendedAt: null });
    const [credentials] = await db()
      .select()
      .from(staffCredentials)
      .where(eq(staffCredentials.staffId, 'mori.kaoru'));
    expect(credentials).toMatchObject({ passwordHash: null, temporaryHash: null });
    const [mail] = await db().select().from(passwordMails);
    expect(mail).toMatchObject({ staffId: 'mori.kaoru', webUserId: null, kind: 'staffInitial' });
    expect(await db().select().from(outbox)).toMatchObject([
      { workflowType: 'staffPassword', input: { passwordMailId: mail?.passwordMailId } },
    ]);
    expect(await recorded()).toEqual([['staffAdded', 'mori.kaoru', 'supervisor1']]);
    expect(await acted()).toEqual([['staffAdded', 'mori.kaoru', '渡辺　誠']]);
    const page = await pageOf(supervisor.get(`${HOME}/mori.kaoru`));
    for (const text of ['パスワード未設定', '送信待ち', '職員アカウントの登録']) expect(page).toContain(text);
    expect((await givePassword(web.visitor(), 'mori.kaoru', '')).status).toBe(422);
  });

  test.each([
    ['no ID', { staffId: '' }, '職員IDを入力してください'],
    ['an ID in other letters', { staffId: '森' }, '半角の英小文字で始まる'],
    ['an ID that is too long', { staffId: 'a'.repeat(15) }, '半角の英小文字で始まる'],
    ['the ID of commands', { staffId: 'operator' }, 'この職員IDは使用できません'],
    ['an ID that is taken', { staffId: 'clerk1' }, 'すでに登録されています'],
    ['no name', { name: ' ' }, '氏名を入力してください'],
    ['two addresses', { email: 'a@x.example, b@x.example' }, '1件だけ入力してください'],
    ['no role', { role: '' }, '役割を選択してください'],
    ['a role that is none', { role: 'god' }, '一覧から選択してください'],
  ])('%s: said beside the field, and nothing lost or made', async (_, wrong, message) => {
    const before = await db().$count(staff);
    const answer = await supervisor.post(HOME, { ...form, ...wrong });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain(message);
    expect(page).toContain(`value="${form.department}"`);
    expect(await db().$count(staff)).toBe(before);
    expect(await recorded()).toEqual([]);
  });

  test('of twenty presses one makes it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => supervisor.post(HOME, form)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(await db().$count(passwordMails)).toBe(1);
  });
});

describe('a change', () => {
  test('of role and address is recorded with before and after, and told to both addresses', async () => {
    const input = { ...demoInput('clerk1'), role: 'approver', email: 'misaki@madoguchi.example' };
    expect((await supervisor.post(`${HOME}/clerk1/change`, input)).headers.get('location')).toBe(
      `${HOME}/clerk1?done=saved`,
    );
    expect(await accountOf('clerk1')).toMatchObject({
      role: 'approver',
      email: 'misaki@madoguchi.example',
      version: 2,
    });
    expect(await told()).toEqual([
      ['staffAccountChanged', 'clerk1', 'clerk1@madoguchi.example'],
      ['staffAccountChanged', 'clerk1', 'misaki@madoguchi.example'],
    ]);
    const [act] = await db().select().from(staffAccountActs);
    expect(act).toMatchObject({
      operation: 'staffRoleChanged',
      changes: [
        { label: 'メールアドレス', before: 'clerk1@madoguchi.example', after: 'misaki@madoguchi.example' },
        { label: '役割', before: '担当者', after: '承認者' },
      ],
    });
    expect(await pageOf(supervisor.get(`${HOME}/clerk1`))).toContain('役割：担当者 → 承認者');
  });

  test('over somebody else’s is not written, and shows both', async () => {
    await supervisor.post(`${HOME}/clerk1/change`, { ...demoInput('clerk1'), title: '係長' });
    const answer = await other.post(`${HOME}/clerk1/change`, { ...demoInput('clerk1'), title: '課長補佐' });
    expect(answer.status).toBe(409);
    const page = await answer.text();
    for (const text of ['ほかの職員が先に変更しました', '係長', '課長補佐', '渡辺　誠'])
      expect(page).toContain(text);
    expect((await accountOf('clerk1'))?.title).toBe('係長');
  });

  test('nobody changes their own role; their own name they may', async () => {
    const own = `${HOME}/supervisor1/change`;
    const refused = await supervisor.post(own, { ...demoInput('supervisor1'), role: 'auditor' });
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('ご自身の役割は変更できません'),
    ]);
    expect((await supervisor.post(own, { ...demoInput('supervisor1'), title: '審査部長' })).status).toBe(303);
    expect(await accountOf('supervisor1')).toMatchObject({ role: 'supervisor', title: '審査部長' });
  });
});

describe('suspension', () => {
  test('ends sessions and logins under way at once, until the account is resumed', async () => {
    const clerk = await web.staff('clerk1');
    expect((await supervisor.post(`${HOME}/clerk1/suspension`)).headers.get('location')).toBe(
      `${HOME}/clerk1?done=suspension`,
    );
    expect(await isIn(clerk)).toBe(false);
    expect((await givePassword(web.visitor(), 'clerk1')).status).toBe(401);
    expect((await supervisor.post(`${HOME}/clerk1/suspension`)).status).toBe(409);
    expect((await supervisor.post(`${HOME}/clerk1/resumption`)).status).toBe(303);
    // What had been begun before does not come to life again.
    expect(await isIn(clerk)).toBe(false);
    expect(await isIn(await web.staff('clerk1'))).toBe(true);
    expect(await told()).toEqual([
      ['staffResumed', 'clerk1', 'clerk1@madoguchi.example'],
      ['staffSuspended', 'clerk1', 'clerk1@madoguchi.example'],
    ]);
    expect((await acted()).map(([operation]) => operation)).toEqual(['staffSuspended', 'staffResumed']);
  });

  test.each(['suspension', 'password-reset', 'second-factor-reset', 'session-ends'])(
    'nobody does a %s to themselves',
    async (act) => {
      await giveSecondFactor(db(), 'supervisor1');
      const answer = await supervisor.post(`${HOME}/supervisor1/${act}`, { reasonText: '理由' });
      expect([answer.status, await answer.text()]).toEqual([
        409,
        expect.stringContaining('ご自身のアカウントに対しては行えません'),
      ]);
      expect(await isIn(supervisor)).toBe(true);
      expect(await acted()).toEqual([]);
    },
  );

  test.each([
    ['suspend', 'suspend'],
    ['suspend', 'demote'],
    ['demote', 'demote'],
  ] as const)(
    'of two supervisors who %s and %s each other at once one remains, every time',
    async (first, second) => {
      const do_ = {
        suspend: (by: Visitor, whom: string) => by.post(`${HOME}/${whom}/suspension`),
        demote: (by: Visitor, whom: string) =>
          by.post(`${HOME}/${whom}/change`, { ...demoInput(whom), role: 'clerk' }),
      };
      for (let round = 0; round < 8; round++) {
        await db()
          .update(staff)
          .set({ suspendedAt: null, version: 1, role: 'supervisor' })
          .where(eq(staff.title, '部長'));
        await db()
          .update(staff)
          .set({ suspendedAt: null, version: 1, role: 'supervisor' })
          .where(eq(staff.staffId, 'supervisor2'));
        const [one, two] = [await web.staff('supervisor1'), await web.staff('supervisor2')];
        const answers = await Promise.all([do_[first](one, 'supervisor2'), do_[second](two, 'supervisor1')]);
        const left = await db().$count(staff, and(eq(staff.role, 'supervisor'), isNull(staff.suspendedAt)));
        expect(left).toBe(1);
        expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
      }
      [supervisor, other] = [await reset('supervisor1'), await reset('supervisor2')];
    },
  );
  async function reset(staffId: string) {
    await db().update(staff).set({ suspendedAt: null, role: 'supervisor' }).where(eq(staff.staffId, staffId));
    return web.staff(staffId);
  }
});

describe('resets', () => {
  test('of the password: the old one and all sessions are dead at once, and a new one is mailed', async () => {
    const clerk = await web.staff('clerk1');
    expect((await supervisor.post(`${HOME}/clerk1/password-reset`)).status).toBe(303);
    expect(await isIn(clerk)).toBe(false);
    expect((await givePassword(web.visitor(), 'clerk1')).status).toBe(401);
    expect(await db().select().from(passwordMails)).toMatchObject([
      { staffId: 'clerk1', kind: 'staffReset' },
    ]);
    expect(await db().select().from(outbox)).toMatchObject([{ workflowType: 'staffPassword' }]);
    expect(await recorded()).toContainEqual(['staffPasswordReset', 'clerk1', 'supervisor1']);
  });

  test('of the password stop a login that waits for its code; the second factor stays (ASVS V6.4.3)', async () => {
    const { secret } = await giveSecondFactor(db(), 'clerk1');
    const halfWay = web.visitor();
    expect((await givePassword(halfWay, 'clerk1')).headers.get('location')).toBe('/office/login/code');
    await supervisor.post(`${HOME}/clerk1/password-reset`);
    expect((await halfWay.post('/office/login/code', { code: codeNow(secret) })).status).toBe(409);
    expect(await db().$count(staffSecondFactors)).toBe(1);
  });

  test('of the second factor: with a reason that is kept and told; factor, codes and sessions are gone', async () => {
    await giveSecondFactor(db(), 'clerk1');
    const path = `${HOME}/clerk1/second-factor-reset`;
    const refused = await supervisor.post(path, { reasonText: ' ' });
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining('理由を入力してください'),
    ]);
    const reasonText =
      '機種変更の際に認証アプリを移行できなかったと内線で依頼があり、社員証で本人を確認した。';
    expect((await supervisor.post(path, { reasonText })).status).toBe(303);
    expect([await db().$count(staffSecondFactors), await db().$count(staffRecoveryCodes)]).toEqual([0, 0]);
    expect(await db().select().from(notices)).toMatchObject([
      { kind: 'secondFactorReset', staffId: 'clerk1', facts: { by: '渡辺　誠', reason: reasonText } },
    ]);
    expect(await db().select().from(staffAccountActs)).toMatchObject([
      { operation: 'staffSecondFactorReset', reasonText },
    ]);
    expect(await pageOf(supervisor.get(`${HOME}/clerk1`))).toContain(reasonText);
    expect((await givePassword(web.visitor(), 'clerk1')).headers.get('location')).toBe('/office');
    expect((await supervisor.post(path, { reasonText })).status).toBe(409);
  });

  test('a colleague’s sessions end, once', async () => {
    const clerk = await web.staff('clerk1');
    expect((await supervisor.post(`${HOME}/clerk1/session-ends`)).status).toBe(303);
    expect(await isIn(clerk)).toBe(false);
    expect((await supervisor.post(`${HOME}/clerk1/session-ends`)).status).toBe(409);
    expect((await told()).map(([kind]) => kind)).toEqual(['staffSessionsEnded']);
  });
});

test('ASVS V7.5.1: what gives or takes access asks for the password again', async () => {
  await giveSecondFactor(db(), 'clerk1');
  await passwordIsOld();
  const asked: [string, Record<string, string>][] = [
    [HOME, form],
    [`${HOME}/clerk1/change`, { ...demoInput('clerk1'), role: 'supervisor' }],
    [`${HOME}/clerk1/password-reset`, {}],
    [`${HOME}/clerk1/second-factor-reset`, { reasonText: '理由' }],
  ];
  for (const [path, input] of asked) {
    const answer = await supervisor.post(path, input);
    expect([answer.status, await answer.text()], path).toEqual([
      422,
      expect.stringContaining('現在のパスワードを入力してください'),
    ]);
  }
  expect(await recorded()).toEqual([]);
  expect((await supervisor.post(HOME, { ...form, password: DEMO_PASSWORD })).status).toBe(303);
  // Given once, it is not asked for again for some minutes.
  expect((await supervisor.post(`${HOME}/clerk1/password-reset`)).status).toBe(303);
});

test('whatever breaks in between leaves nothing', async () => {
  const { db: whole } = web.services;
  web.services.db = new Proxy(whole, {
    get: (target, name) =>
      name === 'transaction'
        ? (work: (tx: unknown) => Promise<unknown>) =>
            target.transaction(async (tx) => {
              await work(tx);
              throw new Error('cut off before the commit');
            })
        : Reflect.get(target, name),
  });
  for (const [path, input] of [
    [HOME, form],
    [`${HOME}/clerk1/suspension`, {}],
    [`${HOME}/clerk1/change`, inputOf({ ...demoInput('clerk1'), title: '別' })],
  ] as const)
    expect((await supervisor.post(path, input)).status).toBe(500);
  web.services.db = whole;
  expect(await accountOf('mori.kaoru')).toBeUndefined();
  expect(await accountOf('clerk1')).toMatchObject({ suspendedAt: null, title: '' });
  expect([await recorded(), await acted(), await told(), await db().$count(outbox)]).toEqual([[], [], [], 0]);
});
