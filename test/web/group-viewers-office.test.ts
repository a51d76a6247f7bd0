import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  credentials,
  groupViewerCompanies,
  groupViewerRequests,
  insuredParties,
  letterPrints,
  letters,
  staffEvents,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const HOME = '201234567';
const person = {
  name: '青木　恵',
  kana: 'アオキ　メグミ',
  department: '経理部',
  title: '課長',
  phone: '03-0123-4530',
  fax: '',
  email: 'megumi.aoki@aonagi-trading.example',
  emailAgain: 'megumi.aoki@aonagi-trading.example',
};
const form = () => ({
  ...person,
  requestId: crypto.randomUUID(),
  [`company-${HOME}`]: 'true',
  'company-201234568': 'true',
  home: HOME,
  note: '11月20日に電話で受付',
});

let web: TestWeb;
let clerk: Visitor;
let approver: Visitor;
let supervisor: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  clerk = await web.staff('clerk1');
  approver = await web.staff('approver1');
  supervisor = await web.staff('supervisor1');
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(groupViewerRequests);
  await db.delete(letterPrints);
  await db.delete(letters);
  await db.delete(groupViewerCompanies);
  await db.delete(webUserSessions);
  const viewers = await db.select().from(webUsers).where(eq(webUsers.kind, 'groupViewer'));
  for (const { webUserId } of viewers) {
    await db.delete(credentials).where(eq(credentials.webUserId, webUserId));
    await db.delete(webUsers).where(eq(webUsers.webUserId, webUserId));
  }
  await db.update(insuredParties).set({ lastGroupViewerSequence: 900 });
  await db.delete(staffEvents);
});

const viewers = () => web.services.db.select().from(webUsers).where(eq(webUsers.kind, 'groupViewer'));
const companiesOf = async (webUserId: string) =>
  (
    await web.services.db
      .select()
      .from(groupViewerCompanies)
      .where(eq(groupViewerCompanies.webUserId, webUserId))
      .orderBy(groupViewerCompanies.insuredCode)
  ).map(({ insuredCode }) => insuredCode);
/** What staff did, whoever looked at it meanwhile. */
const acts = async () =>
  (await web.services.db.select().from(staffEvents).orderBy(staffEvents.staffEventId))
    .filter(({ operation }) => operation !== 'viewed')
    .map(({ staffId, operation }) => `${staffId} ${operation}`);

async function enter(visitor: Visitor, input: Record<string, string> = form()): Promise<string> {
  const answer = await visitor.post('/office/group-viewers/requests', input);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}
const grant = (visitor: Visitor, path: string) => visitor.post(`${path}/decision`, { kind: 'granted' });

describe('a new ID', () => {
  test('is asked for by one and issued by another, with its companies and a letter, and without a password', async () => {
    const path = await enter(clerk);
    expect(await viewers()).toEqual([]);
    expect((await grant(approver, path)).status).toBe(303);

    expect(await viewers()).toMatchObject([
      {
        webUserId: '201234567901',
        insuredCode: HOME,
        name: person.name,
        email: person.email,
        suspendedAt: null,
      },
    ]);
    expect(await companiesOf('201234567901')).toEqual([HOME, '201234568']);
    expect(await web.services.db.select().from(letters)).toMatchObject([
      { webUserId: '201234567901', registrationNumber: null, printedAt: null },
    ]);
    const [given] = await web.services.db
      .select()
      .from(credentials)
      .where(eq(credentials.webUserId, '201234567901'));
    expect(given).toMatchObject({ passwordHash: null, temporaryHash: null });
    expect(await acts()).toEqual(['clerk1 groupViewerRequested', 'approver1 groupViewerIssued']);
  });

  test('is not issued by whoever asked for it, however high', async () => {
    const path = await enter(supervisor);
    const answer = await grant(supervisor, path);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('ご自身が入力した依頼は決裁できません');
    expect(await viewers()).toEqual([]);
    expect((await grant(approver, path)).status).toBe(303);
  });

  test('even the database refuses that one person does both', async () => {
    const path = await enter(clerk);
    const id = path.split('/').at(-1) ?? '';
    await expect(
      web.services.db
        .update(groupViewerRequests)
        .set({ stage: 'refused', decidedBy: 'clerk1', decidedAt: new Date(), reasonText: '―' })
        .where(eq(groupViewerRequests.requestId, id)),
    ).rejects.toMatchObject({ cause: { constraint_name: 'nobody_decides_what_they_entered' } });
  });

  test('is issued once, though two press at the same moment', async () => {
    const path = await enter(clerk);
    const statuses = await Promise.all([grant(approver, path), grant(supervisor, path)]);
    expect(statuses.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await viewers()).toHaveLength(1);
  });

  test('is asked for once, though the form is sent twice', async () => {
    const input = form();
    expect(await enter(clerk, input)).toBe(await enter(clerk, input));
    expect(await acts()).toEqual(['clerk1 groupViewerRequested']);
  });

  test('gets the next number, and after 999 none', async () => {
    await grant(approver, await enter(clerk));
    await grant(approver, await enter(clerk));
    expect((await viewers()).map(({ webUserId }) => webUserId).sort()).toEqual([
      '201234567901',
      '201234567902',
    ]);

    await web.services.db.update(insuredParties).set({ lastGroupViewerSequence: 999 });
    const path = await enter(clerk);
    const answer = await grant(approver, path);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('99件まで');
    expect(await viewers()).toHaveLength(2);
  });

  test('is refused with a reason, and then no more granted', async () => {
    const path = await enter(clerk);
    const silent = await approver.post(`${path}/decision`, { kind: 'refused', reasonText: ' ' });
    expect(silent.status).toBe(422);
    await approver.post(`${path}/decision`, { kind: 'refused', reasonText: '本人確認ができません' });
    expect(await (await clerk.get(path)).text()).toContain('本人確認ができません');
    expect((await grant(supervisor, path)).status).toBe(409);
    expect(await viewers()).toEqual([]);
    expect(await acts()).toEqual(['clerk1 groupViewerRequested', 'approver1 groupViewerRefused']);
  });
});

describe('the form', () => {
  test('finds companies by code and name, and keeps what was chosen and typed', async () => {
    const search = async (q: string) =>
      (await clerk.post('/office/group-viewers/requests', { ...form(), act: 'search', q })).text();
    const byCode = await search('２０１２３４５６９');
    expect(byCode).toContain('name="company-201234569"');
    expect(byCode).toMatch(/name="company-201234567"[^>]* checked/);
    expect(byCode).toContain(person.email);
    expect(await search('穂高')).toContain('name="company-201234568"');
    expect(await search('%')).toContain('該当する保険利用者はありません');
    expect(await acts()).toEqual([]);
  });

  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(form()).filter(([name]) => !names.includes(name)));
  test.each<[string, () => Record<string, string>, string]>([
    ['one company only', () => without('company-201234568'), '2件以上'],
    ['a home that is not among them', () => ({ ...form(), home: '201234569' }), 'IDの先頭9桁にするもの'],
    [
      'a company that does not exist',
      () => ({ ...without('company-201234568'), 'company-999999999': 'true' }),
      '2件以上',
    ],
    ['no name', () => ({ ...form(), name: '' }), '氏名を入力してください'],
    ['two addresses', () => ({ ...form(), emailAgain: 'other@aonagi-trading.example' }), '一致しません'],
  ])('%s comes back with what is wrong', async (_, input, message) => {
    const answer = await clerk.post('/office/group-viewers/requests', input());
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(message);
    expect(await acts()).toEqual([]);
  });
});

describe('an issued ID', () => {
  beforeEach(() => addGroupViewer(web.services.db, '201234567901', [HOME, '201234568']));
  const path = '/office/group-viewers/201234567901';

  test('sees other companies once somebody else has granted them', async () => {
    const change = {
      requestId: crypto.randomUUID(),
      [`company-${HOME}`]: 'true',
      'company-201234569': 'true',
    };
    const entered = await approver.post(`${path}/companies`, change);
    const request = entered.headers.get('location') ?? '';
    expect(await companiesOf('201234567901')).toEqual([HOME, '201234568']);
    expect((await grant(approver, request)).status).toBe(409);
    expect((await grant(supervisor, request)).status).toBe(303);
    expect(await companiesOf('201234567901')).toEqual([HOME, '201234569']);
    expect(await acts()).toEqual([
      'approver1 groupViewerRequested',
      'supervisor1 groupViewerCompaniesChanged',
    ]);
    expect(await web.services.db.select().from(letters)).toEqual([]);
  });

  test('keeps the company that its number begins with', async () => {
    const change = {
      requestId: crypto.randomUUID(),
      'company-201234568': 'true',
      'company-201234569': 'true',
    };
    const answer = await clerk.post(`${path}/companies`, change);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('外せません');
  });

  test('waits for one decision at a time', async () => {
    const change = () => ({
      requestId: crypto.randomUUID(),
      [`company-${HOME}`]: 'true',
      'company-201234569': 'true',
    });
    expect((await clerk.post(`${path}/companies`, change())).status).toBe(303);
    const second = await approver.post(`${path}/companies`, change());
    expect(second.status).toBe(409);
    expect(await second.text()).toContain('決裁を待つ変更の依頼');
  });

  test('waits for one decision though the form is sent twice at once', async () => {
    for (let pair = 1; pair <= 30; pair++) {
      const change = {
        requestId: crypto.randomUUID(),
        [`company-${HOME}`]: 'true',
        'company-201234569': 'true',
      };
      const answers = await Promise.all([1, 2].map(() => clerk.post(`${path}/companies`, change)));
      expect(answers.map(({ status }) => status)).toEqual([303, 303]);
      expect(await acts()).toHaveLength(pair);
      await web.services.db.delete(groupViewerRequests);
    }
  });

  test('leads to where it is stopped and let go on', async () => {
    const page = await (await clerk.get(path)).text();
    expect(page).toContain('href="/office/companies/201234567/users/201234567901"');
  });

  test('gets a new letter for a forgotten password, which stops at once', async () => {
    const viewer = await web.user('201234567901');
    expect((await clerk.post(`${path}/password-reset`)).status).toBe(403);
    await approver.post(`${path}/password-reset`);
    await approver.post(`${path}/password-reset`);
    expect((await viewer.get('/')).headers.get('location')).toMatch(/^\/login/);
    await expect(web.user('201234567901')).rejects.toThrow('401');
    const ordered = await web.services.db.select().from(letters);
    expect(ordered).toMatchObject([{ webUserId: '201234567901', printedAt: null }]);
    const printed = await clerk.post(`/office/letters/${ordered[0]?.letterId}/print`, { printedAt: '' });
    expect(await printed.text()).toContain('全社閲覧用IDのお知らせ');
  });

  test('other users are not group viewers', async () => {
    expect((await clerk.get('/office/group-viewers/201234567000')).status).toBe(404);
    expect((await clerk.get('/office/group-viewers/requests/nonsense')).status).toBe(404);
  });
});

test('its letter is printed and marked as posted, though no registration waits for it', async () => {
  await grant(approver, await enter(clerk));
  const [letter] = await web.services.db.select().from(letters);
  const printed = await clerk.post(`/office/letters/${letter?.letterId}/print`, { printedAt: '' });
  const text = await printed.text();
  expect(text).toContain('全社閲覧用IDのお知らせ');
  expect(text).toContain('201234567901');
  await clerk.post(`/office/letters/${letter?.letterId}/posted`, { stepId: crypto.randomUUID() });
  expect(await web.services.db.select().from(letters)).toMatchObject([{ postedBy: 'clerk1' }]);
});
