import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  bankAccounts,
  companySearches,
  credentials,
  insuredParties,
  letters,
  loginThrottles,
  measures,
  notices,
  outbox,
  staffEvents,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import { suspendUser } from '../../db/suspensions.ts';
import { addGroupViewer } from '../support/group-viewer.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import { only, registered, restrict } from './ip-restriction-fixtures.ts';
import { resetAccounts } from './security/fixtures.ts';

const COMPANY = '201234567';
const ADMINISTRATOR = `${COMPANY}000`;
const APPLICANT = `${COMPANY}001`;
const VIEWER = '201234568901';
const HOME = '/office/companies';
const page = `${HOME}/${COMPANY}`;
const user = `${page}/users/${APPLICANT}`;
const ADMINISTRATORS_MAIL = 'taro.nihon@aonagi-trading.example';
const CONTACT_MAIL = 'insurance@aonagi-trading.example';

const lines: string[] = [];
let web: TestWeb;
let clerk: Visitor;
let approver: Visitor;
let auditor: Visitor;
beforeAll(async () => {
  web = await startTestWeb({}, pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }));
  await addGroupViewer(web.services.db, VIEWER, ['201234568', COMPANY]);
  [clerk, approver, auditor] = [
    await web.staff('clerk1'),
    await web.staff('approver1'),
    await web.staff('auditor1'),
  ];
});
afterAll(() => web?.close());
beforeEach(async () => {
  const { db } = web.services;
  await resetAccounts(web);
  await restrict(web, { enabled: false, entries: [] });
  await db.update(insuredParties).set({ suspendedAt: null });
  for (const table of [measures, notices, outbox, staffEvents, companySearches, letters])
    await db.delete(table);
});

const acts = async () =>
  (await web.services.db.select().from(staffEvents).orderBy(staffEvents.staffEventId)).map(
    ({ staffId, operation, subject }) => `${staffId} ${operation} ${subject}`,
  );
const without = (operation: string) => async () => (await acts()).filter((act) => !act.includes(operation));
const mailed = async () =>
  (await web.services.db.select().from(notices)).map(({ kind, recipient }) => `${kind} ${recipient}`).sort();
const taken = () => web.services.db.select().from(measures);
const press = (
  visitor: Visitor,
  path: string,
  reasonText = '電話での申し出',
  measureId = crypto.randomUUID(),
) => visitor.post(path, { measureId, reasonText });
const search = (visitor: Visitor, q: string) => visitor.post(`${HOME}/searches`, { q });

describe('the search', () => {
  test.each([
    ['a code', '２０１２３４５６７', page],
    ['an ID', APPLICANT, user],
    ['a group viewer’s ID', VIEWER, `${HOME}/201234568/users/${VIEWER}`],
    ['a corporate number', '5010099912345', page],
  ])('opens what is meant by %s', async (_, typed, path) => {
    expect((await search(clerk, typed)).headers.get('location')).toBe(path);
    expect(await web.services.db.select().from(companySearches)).toEqual([]);
  });

  test('lists what else was found, and says so where it was nothing', async () => {
    const found = await clerk.follow(await search(clerk, 'ほたかみ'));
    const listed = await found.text();
    expect(listed).toContain(`href="${HOME}/201234568"`);
    expect(listed).toContain('value="ほたかみ"');
    expect(listed).not.toContain(`href="${page}"`);
    const nobody = await (await clerk.follow(await search(clerk, '201234599'))).text();
    expect(nobody).toContain('該当する保険利用者・Webユーザーはありません');
    const short = await (await clerk.follow(await search(clerk, '該'))).text();
    expect(short).toContain('2文字以上');
  });

  test.each([
    ['', '入力してください'],
    ['taro@', '省略せずに'],
  ])('of %j says what to do, beside the field', async (typed, message) => {
    const answer = await search(clerk, typed);
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect(text).toContain(message);
    expect(text).toContain('aria-invalid="true"');
  });

  test('for a mail address is recorded with the address, any other is not', async () => {
    await search(clerk, '水野');
    expect(await acts()).toEqual([]);
    await search(auditor, ADMINISTRATORS_MAIL);
    expect(await acts()).toEqual([`auditor1 searchedByEmail ${ADMINISTRATORS_MAIL}`]);
  });

  test('V2.4.1 sixty times in a row is slowed, whatever is found, for that person alone and for a minute', async () => {
    expect((await search(clerk, COMPANY)).status).toBe(303);
    await web.services.db.update(loginThrottles).set({ failures: 59 });
    expect((await search(clerk, '201234599')).status).toBe(303);
    const refused = await search(clerk, COMPANY);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toMatch(/1分ほど待ってから.*value="201234567"/s);
    expect((await search(approver, COMPANY)).status).toBe(303);
    const aMinuteAgo = sql`last_failed_at - interval '61 s'`;
    await web.services.db.update(loginThrottles).set({ lastFailedAt: aMinuteAgo, blockedUntil: aMinuteAgo });
    expect((await search(clerk, COMPANY)).status).toBe(303);
  });

  test('stands in no address and in no log, and is only its own person’s', async () => {
    const location = (await search(clerk, '水野　沙織')).headers.get('location') ?? '';
    expect(location).toMatch(/^\/office\/companies\?search=[0-9a-f-]{36}$/);
    expect(await (await clerk.get(location)).text()).toContain(APPLICANT);
    expect((await approver.get(location)).headers.get('location')).toBe(HOME);
    await search(clerk, ADMINISTRATORS_MAIL);
    await search(clerk, 'x'.repeat(300));
    const logged = lines.join('\n');
    for (const canary of ['水野', ADMINISTRATORS_MAIL, 'xxxxx']) expect(logged).not.toContain(canary);
  });
});

describe('a company', () => {
  const tabs = [
    '',
    '/users',
    '/applications',
    '/accounts',
    '/restrictions',
    '/mails',
    '/history',
    '/measures',
  ];

  test('has parts with addresses of their own, each for everybody in the back office', async () => {
    for (const visitor of [clerk, approver, auditor])
      for (const tab of tabs) expect((await visitor.get(page + tab)).status, tab).toBe(200);
    for (const tab of tabs) expect((await clerk.get(`${HOME}/209999999${tab}`)).status, tab).toBe(404);
  });

  test('and its users are recorded as looked at, once in ten minutes for each', async () => {
    for (const tab of ['', '/users', '/history']) await clerk.get(page + tab);
    await clerk.get(user);
    await clerk.get(user);
    await auditor.get(page);
    expect(await acts()).toEqual([
      `clerk1 companyViewed ${COMPANY}`,
      `clerk1 userViewed ${APPLICANT}`,
      `auditor1 companyViewed ${COMPANY}`,
    ]);
    await web.services.db.update(staffEvents).set({ at: new Date(Date.now() - 601_000) });
    await clerk.get(page);
    expect(await acts()).toHaveLength(4);
  });

  test('shows its users and who else may see it', async () => {
    const users = await (await clerk.get(`${page}/users`)).text();
    for (const text of [ADMINISTRATOR, APPLICANT, VIEWER]) expect(users).toContain(text);
    expect((await clerk.get(`${page}/users/201234568000`)).status).toBe(404);
    expect((await clerk.get(`${page}/users/${VIEWER}`)).status).toBe(404);
    expect((await clerk.get(`${HOME}/201234568/users/${VIEWER}`)).status).toBe(200);
  });

  test('shows mails about it a page at a time, and no other company’s', async () => {
    await press(approver, `${page}/suspension`);
    const mails = await (await clerk.get(`${page}/mails?before=2999-01-01T00:00:00.000Z&id=x`)).text();
    expect(mails).toContain('最新のメールへ');
    expect((await clerk.get(`${page}/mails?before=yesterday&id=x`)).status).toBe(404);
  });
});

describe('an account number', () => {
  const numbers = async () => {
    const [account] = await web.services.db
      .select()
      .from(bankAccounts)
      .where(eq(bankAccounts.insuredCode, COMPANY))
      .orderBy(bankAccounts.bankAccountId);
    if (!account) throw new Error('no account');
    return `${page}/accounts/${account.bankAccountId}/number`;
  };
  const wholeIn = (text: string) => /<strong class="number">([0-9]{7})<\/strong>/.exec(text)?.[1];

  test('is masked but for its last three digits, and shown once to whoever says why', async () => {
    const path = await numbers();
    const listed = await (await clerk.get(`${page}/accounts`)).text();
    expect(listed).toMatch(/\*{4}[0-9]{3}</);
    expect(wholeIn(listed)).toBeUndefined();
    expect(wholeIn(await (await clerk.get(path)).text())).toBeUndefined();

    const measureId = crypto.randomUUID();
    const shown = await (await press(clerk, path, '組戻しの照会', measureId)).text();
    const number = wholeIn(shown) ?? '';
    expect(listed).not.toContain(number);
    expect(listed).toContain(`****${number.slice(-3)}`);
    expect(await taken()).toMatchObject([
      { measure: 'accountNumberShown', reasonText: '組戻しの照会', subject: path.split('/').at(-2) },
    ]);
    expect(await without('companyViewed')()).toEqual([`clerk1 accountNumberShown ${COMPANY}`]);
    expect(await mailed()).toEqual([]);

    expect(wholeIn(await (await press(clerk, path, '組戻しの照会', measureId)).text())).toBe(number);
    expect(await taken()).toHaveLength(1);
    expect((await press(approver, path, '組戻しの照会', measureId)).status).toBe(409);
    expect(wholeIn(await (await clerk.get(`${page}/accounts`)).text())).toBeUndefined();
  });

  test('is not shown without a reason, to an auditor, or under another company', async () => {
    const path = await numbers();
    const silent = await press(clerk, path, ' ');
    expect(silent.status).toBe(422);
    expect(wholeIn(await silent.text())).toBeUndefined();
    expect((await press(auditor, path)).status).toBe(403);
    expect((await press(clerk, path.replace(COMPANY, '201234568'))).status).toBe(404);
    expect(await taken()).toEqual([]);
  });
});

interface MeasureCase {
  path: string;
  measure: string;
  by: 'clerk' | 'approver';
  prepare?: () => Promise<unknown>;
  /** What has changed afterwards. */
  effect: () => Promise<unknown>;
  expected: unknown;
  readers: string[];
}

describe('a measure', () => {
  const database = () => web.services.db;
  const row = async (webUserId = APPLICANT) =>
    (await database().select().from(webUsers).where(eq(webUsers.webUserId, webUserId)))[0];
  const company = async () =>
    (await database().select().from(insuredParties).where(eq(insuredParties.insuredCode, COMPANY)))[0];
  const isSuspended = async () => Boolean((await company())?.suspendedAt);
  const neverLoggedIn = (webUserId = ADMINISTRATOR) =>
    database().update(credentials).set({ passwordHash: null }).where(eq(credentials.webUserId, webUserId));
  const stopped = (by: 'administrator' | 'staff', webUserId = APPLICANT) =>
    database().transaction((tx) => suspendUser(tx, webUserId, by, new Date()));
  const toBoth = [ADMINISTRATORS_MAIL, CONTACT_MAIL];

  const cases: Record<string, MeasureCase> = {
    'stops a company': {
      path: `${page}/suspension`,
      measure: 'companySuspended',
      by: 'approver',
      effect: isSuspended,
      expected: true,
      readers: toBoth,
    },
    'lets a company go on': {
      path: `${page}/resumption`,
      measure: 'companyResumed',
      by: 'approver',
      prepare: () => database().update(insuredParties).set({ suspendedAt: new Date() }),
      effect: isSuspended,
      expected: false,
      readers: toBoth,
    },
    'lifts an address restriction': {
      path: `${page}/ip-restriction-lift`,
      measure: 'ipRestrictionLifted',
      by: 'approver',
      prepare: () => restrict(web, only('8.8.8.8')),
      effect: async () => (await registered(web)).enabled,
      expected: false,
      readers: [ADMINISTRATORS_MAIL],
    },
    'stops a user': {
      path: `${user}/suspension`,
      measure: 'userSuspended',
      by: 'clerk',
      effect: async () => (await row())?.suspendedBy,
      expected: 'staff',
      readers: [ADMINISTRATORS_MAIL],
    },
    'stops an administrator': {
      path: `${page}/users/${ADMINISTRATOR}/suspension`,
      measure: 'userSuspended',
      by: 'clerk',
      effect: async () => (await row(ADMINISTRATOR))?.suspendedBy,
      expected: 'staff',
      readers: toBoth,
    },
    'stops a group viewer': {
      path: `${HOME}/201234568/users/${VIEWER}/suspension`,
      measure: 'userSuspended',
      by: 'clerk',
      effect: async () => (await row(VIEWER))?.suspendedBy,
      expected: 'staff',
      readers: ['daisuke.hayakawa@hotakami-seiki.example', `viewer${VIEWER}@aonagi-trading.example`],
    },
    'lets a user go on': {
      path: `${user}/resumption`,
      measure: 'userResumed',
      by: 'clerk',
      prepare: () => stopped('staff'),
      effect: async () => (await row())?.suspendedAt,
      expected: null,
      readers: [ADMINISTRATORS_MAIL],
    },
    'enables a user after failed logins': {
      path: `${user}/enablement`,
      measure: 'userEnabled',
      by: 'clerk',
      prepare: () =>
        database()
          .update(credentials)
          .set({ disabledAt: new Date() })
          .where(eq(credentials.webUserId, APPLICANT)),
      effect: async () =>
        (await database().select().from(credentials).where(eq(credentials.webUserId, APPLICANT)))[0]
          ?.disabledAt,
      expected: null,
      readers: [ADMINISTRATORS_MAIL],
    },
    'ends a user’s sessions': {
      path: `${user}/session-end`,
      measure: 'userSessionsEnded',
      by: 'clerk',
      prepare: () => web.user(APPLICANT),
      effect: () => database().select().from(webUserSessions).where(eq(webUserSessions.webUserId, APPLICANT)),
      expected: [],
      readers: [ADMINISTRATORS_MAIL],
    },
    'has a letter written anew': {
      path: `${page}/users/${ADMINISTRATOR}/letter`,
      measure: 'letterOrdered',
      by: 'clerk',
      prepare: () => neverLoggedIn(),
      effect: async () => (await database().select().from(letters)).map(({ webUserId }) => webUserId),
      expected: [ADMINISTRATOR],
      readers: toBoth,
    },
  };
  const staffBy = { clerk: () => clerk, approver: () => approver };
  const staffIds = { clerk: 'clerk1', approver: 'approver1' };

  test.each(Object.entries(cases))('%s, with its reason, its record and its mails', async (_, one) => {
    await one.prepare?.();
    const visitor = staffBy[one.by]();
    expect((await visitor.get(one.path)).status).toBe(200);
    const answer = await press(visitor, one.path, 'お客様からの\n申し出');
    expect(answer.status).toBe(303);
    expect((await visitor.follow(answer)).status).toBe(200);
    expect(await one.effect()).toEqual(one.expected);
    expect(await taken()).toMatchObject([
      { measure: one.measure, reasonText: 'お客様からの\n申し出', staffId: staffIds[one.by] },
    ]);
    const subject = /users\/(\d+)/.exec(one.path)?.[1] ?? COMPANY;
    expect(await without('Viewed')()).toEqual([`${staffIds[one.by]} ${one.measure} ${subject}`]);
    expect(await mailed()).toEqual(one.readers.map((to) => `${one.measure} ${to}`).sort());
    expect(await database().select().from(outbox)).toHaveLength(one.readers.length);
  });

  test.each(Object.entries(cases))('that %s is one, however often its form is sent', async (_, one) => {
    await one.prepare?.();
    const visitor = staffBy[one.by]();
    const measureId = crypto.randomUUID();
    const presses = Array.from({ length: 5 }, () => press(visitor, one.path, '申し出', measureId));
    for (const { status } of await Promise.all(presses)) expect(status).toBe(303);
    expect((await press(visitor, one.path, '申し出', measureId)).status).toBe(303);
    expect(await taken()).toHaveLength(1);
    expect(await mailed()).toHaveLength(one.readers.length);
  });

  test.each(Object.entries(cases))('that %s waits for a reason, and says who may not', async (_, one) => {
    await one.prepare?.();
    const visitor = staffBy[one.by]();
    const before = await one.effect();
    const silent = await visitor.post(one.path, { measureId: crypto.randomUUID(), reasonText: '　\n' });
    expect(await one.effect()).toEqual(before);
    expect(silent.status).toBe(422);
    expect(await silent.text()).toContain('理由を入力してください');
    expect((await press(auditor, one.path)).status).toBe(403);
    if (one.by === 'approver') expect((await press(clerk, one.path)).status).toBe(403);
    expect((await visitor.post(one.path, { reasonText: '申し出' })).status).toBe(400);
    expect(await taken()).toEqual([]);
  });

  test('that somebody else took first is told, with the reason kept, and nothing is done twice', async () => {
    const supervisor = await web.staff('supervisor1');
    const answers = await Promise.all([
      press(approver, `${page}/suspension`, '第一の理由'),
      press(supervisor, `${page}/suspension`, '第二の理由'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const told = (await answers.find(({ status }) => status === 409)?.text()) ?? '';
    expect(told).toContain('すでに利用停止中です');
    expect(told).toMatch(/第.の理由/);
    expect(await taken()).toHaveLength(1);
    expect(await mailed()).toHaveLength(2);
  });

  test('and its contrary at the same moment: each has its effect once, in one order or the other', async () => {
    await press(approver, `${page}/suspension`);
    const supervisor = await web.staff('supervisor1');
    const [resumed, suspended] = await Promise.all([
      press(approver, `${page}/resumption`),
      press(supervisor, `${page}/suspension`),
    ]);
    expect(resumed.status).toBe(303);
    const again = suspended.status === 303;
    expect(await isSuspended()).toBe(again);
    expect((await taken()).map(({ measure }) => measure).sort()).toEqual(
      ['companyResumed', 'companySuspended', ...(again ? ['companySuspended'] : [])].sort(),
    );
  });

  test('cannot be pressed again from the page that was left open', async () => {
    const measureId = crypto.randomUUID();
    await press(approver, `${page}/suspension`, '申し出', measureId);
    await press(approver, `${page}/resumption`);
    await press(approver, `${page}/suspension`, '申し出', measureId);
    expect(await isSuspended()).toBe(false);
  });

  test('of staff stands above the administrator’s, and neither undoes the other’s', async () => {
    await stopped('administrator');
    const refused = await press(clerk, `${user}/resumption`);
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('再開は、Webユーザー（管理者）が行います');
    expect((await press(clerk, `${user}/suspension`)).status).toBe(303);
    expect((await row())?.suspendedBy).toBe('staff');
    const administrator = await web.user(ADMINISTRATOR);
    await administrator.post(`/applicants/${APPLICANT}/resumption`);
    expect((await row())?.suspendedBy).toBe('staff');
    expect((await press(clerk, `${user}/resumption`)).status).toBe(303);
    expect((await row())?.suspendedBy).toBeNull();
  });

  test.each<[string, string, () => Promise<unknown>, string]>([
    ['an applicant', APPLICANT, () => neverLoggedIn(APPLICANT), 'リセットして伝えます'],
    ['whoever has a password', ADMINISTRATOR, async () => {}, 'パスワード再発行'],
    [
      'a company that is stopped',
      ADMINISTRATOR,
      async () => {
        await neverLoggedIn();
        await database().update(insuredParties).set({ suspendedAt: new Date() });
      },
      '利用停止中のため',
    ],
    [
      'whom a letter waits for',
      ADMINISTRATOR,
      async () => {
        await neverLoggedIn();
        await database().insert(letters).values({ webUserId: ADMINISTRATOR });
      },
      '発送待ちの通知書があります',
    ],
  ])('writes no letter to %s', async (_, webUserId, prepare, message) => {
    await prepare();
    const before = await database().select().from(letters);
    const answer = await press(clerk, `${page}/users/${webUserId}/letter`);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain(message);
    expect(await database().select().from(letters)).toEqual(before);
    expect(await taken()).toEqual([]);
  });

  test('says who is told before it is taken, and that nobody is where there is no administrator', async () => {
    const asked = await (await approver.get(`${page}/suspension`)).text();
    for (const to of toBoth) expect(asked).toContain(to);
    const model = await company();
    await database()
      .insert(insuredParties)
      .values({ ...model, insuredCode: '299999999' } as never);
    const nobody = await (await approver.get(`${HOME}/299999999/suspension`)).text();
    expect(nobody).toContain('メールでは通知されません');
    expect((await press(approver, `${HOME}/299999999/suspension`)).status).toBe(303);
    expect(await mailed()).toEqual([]);
  });

  test('is kept with a reason and a user of the company, or the database refuses it', async () => {
    const row = {
      measure: 'userSuspended' as const,
      insuredCode: COMPANY,
      webUserId: APPLICANT,
      reasonText: '申し出',
      staffId: 'clerk1',
      actorName: '鈴木',
    };
    const refusal = (wrong: Partial<typeof measures.$inferInsert>) =>
      database()
        .insert(measures)
        .values({ ...row, ...wrong })
        .then(
          () => 'taken',
          (error) => error.cause.constraint_name,
        );
    expect(await refusal({ reasonText: '' })).toBe('measure_has_a_reason');
    expect(await refusal({ webUserId: null })).toBe('measure_about_a_user_names_them');
    expect(await refusal({ webUserId: VIEWER })).toBe('user_is_of_the_company');
    expect(await database().select().from(measures).where(eq(measures.staffId, 'clerk1'))).toEqual([]);
  });
});
