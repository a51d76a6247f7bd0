import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  accessEvents,
  credentials,
  loginThrottles,
  outbox,
  passwordMails,
  webUsers,
} from '../../db/schema/index.ts';
import { operation } from '../../domain/operation-catalogue.ts';
import { ANSWER_AFTER } from '../../web/portal/password-reissue/routes.ts';
import { passwordMailWorkflowId } from '../../workflows/password-mail.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

const ADMINISTRATOR = '201234567000';
const EMAIL = 'taro.nihon@aonagi-trading.example';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());
beforeEach(async () => {
  const { db } = web.services;
  await db.delete(passwordMails);
  await db.delete(outbox);
  await db.delete(loginThrottles);
  await db.delete(accessEvents);
  await db
    .update(webUsers)
    .set({ email: EMAIL, suspendedAt: null, suspendedBy: null, validUntil: null })
    .where(eq(webUsers.webUserId, ADMINISTRATOR));
});

const ask = (webUserId: string, email: string, further: Record<string, string> = { confirmed: 'true' }) =>
  web.visitor().post('/password-reissue', { webUserId, email, ...further });
const asked = () => web.services.db.select().from(passwordMails);
const setUser = (values: Partial<typeof webUsers.$inferInsert>) =>
  web.services.db.update(webUsers).set(values).where(eq(webUsers.webUserId, ADMINISTRATOR));

test('the login page leads to it in the manual’s words', async () => {
  const page = await (await web.visitor().get('/login')).text();
  expect(page.replace(/<[^>]+>/g, '')).toContain(
    'Webユーザー（管理者）がご自身のパスワードを忘れた場合は、こちらからパスワードを再発行してください。',
  );
  expect(page).toMatch(/<a href="\/password-reissue">こちら<\/a>/);
});

test('ID and registered address: a mail is asked for, with its access event, and the old password stays', async () => {
  const answer = await ask(ADMINISTRATOR, EMAIL);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/password-reissue/accepted');
  const [mail] = await asked();
  expect(mail).toMatchObject({ webUserId: ADMINISTRATOR, kind: 'reissue', made: 0 });
  const events = await web.services.db.select().from(accessEvents);
  expect(events).toMatchObject([
    { webUserId: ADMINISTRATOR, operation: operation.passwordReissueRequest, subject: mail?.passwordMailId },
  ]);
  const starts = await web.services.db.select().from(outbox);
  expect(starts).toMatchObject([
    {
      workflowType: 'passwordReissue',
      workflowId: passwordMailWorkflowId(mail?.passwordMailId ?? ''),
      input: { passwordMailId: mail?.passwordMailId },
    },
  ]);
  expect((await web.user(ADMINISTRATOR)).cookies.size).toBeGreaterThan(0);
});

test('before anything is sent, it asks', async () => {
  const answer = await ask(ADMINISTRATOR, EMAIL, {});
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('よろしいですか？');
  const again = await ask(ADMINISTRATOR, EMAIL, { edit: 'true' });
  expect(await again.text(), '修正する keeps the input').toContain(`value="${EMAIL}"`);
  expect(await asked()).toEqual([]);
  expect(await (await web.visitor().get('/password-reissue')).text()).toMatch(/<dialog[^>]*id="send"/);
});

test('the ID in full width and the domain in capitals are the same', async () => {
  await ask('２０１２３４５６７０００', 'taro.nihon@AONAGI-Trading.EXAMPLE');
  await setUser({ email: 'taro.nihon@Aonagi-Trading.example' });
  await ask(ADMINISTRATOR, EMAIL);
  expect(await asked()).toHaveLength(2);
});

const strangers: [string, () => Promise<unknown>, string, string][] = [
  ['an unknown ID', async () => {}, '999999999000', EMAIL],
  ['another address', async () => {}, ADMINISTRATOR, 'someone@else.example'],
  ['another person of that domain', async () => {}, ADMINISTRATOR, 'Taro.nihon@aonagi-trading.example'],
  ['an applicant', async () => {}, '201234567001', 'jiro.nihon@aonagi-trading.example'],
  [
    'a suspended administrator',
    () => setUser({ suspendedAt: new Date(), suspendedBy: 'staff' }),
    ADMINISTRATOR,
    EMAIL,
  ],
  ['one whose time is over', () => setUser({ validUntil: '2020-01-01' }), ADMINISTRATOR, EMAIL],
];

test.each(strangers)(
  'ASVS V6.3.8: %s gets the same answer, and no mail',
  async (_who, prepare, id, email) => {
    if (id === '201234567001')
      await web.services.db.update(webUsers).set({ email }).where(eq(webUsers.webUserId, id));
    const known = await ask(ADMINISTRATOR, EMAIL);
    await web.services.db.delete(passwordMails);
    await prepare();
    const answer = await ask(id, email);
    expect(answer.status).toBe(known.status);
    expect(answer.headers.get('location')).toBe(known.headers.get('location'));
    expect([...answer.headers.keys()]).toEqual([...known.headers.keys()]);
    expect(await answer.text()).toBe(await known.text());
    expect(await asked()).toEqual([]);
  },
);

test('ASVS V6.3.8: known and unknown take the same time', async () => {
  const timeOf = async (id: string) => {
    const begun = performance.now();
    await ask(id, EMAIL);
    return performance.now() - begun;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    await web.services.db.delete(loginThrottles);
    known.push(await timeOf(ADMINISTRATOR));
    unknown.push(await timeOf('999999999000'));
  }
  const median = (times: number[]) => times.toSorted((one, other) => one - other)[2] ?? 0;
  expect(Math.abs(median(known) - median(unknown))).toBeLessThan(20);
  for (const time of [...known, ...unknown]) expect(time).toBeGreaterThan(ANSWER_AFTER - 10);
});

test('ASVS V2.4.1: of ten requests at once three are carried out, and all get the same answer', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(ADMINISTRATOR, EMAIL)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  expect(await asked()).toHaveLength(3);
  await web.services.db
    .update(loginThrottles)
    .set({ blockedUntil: new Date(Date.now() - 1) })
    .where(eq(loginThrottles.key, `reissue:webUser:${ADMINISTRATOR}`));
  await ask(ADMINISTRATOR, EMAIL);
  await ask(ADMINISTRATOR, EMAIL);
  expect(await asked()).toHaveLength(4);
});

test('guesses of others do not use up the administrator’s own requests', async () => {
  for (let turn = 0; turn < 5; turn++) await ask(ADMINISTRATOR, `guess${turn}@else.example`);
  await ask(ADMINISTRATOR, EMAIL);
  expect(await asked()).toHaveLength(1);
});

test.each([
  ['', '', 2],
  ['12345', EMAIL, 1],
  [ADMINISTRATOR, 'no address', 1],
  [ADMINISTRATOR, `${EMAIL},other@else.example`, 1],
])(
  'a form with mistakes says so beside the field and keeps what was typed: %j %j',
  async (id, email, mistakes) => {
    const answer = await ask(id, email);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(mistakes);
    if (id) expect(page).toContain(`value="${id}"`);
    expect(await asked()).toEqual([]);
  },
);

test('nobody is asked for from another site', async () => {
  const answer = await web
    .visitor()
    .post(
      '/password-reissue',
      { webUserId: ADMINISTRATOR, email: EMAIL, confirmed: 'true' },
      { 'sec-fetch-site': 'cross-site' },
    );
  expect(answer.status).toBe(403);
  expect(await asked()).toEqual([]);
});

test('asking changes no credentials', async () => {
  const before = await web.services.db.select().from(credentials);
  await ask(ADMINISTRATOR, EMAIL);
  expect(await web.services.db.select().from(credentials)).toEqual(before);
});
