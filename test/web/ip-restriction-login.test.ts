import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessEvents,
  ipRestrictionEntries,
  ipRestrictions,
  loginThrottles,
  measures,
  notices,
  outbox,
  staffEvents,
  webUserSessions,
} from '../../db/schema/index.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import {
  ADMINISTRATOR,
  APPLICANT,
  COMPANY,
  details,
  ELSEWHERE,
  HERE,
  logInFrom,
  only,
  registered,
  restrict,
  settingOf,
  userFrom,
} from './ip-restriction-fixtures.ts';
import { credentialsOf, giveTemporaryPassword, resetAccounts } from './security/fixtures.ts';

const PROXY = '10.0.0.1';
const GROUP_VIEWER = '201234568901';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb({ TRUSTED_PROXIES: '10.0.0.0/8' });
  await addGroupViewer(web.services.db, GROUP_VIEWER, ['201234568', COMPANY]);
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await resetAccounts(web);
  for (const table of [
    measures,
    ipRestrictionEntries,
    ipRestrictions,
    notices,
    outbox,
    webUserSessions,
    accessEvents,
    staffEvents,
  ])
    await db.delete(table);
});

const refusals = () =>
  web.services.db
    .select()
    .from(accessEvents)
    .where(eq(accessEvents.operation, operation.ipRestrictionRefusal));

describe('at the login', () => {
  test('whoever is outside gets a page that says why and what to do, and no session; the attempt is recorded', async () => {
    await restrict(web, only(HERE, '1.1.1.0/24'));
    const visitor = web.visitor(ELSEWHERE);
    const answer = await logInFrom(web, ELSEWHERE, APPLICANT, visitor);
    expect(answer.status).toBe(403);
    const page = await answer.text();
    for (const said of [
      'このIPアドレスからはログインできません',
      ELSEWHERE,
      'Webユーザー（管理者）に追加を依頼',
    ])
      expect(page).toContain(said);
    for (const untold of [HERE, '1.1.1', COMPANY, '水野', '青凪']) expect(page).not.toContain(untold);
    expect(visitor.cookies.size).toBe(0);
    expect(await web.services.db.select().from(webUserSessions)).toEqual([]);
    expect(await refusals()).toMatchObject([
      { webUserId: APPLICANT, address: ELSEWHERE, insuredCode: COMPANY },
    ]);
  });

  test('whoever is inside gets in, by a single address, a range and in IPv6', async () => {
    await restrict(web, only(HERE, '1.1.1.0/24', '2400:1::/32'));
    for (const peer of [HERE, '1.1.1.200', '2400:1:ffff::1', `::ffff:${HERE}`])
      expect((await logInFrom(web, peer, APPLICANT)).status).toBe(303);
    expect((await logInFrom(web, '2400:2::1', APPLICANT)).status).toBe(403);
  });

  test('a stranger learns nothing: with a wrong password the answer is the one that everybody gets', async () => {
    const wrong = { webUserId: APPLICANT, password: 'this is not the password' };
    const open = await web.visitor(ELSEWHERE).post('/login', wrong);
    await web.services.db.delete(loginThrottles);
    await restrict(web, only(HERE));
    const restricted = await web.visitor(ELSEWHERE).post('/login', wrong);
    expect([open.status, restricted.status]).toEqual([401, 401]);
    expect(await restricted.text()).toBe(await open.text());
    expect(await refusals()).toEqual([]);
  });

  test('being outside is no failed password: nobody is slowed down or disabled by it', async () => {
    await restrict(web, only(HERE));
    for (let time = 0; time < 8; time++)
      expect((await logInFrom(web, ELSEWHERE, APPLICANT)).status).toBe(403);
    expect((await logInFrom(web, HERE, APPLICANT)).status).toBe(303);
  });

  test('a temporary password is not used up from outside', async () => {
    await restrict(web, only(HERE));
    const temporary = 'abcd-efgh-2345-jkmn-pqrs';
    await giveTemporaryPassword(web, ADMINISTRATOR, temporary);
    const from = (peer: string) =>
      web.visitor(peer).post('/login', { webUserId: ADMINISTRATOR, password: temporary });
    expect((await from(ELSEWHERE)).status).toBe(403);
    expect((await credentialsOf(web, ADMINISTRATOR)).temporaryHash).not.toBeNull();
    expect((await from(HERE)).headers.get('location')).toBe('/password');
  });

  test('an address that cannot be determined is outside', async () => {
    await restrict(web, only(HERE));
    const answer = await logInFrom(web, undefined, APPLICANT);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('IPアドレスを取得できませんでした');
  });

  test('other companies are not concerned, and what is remembered while it is off keeps nobody out', async () => {
    await restrict(web, only(HERE));
    expect((await logInFrom(web, ELSEWHERE, '201234568000')).status).toBe(303);
    await restrict(web, { enabled: false, entries: [] });
    expect((await registered(web)).entries).toHaveLength(1);
    expect((await logInFrom(web, ELSEWHERE, APPLICANT)).status).toBe(303);
  });

  test('of a group viewer the company that begins its ID decides', async () => {
    await restrict(web, only(HERE), COMPANY);
    expect((await logInFrom(web, ELSEWHERE, GROUP_VIEWER)).status).toBe(303);
    await restrict(web, only(HERE), GROUP_VIEWER.slice(0, 9));
    expect((await logInFrom(web, ELSEWHERE, GROUP_VIEWER)).status).toBe(403);
  });

  test('sessions that are in stay valid; the next login is refused (manual 6-3)', async () => {
    const applicant = await userFrom(web, ELSEWHERE, APPLICANT);
    const administrator = await userFrom(web, HERE, ADMINISTRATOR);
    await administrator.post('/administrator', settingOf({ address: HERE }));
    await administrator.post('/administrator/confirm');
    expect(await registered(web)).toMatchObject({ enabled: true });
    expect((await applicant.get('/own-details')).status).toBe(200);
    await applicant.post('/logout');
    expect((await logInFrom(web, ELSEWHERE, APPLICANT, applicant)).status).toBe(403);
    expect((await applicant.get('/own-details')).status).toBe(303);
  });
});

describe('ASVS V15.3.4: a forged X-Forwarded-For never beats the list', () => {
  const logInWith = (peer: string, forwardedFor: string) =>
    web
      .visitor(peer)
      .post('/login', { webUserId: APPLICANT, password: DEMO_PASSWORD }, { 'x-forwarded-for': forwardedFor });

  test.each([
    ['from a peer that is no proxy', ELSEWHERE, HERE],
    ['in front of what the proxy adds', PROXY, `${HERE}, ${ELSEWHERE}`],
    ['as an address of our proxies', PROXY, `${HERE}, 10.0.0.9, ${ELSEWHERE}`],
    ['as no address', PROXY, `${HERE}, ${HERE}x`],
    ['in octal', PROXY, '010.8.8.8'],
    ['with a port', PROXY, `${HERE}:443`],
    ['empty', PROXY, ' '],
  ])('%s', async (_what, peer, forwardedFor) => {
    await restrict(web, only(HERE));
    expect((await logInWith(peer, forwardedFor)).status).toBe(403);
  });

  test('in other headers either', async () => {
    await restrict(web, only(HERE));
    for (const header of ['forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip']) {
      const value = header === 'forwarded' ? `for=${HERE}` : HERE;
      const form = { webUserId: APPLICANT, password: DEMO_PASSWORD };
      expect((await web.visitor(ELSEWHERE).post('/login', form, { [header]: value })).status).toBe(403);
    }
  });

  test('what the trusted proxy itself says counts', async () => {
    await restrict(web, only(HERE));
    expect((await logInWith(PROXY, HERE)).status).toBe(303);
    expect((await logInWith(PROXY, `${ELSEWHERE}, ${HERE}`)).status).toBe(303);
  });

  test('in the form: nobody sets a list with an address that is not theirs', async () => {
    const administrator = await userFrom(web, ELSEWHERE, ADMINISTRATOR);
    const answer = await administrator.post('/administrator', settingOf({ address: HERE }), {
      'x-forwarded-for': HERE,
    });
    expect(answer.status).toBe(422);
  });
});

describe('解除 by staff', () => {
  const page = `/office/companies/${COMPANY}`;
  const path = `${page}/ip-restriction-lift`;
  const lift = (person: Visitor, reasonText: string) =>
    person.post(path, { measureId: crypto.randomUUID(), reasonText });

  test('lets everybody in again, with reason, staff event and a notice; the rows stay', async () => {
    await restrict(web, only(HERE));
    const approver = await web.staff('approver1');
    expect(await (await approver.get('/office/ip-restrictions')).text()).toContain(`${page}/restrictions`);
    const answer = await lift(approver, '社屋の移転のため（電話で本人確認済み）');
    expect(answer.headers.get('location')).toBe(`${page}?done=lifted`);
    expect(await registered(web)).toEqual({ ...only(HERE), enabled: false });
    expect((await logInFrom(web, ELSEWHERE, ADMINISTRATOR)).status).toBe(303);
    const events = await web.services.db
      .select()
      .from(staffEvents)
      .where(and(eq(staffEvents.operation, 'ipRestrictionLifted'), eq(staffEvents.subject, COMPANY)));
    expect(events).toMatchObject([{ staffId: 'approver1' }]);
    expect(await web.services.db.select().from(notices)).toMatchObject([
      {
        kind: 'ipRestrictionLifted',
        recipient: details.email,
        facts: { reason: '社屋の移転のため（電話で本人確認済み）' },
      },
    ]);
    expect(await (await approver.get(`${page}/measures`)).text()).toContain('社屋の移転のため');
    const restrictions = await (await approver.get(`${page}/restrictions`)).text();
    expect(restrictions).toContain(HERE);
    expect(restrictions).not.toContain('制限を解除する');
    expect(await (await approver.get('/office/ip-restrictions')).text()).not.toContain(COMPANY);
  });

  test('needs a reason', async () => {
    await restrict(web, only(HERE));
    const answer = await lift(await web.staff('approver1'), ' \n ');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('理由を入力してください');
    expect(await registered(web)).toMatchObject({ enabled: true });
  });

  test('asked for by twenty at once lifts and tells once', async () => {
    await restrict(web, only(HERE));
    const supervisor = await web.staff('supervisor1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => lift(supervisor, '移転')));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const others = answers.filter(({ status }) => status === 409);
    expect(others).toHaveLength(19);
    expect(await others[0]?.text()).toContain('すでに解除されています');
    expect(await web.services.db.select().from(notices)).toHaveLength(1);
    expect(await web.services.db.select().from(measures)).toHaveLength(1);
  });

  test('is for approvers and supervisors; clerks and the auditor see', async () => {
    await restrict(web, only(HERE));
    for (const staffId of ['clerk1', 'auditor1']) {
      const person = await web.staff(staffId);
      const shown = await person.get(`${page}/restrictions`);
      expect(shown.status).toBe(200);
      expect(await shown.text()).not.toContain('制限を解除する');
      expect((await lift(person, '移転')).status).toBe(403);
    }
  });

  test('stands where it stood before for those who kept the address', async () => {
    const approver = await web.staff('approver1');
    const answer = await approver.get(`/office/ip-restrictions/${COMPANY}`);
    expect(answer.headers.get('location')).toBe(`${page}/restrictions`);
  });
});
