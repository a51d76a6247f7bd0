import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outbox } from '../../db/schema/outbox.ts';
import { publicDrafts, registrationSteps, registrations } from '../../db/schema/registrations.ts';
import { TERMS_VERSION } from '../../domain/registration.ts';
import {
  branchInput,
  confirm,
  enter,
  existingInput,
  headOfficeInput,
  register,
  seenBy,
} from '../support/registration.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());

let visitors = 0;
/** Somebody at an address of their own, so that only the flood tests meet the limits. */
function visitor(): Visitor {
  visitors += 1;
  return web.visitor(`198.51.100.${visitors}`);
}
const mail = (name: string) => ({
  'administrator.email': `${name}@nitta-boeki.example`,
  'administrator.emailAgain': `${name}@nitta-boeki.example`,
});
const all = () => web.services.db.select().from(registrations);
const find = async (number: string) =>
  (await web.services.db.select().from(registrations).where(eq(registrations.registrationNumber, number)))[0];

test('a head office and its administrator: input, confirmation, number; all of it is kept with the terms agreed to', async () => {
  const someone = visitor();
  const input = headOfficeInput(mail('whole'));
  await enter(someone, 'head-office', input);
  const confirmation = await (await someone.get('/registration/confirm')).text();
  for (const shown of [
    '新田貿易株式会社',
    '新田　一郎',
    '10,000,000円',
    'whole@nitta-boeki.example',
    '2026/11/01版',
  ])
    expect(confirmation).toContain(shown);
  expect(confirmation).not.toMatch(/name="(party|administrator)\./);

  await confirm(someone);
  const complete = await (await someone.get('/registration/complete')).text();
  const number = complete.match(/R[0-9]{8}-[0-9]{6}-[0-9]/)?.[0] ?? '';
  expect(complete).toContain('whole@nitta-boeki.example');
  const kept = await find(number);
  expect(kept).toMatchObject({
    kind: 'newInsuredParty',
    partyKind: 'headOffice',
    stage: 'received',
    insuredCode: null,
    termsVersion: TERMS_VERSION,
    details: { name: '新田貿易株式会社', capitalYen: 10_000_000, isSme: true, building: null },
    administrator: { name: '新田　望', email: 'whole@nitta-boeki.example', fax: null },
  });
  expect(kept?.address).toMatch(/^198\.51\.100\./);
  expect(Date.now() - Number(kept?.termsAgreedAt)).toBeLessThan(60_000);
  const [start] = await web.services.db
    .select()
    .from(outbox)
    .where(eq(outbox.workflowId, `registration/${number}`));
  expect(start).toMatchObject({ workflowType: 'registration', input: { registrationNumber: number } });
  expect(Object.keys(start?.input ?? {}).sort()).toEqual(['dueAt', 'registrationNumber']);
});

test('a branch has no corporate number or representative, and cannot smuggle them in', async () => {
  const number = await register(visitor(), 'branch', {
    ...branchInput,
    ...mail('branch'),
    'party.corporateNumber': '1234567890123',
    'party.representativeName': '密輸　太郎',
  });
  expect(await find(number)).toMatchObject({
    partyKind: 'branch',
    details: { corporateNumber: null, representativeName: null },
  });
});

test('whether an insured code exists is told to nobody', async () => {
  const pages = [];
  for (const [index, code] of ['201234567', '999999998'].entries()) {
    const someone = visitor();
    await enter(someone, 'administrator', { ...existingInput(code), ...mail(`neutral${index}`) });
    const confirmation = await (await someone.get('/registration/confirm')).text();
    const answer = await confirm(someone);
    const complete = await (await someone.follow(answer)).text();
    pages.push(
      (confirmation + complete)
        .replaceAll(code, 'CODE')
        .replace(/neutral[01]/g, 'MAIL')
        .replace(/R[0-9]{8}-[0-9]{6}-[0-9]/g, 'NUMBER')
        .replace(/[0-9]{2}:[0-9]{2}:[0-9]{2}|datetime="[^"]*"|value="[0-9a-f]{24}"/g, ''),
    );
  }
  expect(pages[0]).toBe(pages[1]);
});

const long = '長'.repeat(300);
const wrongFields: [form: string, field: string, value: string, message: string][] = [
  ['head-office', 'party.corporateNumber', '1234567890123', '法人番号が正しくありません'],
  ['head-office', 'party.name', '', '入力してください'],
  ['head-office', 'party.nameKana', '漢字', 'カタカナ'],
  ['head-office', 'party.nameEnglish', '日本語', '半角'],
  ['head-office', 'party.representativeTitle', long, '50文字以内'],
  ['head-office', 'party.representativeName', '', '入力してください'],
  ['head-office', 'party.representativeKana', 'abc', 'カタカナ'],
  ['head-office', 'party.postalCode', '12', '7桁'],
  ['head-office', 'party.prefecture', '江戸', '選択してください'],
  ['head-office', 'party.city', '', '入力してください'],
  ['head-office', 'party.street', '', '入力してください'],
  ['head-office', 'party.building', long, '文字以内'],
  ['head-office', 'party.addressEnglish', '日本語', '半角'],
  ['head-office', 'party.phone', 'abc', '電話番号'],
  ['head-office', 'party.fax', 'abc', 'FAX番号'],
  ['head-office', 'party.url', 'not a url', 'URL'],
  ['head-office', 'party.industry', 'Z', '選択してください'],
  ['head-office', 'party.establishedOn', '2001-02-30', '日付'],
  ['head-office', 'party.capitalYen', '-1', ''],
  ['head-office', 'party.employees', 'many', ''],
  ['head-office', 'party.fiscalMonth', '13', '選択してください'],
  ['head-office', 'party.isSme', 'maybe', '選択してください'],
  ['head-office', 'party.contactDepartment', long, '文字以内'],
  ['head-office', 'party.contactName', '', '入力してください'],
  ['head-office', 'party.contactPhone', '1', '電話番号'],
  ['head-office', 'party.contactEmail', 'a@', 'メールアドレス'],
  ['head-office', 'wantsComprehensiveInsurance', '', '選択してください'],
  ['head-office', 'administrator.name', '', '入力してください'],
  ['head-office', 'administrator.kana', '漢字', 'カタカナ'],
  ['head-office', 'administrator.department', long, '文字以内'],
  ['head-office', 'administrator.title', long, '50文字以内'],
  ['head-office', 'administrator.phone', 'abc', '電話番号'],
  ['head-office', 'administrator.fax', 'abc', 'FAX番号'],
  ['head-office', 'administrator.email', 'a@b@c', 'メールアドレス'],
  ['head-office', 'administrator.emailAgain', 'other@nitta-boeki.example', '一致しません'],
  ['head-office', 'terms', '', '利用規約'],
  ['branch', 'party.name', '', '入力してください'],
  ['administrator', 'insuredCode', '12345678', '9桁'],
  ['administrator', 'insuredCode', '', '入力してください'],
  ['administrator', 'partyKind', 'elsewhere', '選択してください'],
  ['administrator', 'administrator.email', '', '入力してください'],
  ['administrator', 'terms', 'false', '利用規約'],
];

test.each(wrongFields)(
  '422 on %s: %s = %s is told beside the field, and nothing typed is lost',
  async (form, field, value, message) => {
    const someone = visitor();
    const good =
      form === 'administrator'
        ? existingInput('201234567')
        : form === 'branch'
          ? branchInput
          : headOfficeInput();
    const answer = await someone.post(`/registration/${form}`, { ...good, [field]: value });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    const id = field.replace('.', '-');
    expect(page).toContain(`href="#${id}"`);
    expect(page).toMatch(new RegExp(`id="${id}-error">[\\s\\S]{0,300}?${message}`));
    const kept = field.startsWith('administrator.') ? 'administrator.kana' : 'administrator.name';
    if (field !== kept) expect(page).toContain(`value="${good[kept as keyof typeof good]}"`);
    if (value && !field.match(/prefecture|industry|fiscalMonth|isSme|partyKind|terms/))
      expect(page).toContain(value);
    expect(someone.cookies.size, 'nothing is kept of it').toBe(0);
    expect((await someone.get('/registration/confirm')).headers.get('location')).toBe('/registration');
  },
);

test('every required field that is empty is named in the summary, in the order of the page', async () => {
  const page = await (await visitor().post('/registration/head-office', {})).text();
  const named = [...page.matchAll(/<li><a href="#([^"]+)">/g)].map(([, id]) => id);
  expect(named[0]).toBe('party-corporateNumber');
  expect(named.at(-1)).toBe('terms');
  expect(named.length).toBeGreaterThan(20);
});

test('markup in any field is text on every page', async () => {
  const markup = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
  for (const form of ['head-office', 'branch', 'administrator']) {
    const good = form === 'administrator' ? existingInput('201234567') : headOfficeInput();
    const everywhere = Object.fromEntries(Object.keys(good).map((name) => [name, markup]));
    const page = await (await visitor().post(`/registration/${form}`, everywhere)).text();
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<script>alert|<img src=x/);
  }
  const someone = visitor();
  const prose = {
    'party.name': markup,
    'party.city': markup.slice(0, 40),
    'administrator.name': markup.slice(0, 40),
    'administrator.title': markup.slice(0, 40),
  };
  await enter(someone, 'branch', { ...branchInput, ...mail('markup'), ...prose });
  for (const path of ['/registration/confirm', '/registration/branch'])
    expect(await (await someone.get(path)).text()).not.toMatch(/<script>alert|<img src=x/);
});

test('修正する brings everything back as it will be kept, 戻る forgets it', async () => {
  const someone = visitor();
  await enter(someone, 'branch', {
    ...branchInput,
    ...mail('back'),
    'party.phone': '０３－５５５５－０１９９',
  });
  const page = await (await someone.get('/registration/branch')).text();
  expect(page).toContain('value="03-5555-0199"');
  expect(page).toMatch(/name="terms"[^>]*checked/);
  expect(await (await someone.get('/registration/head-office')).text()).not.toContain('03-5555-0199');
  await someone.post('/registration/discard');
  expect((await someone.get('/registration/confirm')).headers.get('location')).toBe('/registration');
  expect(await (await someone.get('/registration/branch')).text()).not.toContain('03-5555-0199');
});

test('V2.3.1 確定する without 確認する registers nothing', async () => {
  const before = (await all()).length;
  const stranger = visitor();
  expect((await stranger.post('/registration/confirm', { ...branchInput })).headers.get('location')).toBe(
    '/registration',
  );
  const hasty = visitor();
  await enter(hasty, 'branch', { ...branchInput, ...mail('hasty') });
  const answer = await hasty.post('/registration/confirm');
  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain('確認した内容と異なります');
  expect(await all()).toHaveLength(before);
});

test('what was changed in another window after the confirm page is shown again before it counts', async () => {
  const someone = visitor();
  await enter(someone, 'branch', { ...branchInput, ...mail('first') });
  const seen = await seenBy(someone);
  await enter(someone, 'branch', { ...branchInput, ...mail('second') });
  const answer = await someone.post('/registration/confirm', { seen });
  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain('second@nitta-boeki.example');
});

test('pressed 20 times at once, it is one registration with one step and one start', async () => {
  const someone = visitor();
  await enter(someone, 'head-office', headOfficeInput(mail('twenty')));
  const seen = await seenBy(someone);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => someone.post('/registration/confirm', { seen })),
  );
  expect(new Set(answers.map((answer) => answer.headers.get('location')))).toEqual(
    new Set(['/registration/complete']),
  );
  const made = (await all()).filter(({ administrator }) => administrator.email.startsWith('twenty@'));
  expect(made).toHaveLength(1);
  const number = made[0]?.registrationNumber ?? '';
  const steps = await web.services.db
    .select()
    .from(registrationSteps)
    .where(eq(registrationSteps.registrationNumber, number));
  expect(steps).toMatchObject([{ kind: 'submitted', actorKind: 'visitor', actorName: '新田　望' }]);
  const starts = await web.services.db
    .select()
    .from(outbox)
    .where(eq(outbox.workflowId, `registration/${number}`));
  expect(starts).toHaveLength(1);
});

test('one address cannot flood: the eleventh of an hour is refused with the input kept, at once or one by one', async () => {
  const flooders = await Promise.all(
    Array.from({ length: 14 }, async (_, index) => {
      const one = web.visitor('203.0.113.77');
      await enter(one, 'branch', { ...branchInput, ...mail(`flood${index}`) });
      return { one, seen: await seenBy(one) };
    }),
  );
  const answers = await Promise.all(
    flooders.map(({ one, seen }) => one.post('/registration/confirm', { seen })),
  );
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(10);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(4);
  expect(await refused[0]?.text()).toMatch(/受け付けられません[\s\S]*新田貿易株式会社/);
  await register(visitor(), 'branch', { ...branchInput, ...mail('elsewhere') });
});

test('nobody’s mailbox can be flooded from many addresses', async () => {
  for (let turn = 0; turn < 5; turn += 1)
    await register(visitor(), 'branch', { ...branchInput, ...mail('Victim') });
  const sixth = visitor();
  await enter(sixth, 'branch', { ...branchInput, ...mail('victim') });
  expect((await confirm(sixth)).status).toBe(429);
});

test('the draft is known by a cookie that scripts cannot read, kept as a hash, and new with every input', async () => {
  const someone = visitor();
  const answer = await someone.post('/registration/branch', { ...branchInput, ...mail('cookie') });
  expect(answer.headers.get('set-cookie')).toMatch(/madoguchi_registration=.*HttpOnly.*SameSite=Lax/i);
  const [token = ''] = someone.cookies.values();
  const rows = JSON.stringify(await web.services.db.select().from(publicDrafts));
  expect(rows).not.toContain(token);
  const planted = web.visitor('198.51.100.250');
  planted.cookies.set('madoguchi_registration', token);
  await someone.post('/registration/branch', { ...branchInput, ...mail('cookie2') });
  expect((await planted.get('/registration/confirm')).headers.get('location')).toBe('/registration');
});

test('over HTTPS the cookie is __Host- and secure', async () => {
  const secure = await startTestWeb({ PUBLIC_URL: 'https://portal.test' });
  const answer = await secure.visitor().post('/registration/branch', { ...branchInput });
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-madoguchi_registration=.*Path=\/;.*Secure/i);
  await secure.close();
});

test('the postal code fills the address without a login, and keeps what was typed where it is unknown', async () => {
  const htmx = { 'hx-request': 'true', 'hx-request-type': 'partial' };
  const query = (code: string) =>
    `/registration/address?form=branch&party.postalCode=${code}&party.street=${encodeURIComponent('手入力')}`;
  const found = await (await visitor().get(query('530-0001'), htmx)).text();
  expect(found).toMatch(/value="大阪府" selected|<option[^>]*selected[^>]*>大阪府/);
  expect(found).toContain('name="party.city"');
  const unknown = await (await visitor().get(query('0000000'), htmx)).text();
  expect(unknown).toContain('見つかりません');
  expect(unknown).toContain('手入力');
});

test('the choice has to be made, and the terms can be read, without an account', async () => {
  const nothing = await visitor().post('/registration', {});
  expect(nothing.status).toBe(422);
  expect(await nothing.text()).toContain('登録する内容を選択してください。');
  expect((await visitor().post('/registration', { form: 'branch' })).headers.get('location')).toBe(
    '/registration/branch',
  );
  expect(await (await visitor().get('/registration/terms')).text()).toContain('第1条');
  expect(await (await visitor().get('/login')).text()).toContain('href="/registration"');
  expect((await visitor().get('/registration/elsewhere')).status).not.toBe(200);
});

test('a cross-site form registers nothing', async () => {
  const answer = await visitor().post(
    '/registration/branch',
    { ...branchInput },
    { 'sec-fetch-site': 'cross-site' },
  );
  expect(answer.status).toBe(403);
});
