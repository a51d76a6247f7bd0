import { and, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accountNumberDigests, sealAccountNumber } from '../../db/account-number.ts';
import { listBankAccounts } from '../../db/bank-accounts.ts';
import { findBranch } from '../../db/bank-list.ts';
import {
  accessEvents,
  bankAccounts,
  drafts,
  notices,
  outbox,
  webUserSessions,
} from '../../db/schema/index.ts';
import { newAccount as account } from '../support/bank-account.ts';
import { testKeys } from '../support/encryption.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const COMPANY = '201234567';
const ADMINISTRATOR = '201234567000';
const REFUND = '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0001';
const FOREIGN = '6d0f2f0a-1c56-4d0e-9a53-2b1f5c7e0003';

let web: TestWeb;
let administrator: Visitor;
let seeded: (typeof bankAccounts.$inferSelect)[];
beforeAll(async () => {
  web = await startTestWeb();
  administrator = await web.user(ADMINISTRATOR);
  seeded = await web.services.db.select().from(bankAccounts);
});
beforeEach(async () => {
  const { db } = web.services;
  for (const table of [bankAccounts, notices, outbox, accessEvents, drafts]) await db.delete(table);
  await db.insert(bankAccounts).values(seeded);
  await db.update(webUserSessions).set({ passwordGivenAt: new Date() });
});
afterAll(() => web?.close());

const accounts = (insuredCode = COMPANY) => listBankAccounts(web.services.db, testKeys, insuredCode);
const events = async (operation: 'P-61' | 'P-62' | 'P-63' | 'P-64') =>
  web.services.db
    .select()
    .from(accessEvents)
    .where(and(eq(accessEvents.operation, operation), eq(accessEvents.webUserId, ADMINISTRATOR)));
const told = () => web.services.db.select().from(notices);
const started = () => web.services.db.select().from(outbox);
const passwordIsOld = () =>
  web.services.db.update(webUserSessions).set({ passwordGivenAt: new Date(Date.now() - 3_600_000) });

/** Input and confirmation page of a new account. */
async function enter(visitor = administrator, values: Record<string, string> = account): Promise<void> {
  const answer = await visitor.post('/bank-accounts/new', values);
  expect(answer.headers.get('location')).toBe('/bank-accounts/new/confirm');
}
const register = async (values: Record<string, string> = account) => {
  await enter(administrator, values);
  return administrator.post('/bank-accounts/new/confirm');
};

test('everyone sees the accounts of their company; nobody but the administrator can change them', async () => {
  const applicant = await web.user('201234567002');
  const list = await (await applicant.get('/bank-accounts')).text();
  expect(list).toContain('口座情報照会');
  for (const shown of ['0000012', '0000034', '保険料返還', '保険金請求', 'みずほ', '三菱ＵＦＪ'])
    expect(list).toContain(shown);
  expect(list).not.toContain('0000056');
  expect(list).not.toMatch(/新規登録|type="radio"/);
  expect(await (await applicant.get('/')).text()).not.toContain('/bank-accounts/manage');
  for (const path of [
    '/manage',
    '/new',
    `/${REFUND}/change`,
    `/${REFUND}/deletion`,
    '/new/banks',
    '/complete',
  ])
    expect((await applicant.get(`/bank-accounts${path}`)).status, path).toBe(403);
  for (const path of ['/new', '/new/confirm', `/${REFUND}/change/confirm`, `/${REFUND}/deletion`])
    expect((await applicant.post(`/bank-accounts${path}`, { ...account, confirmed: 'true' })).status).toBe(
      403,
    );
  expect((await accounts()).length).toBe(2);
  const [looked] = await web.services.db
    .select()
    .from(accessEvents)
    .where(eq(accessEvents.operation, 'P-61'));
  expect(looked).toMatchObject({ webUserId: '201234567002', insuredCode: COMPANY });
});

test('the administrator’s list has 選択, and each button needs a choice', async () => {
  const list = await (await administrator.get('/bank-accounts/manage')).text();
  expect(list).toContain('口座情報照会・登録・変更');
  expect(list.match(/type="radio" name="account"/g)).toHaveLength(2);
  const choose = async (query: string) =>
    (await administrator.get(`/bank-accounts/selection?${query}`)).headers.get('location');
  expect(await choose(`account=${REFUND}&next=change`)).toBe(`/bank-accounts/${REFUND}/change`);
  expect(await choose(`account=${REFUND}&next=deletion`)).toBe(`/bank-accounts/${REFUND}/deletion`);
  const nothing = await administrator.get('/bank-accounts/selection?next=deletion');
  expect(nothing.status).toBe(422);
  expect(await nothing.text()).toContain('口座を「選択」で選んでから');
});

test('申込む registers at once, with event and notice; the completion page shows the number in part', async () => {
  await enter();
  const page = await (await administrator.get('/bank-accounts/new/confirm')).text();
  for (const shown of ['申込内容の確認', '丸の内中央', '1234567', '保険料返還', account.holder])
    expect(page).toContain(shown);
  expect(page).not.toContain('name="confirmed"');
  const answer = await administrator.post('/bank-accounts/new/confirm');
  const complete = await (await administrator.follow(answer)).text();
  expect(complete).toContain('口座情報を登録しました');
  expect(complete).toContain('口座情報一覧へ');
  expect(complete).toContain('***4567');
  expect(complete).not.toContain('>1234567');

  const registered = (await accounts()).find(({ number }) => number === '1234567');
  expect(registered).toMatchObject({ ...account, insuredCode: COMPANY, bankName: 'みずほ' });
  expect(await events('P-62')).toMatchObject([{ subject: registered?.bankAccountId }]);
  const [notice] = await told();
  expect(notice).toMatchObject({
    kind: 'bankAccountRegistered',
    webUserId: ADMINISTRATOR,
    recipient: 'taro.nihon@aonagi-trading.example',
    reference: registered?.bankAccountId,
  });
  expect(JSON.stringify(notice?.facts)).not.toContain('1234567');
  expect(await started()).toMatchObject([
    {
      workflowType: 'notice',
      workflowId: `notice/${notice?.noticeId}`,
      input: { noticeId: notice?.noticeId },
    },
  ]);
  expect(await (await administrator.get('/bank-accounts/manage')).text()).toContain('1234567');
});

test.each([
  ['purpose', '', '利用区分を'],
  ['purpose', 'salary', '一覧から'],
  ['bankCode', '', '取引先金融機関を'],
  ['bankCode', '0002', 'この金融機関は一覧にありません'],
  ['branchCode', '', '取引先支店を'],
  ['branchCode', '999', 'この金融機関の支店ではありません'.slice(2)],
  ['type', '', '預金種目を'],
  ['number', '', '口座番号を'],
  ['number', '123456', '7桁の数字'],
  ['number', '12345678', '7桁の数字'],
  ['holder', '', '口座名義（カナ）を'],
  ['holder', '青凪', '使用できない文字（青 凪）'],
])('%s “%s” is refused beside the field, and nothing typed is lost', async (key, value, message) => {
  const typed = { ...account, holder: 'ニユウリヨクズミ', [key]: value };
  const answer = await administrator.post('/bank-accounts/new', typed);
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain('入力内容をご確認ください');
  expect(page).toMatch(new RegExp(`id="${key}-error">.*?${message}`, 's'));
  expect(page).toContain(`href="#${key}"`);
  expect(page).toContain(`id="${key}"`);
  expect(page).toContain(`value="${typed.holder}"`);
  if (key !== 'number') expect(page).toContain('value="1234567"');
  expect((await accounts()).length).toBe(2);
});

test('a bank or branch that was never chosen from the list is refused, however the form is sent', async () => {
  for (const [bankCode, branchCode] of [
    ['0005', '004'],
    ['0001', '138x'],
    ["0001' or 1=1--", '001'],
    ['みずほ', '丸の内'],
    ['0001', '0001'],
  ] as const) {
    const answer = await administrator.post('/bank-accounts/new', { ...account, bankCode, branchCode });
    if (bankCode === '0005') {
      const there = answer.status === 303;
      expect(there, 'branch 004 of the other bank').toBe(await isThere('0005', '004'));
    } else expect(answer.status, bankCode + branchCode).toBe(422);
  }
  // By its foreign key the database refuses it as well.
  const { number, ...row } = account;
  const direct = web.services.db.insert(bankAccounts).values({
    ...row,
    ...sealAccountNumber(testKeys, { bankAccountId: REFUND, insuredCode: COMPANY }, number),
    insuredCode: COMPANY,
    branchCode: '999',
  } as never);
  await expect(direct).rejects.toMatchObject({
    cause: { constraint_name: 'an_account_is_kept_at_a_branch_of_its_bank' },
  });
});
const isThere = async (bankCode: string, branchCode: string) =>
  (await findBranch(web.services.db, bankCode, branchCode)) !== undefined;

test('修正する shows the input again, 戻る forgets it', async () => {
  await enter();
  const again = await (await administrator.get('/bank-accounts/new/edit')).text();
  for (const kept of [
    'value="1234567"',
    'value="0001"',
    'value="004"',
    'みずほ',
    '丸の内中央',
    account.holder,
  ])
    expect(again).toContain(kept);
  await administrator.post('/bank-accounts/new/discard');
  expect((await administrator.get('/bank-accounts/new/edit')).headers.get('location')).toBe(
    '/bank-accounts/new',
  );
  expect((await administrator.get('/bank-accounts/new/confirm')).headers.get('location')).toBe(
    '/bank-accounts/new/edit',
  );
  expect((await administrator.post('/bank-accounts/new/confirm')).headers.get('location')).toBe(
    '/bank-accounts/new',
  );
  expect((await accounts()).length).toBe(2);
});

test('the password is asked for again when it was not given in the last five minutes (ASVS V7.5.1)', async () => {
  await passwordIsOld();
  await enter();
  expect(await (await administrator.get('/bank-accounts/new/confirm')).text()).toContain('現在のパスワード');
  for (const password of [undefined, '', 'not the password']) {
    const refused = await administrator.post(
      '/bank-accounts/new/confirm',
      password === undefined ? {} : { password },
    );
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/id="password-error"/);
  }
  expect((await accounts()).length).toBe(2);
  const answer = await administrator.post('/bank-accounts/new/confirm', { password: DEMO_PASSWORD });
  expect(answer.headers.get('location')).toBe('/bank-accounts/complete');
  expect((await accounts()).length).toBe(3);

  await passwordIsOld();
  const deletion = `/bank-accounts/${REFUND}/deletion`;
  expect(await (await administrator.get(deletion)).text()).toContain('現在のパスワード');
  expect((await administrator.post(deletion, { confirmed: 'true' })).status).toBe(422);
  expect((await accounts()).length).toBe(3);
});

test('a change needs its box ticked; then it takes effect at once, and the mail says what it was before', async () => {
  const path = `/bank-accounts/${REFUND}/change`;
  const form = await (await administrator.get(path)).text();
  expect(form).toContain('value="0000012"');
  const change = { ...account, bankCode: '0001', branchCode: '001', number: '0000013' };
  expect((await administrator.post(path, change)).headers.get('location')).toBe(`${path}/confirm`);
  const page = await (await administrator.get(`${path}/confirm`)).text();
  expect(page).toContain('変更する口座情報について確認しました');
  expect(page).toContain('当口座を変更することにより、まどぐち保証機構からの送金が行えません');
  expect(page).toMatch(/0000012[\s\S]*0000013/);
  for (const confirmed of [{}, { confirmed: '' }, { confirmed: 'false' }]) {
    const refused = await administrator.post(`${path}/confirm`, confirmed as Record<string, string>);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/id="confirmed-error"/);
  }
  expect((await accounts())[0]).toMatchObject({ number: '0000012', version: 1 });

  const answer = await administrator.post(`${path}/confirm`, { confirmed: 'true' });
  expect(answer.headers.get('location')).toBe('/bank-accounts/complete');
  expect(await (await administrator.get('/bank-accounts/complete')).text()).toContain(
    '口座情報を変更しました',
  );
  expect((await accounts())[0]).toMatchObject({ number: '0000013', bankAccountId: REFUND, version: 2 });
  expect(await events('P-63')).toMatchObject([{ subject: REFUND }]);
  expect(await told()).toMatchObject([
    {
      kind: 'bankAccountChanged',
      facts: { before: { maskedNumber: '***0012' }, account: { maskedNumber: '***0013' } },
    },
  ]);
});

test('a change that changes nothing is refused', async () => {
  const same = { ...account, branchCode: '001', number: '0000012' };
  const answer = await administrator.post(`/bank-accounts/${REFUND}/change`, same);
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('変更された項目がありません');
});

test('a deletion needs its box ticked; then the account is gone, and its page is no more', async () => {
  const path = `/bank-accounts/${REFUND}/deletion`;
  const page = await (await administrator.get(path)).text();
  expect(page).toContain('削除する口座情報について確認しました');
  expect(page).toContain('当口座を削除することにより、まどぐち保証機構からの送金が行えません');
  const refused = await administrator.post(path, {});
  expect(refused.status).toBe(422);
  expect(await refused.text()).toMatch(/id="confirmed-error"/);
  expect((await accounts()).length).toBe(2);

  const answer = await administrator.post(path, { confirmed: 'true' });
  expect(await (await administrator.follow(answer)).text()).toContain('口座情報を削除しました');
  expect((await accounts()).map(({ bankAccountId }) => bankAccountId)).not.toContain(REFUND);
  expect(await events('P-64')).toMatchObject([{ subject: REFUND }]);
  expect(await told()).toMatchObject([{ kind: 'bankAccountDeleted' }]);
  expect((await administrator.get(path)).status).toBe(404);
  expect(await (await administrator.get('/bank-accounts/manage')).text()).not.toContain('0000012');
});

test('one account for both purposes is two rows; the same for one purpose is refused', async () => {
  await register();
  await register({ ...account, purpose: 'claimPayment' });
  expect((await accounts()).filter(({ number }) => number === '1234567')).toHaveLength(2);
  const again = await administrator.post('/bank-accounts/new', account);
  expect(again.status).toBe(422);
  expect(await again.text()).toContain('この口座は「保険料返還」ですでに登録されています');
  const changed = await administrator.post(`/bank-accounts/${REFUND}/change`, account);
  expect(changed.status).toBe(422);
  const other = await web.user('201234568000');
  await enter(other);
  await other.post('/bank-accounts/new/confirm');
  expect(await accounts('201234568'), 'another company may have it').toHaveLength(2);
});

test('of two sessions that register the same account at once, one does, and the other is told', async () => {
  const visitors = await Promise.all([1, 2, 3, 4].map(() => web.user(ADMINISTRATOR)));
  for (const visitor of visitors) await enter(visitor);
  const answers = await Promise.all(visitors.map((visitor) => visitor.post('/bank-accounts/new/confirm')));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  const page = await refused?.text();
  expect(page).toContain('この口座は「保険料返還」ですでに登録されています');
  expect(page).toContain('value="1234567"');
  expect((await accounts()).length).toBe(3);
  expect([(await events('P-62')).length, (await told()).length, (await started()).length]).toEqual([1, 1, 1]);
});

test('申込む pressed twenty times acts once: registration, change and deletion', async () => {
  const throttled = await web.user(ADMINISTRATOR);
  await enter(throttled, { ...account, number: '3333333' });
  await passwordIsOld();
  const form = { password: DEMO_PASSWORD };
  await throttled.post('/bank-accounts/new/confirm', form);
  expect((await throttled.post('/bank-accounts/new/confirm', form)).headers.get('location')).toBe(
    '/bank-accounts/complete',
  );
  await web.services.db
    .delete(bankAccounts)
    .where(inArray(bankAccounts.numberDigest, accountNumberDigests(testKeys, COMPANY, '3333333')));
  await web.services.db.delete(notices);
  await web.services.db.update(webUserSessions).set({ passwordGivenAt: new Date() });

  const press = async (path: string) => {
    const presses = Array.from({ length: 20 }, () => administrator.post(path, { confirmed: 'true' }));
    for (const answer of await Promise.all(presses)) {
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe('/bank-accounts/complete');
    }
  };
  await enter();
  await press('/bank-accounts/new/confirm');
  expect([(await accounts()).length, (await told()).length]).toEqual([3, 1]);

  await administrator.post(`/bank-accounts/${REFUND}/change`, { ...account, number: '7654321' });
  await press(`/bank-accounts/${REFUND}/change/confirm`);
  expect((await accounts())[0]).toMatchObject({ number: '7654321', version: 2 });
  expect([(await events('P-63')).length, (await told()).length]).toEqual([1, 2]);

  await administrator.get(`/bank-accounts/${REFUND}/deletion`);
  await press(`/bank-accounts/${REFUND}/deletion`);
  expect([(await accounts()).length, (await told()).length, (await events('P-64')).length]).toEqual([
    2, 3, 1,
  ]);
});

test('a change prepared before another came in between is refused, so that none is undone unseen', async () => {
  const other = await web.user(ADMINISTRATOR);
  const path = `/bank-accounts/${REFUND}/change`;
  await administrator.post(path, { ...account, number: '1111111' });
  await administrator.get(`/bank-accounts/${REFUND}/deletion`);
  await other.post(path, { ...account, number: '2222222' });
  expect((await other.post(`${path}/confirm`, { confirmed: 'true' })).status).toBe(303);

  const late = await administrator.post(`${path}/confirm`, { confirmed: 'true' });
  expect(late.status).toBe(409);
  const page = await late.text();
  expect(page).toContain('別の画面で変更されました');
  expect(page).toContain('value="1111111"');
  const deletion = await administrator.post(`/bank-accounts/${REFUND}/deletion`, { confirmed: 'true' });
  expect(deletion.status).toBe(409);
  expect(await deletion.text()).toContain('2222222');
  expect((await accounts())[0]).toMatchObject({ number: '2222222' });
  expect((await events('P-63')).length).toBe(1);
});

test('an account of another company, and what is no account at all, do not exist', async () => {
  const ids = [FOREIGN, '00000000-0000-4000-8000-000000000000', 'x', '1%27', 'new%00'];
  for (const id of ids) {
    for (const path of ['change', 'change/confirm', 'change/banks', 'deletion'])
      expect((await administrator.get(`/bank-accounts/${id}/${path}`)).status, `${id} ${path}`).toBe(404);
    for (const path of ['change', 'change/confirm', 'change/banks', 'change/japan-post', 'deletion'])
      expect(
        (await administrator.post(`/bank-accounts/${id}/${path}`, { ...account, confirmed: 'true' })).status,
      ).toBe(404);
    expect((await administrator.get(`/bank-accounts/selection?account=${id}&next=change`)).status).toBe(404);
  }
  expect(await accounts('201234568')).toMatchObject([{ number: '0000056' }]);
});

test('what is typed is shown as text', async () => {
  const canary = '"><script>alert(1)</script>';
  const typed = {
    ...account,
    holder: canary,
    number: canary,
    bankCode: canary,
    purpose: canary,
    symbol: canary,
  };
  for (const path of ['', '/banks', '/branches', '/japan-post']) {
    const answer = await administrator.post(`/bank-accounts/new${path}`, typed);
    expect(await (await administrator.follow(answer)).text(), path).not.toContain('<script>alert');
  }
  for (const query of [`q=${encodeURIComponent(canary)}`, `row=${encodeURIComponent(canary)}`])
    for (const headers of [{}, { 'hx-request-type': 'partial' }]) {
      const answer = await administrator.get(
        `/bank-accounts/new/banks?${query}`,
        headers as Record<string, string>,
      );
      expect(await answer.text()).not.toContain('<script>alert');
    }
});
