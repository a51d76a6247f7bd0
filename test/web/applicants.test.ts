import { and, eq, inArray, like } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  accessEvents,
  credentials,
  insuredParties,
  outbox,
  passwordMails,
  webUserAgreements,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import {
  addApplicant,
  form,
  removeAddedApplicants,
  sessionsOf,
  withAgreements,
} from './applicants-fixtures.ts';

const COMPANY = '201234567';
const NEXT = '201234567003';

let web: TestWeb;
let administrator: Visitor;
/** Of a company without 企業総合保険. */
let other: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  await removeAddedApplicants(db);
  await db.delete(webUserSessions);
  administrator = await web.user('201234567000');
  other = await web.user('201234568000');
  await db.delete(accessEvents);
});

const applicant = async (webUserId = NEXT) =>
  (await web.services.db.select().from(webUsers).where(eq(webUsers.webUserId, webUserId)))[0];
const agreementsOf = async (webUserId: string) =>
  (await web.services.db.select().from(webUserAgreements).where(eq(webUserAgreements.webUserId, webUserId)))
    .map(({ agreementCode }) => agreementCode)
    .sort();
const recorded = async () =>
  (await web.services.db.select().from(accessEvents).orderBy(accessEvents.accessEventId)).map(
    ({ operation, subject }) => `${operation} ${subject ?? ''}`.trim(),
  );
const locationOf = (answer: Response) => answer.headers.get('location');
/** Input and 確定する. */
const confirmed = async (path: string, input: Record<string, string>, visitor = administrator) => {
  expect(locationOf(await visitor.post(path, input))).toBe(`${path}/confirm`);
  return visitor.post(`${path}/confirm`);
};

describe('input', () => {
  const wrong: [field: string, input: string, message: string][] = [
    ['name', '', '氏名を入力してください'],
    ['kana', '漢字', '全角カタカナで入力してください'],
    ['department', '部\u0007門', '使用できない文字'],
    ['title', '長'.repeat(51), '50文字以内'],
    ['phone', '12345', '電話番号は市外局番から'],
    ['fax', 'なし', 'FAX番号は市外局番から'],
    ['email', 'jiro@example', '形式で、半角で入力'],
    ['emailAgain', 'other@aonagi-trading.example', '2つのメールアドレスが一致しません'],
    ['applicationRight', 'everything', '一覧から選択してください'],
    ['contractDataRight', '', '情報データ参照権限を選択してください'],
    ['applicationDataRight', '', '申込データ参照権限を選択してください'],
    ['validUntil', '2020-01-01', '本日以降の日付'],
    ['validUntil', '2027-02-30', '存在しない日付'],
  ];
  test.each(wrong)(
    'a wrong %s (%s) is named beside its field, and nothing typed is lost',
    async (field, input, message) => {
      for (const path of ['/applicants/new', '/applicants/201234567001/change']) {
        const answer = await administrator.post(path, { ...form, name: '見本　次郎', [field]: input });
        const page = await answer.text();
        expect(answer.status).toBe(422);
        expect(page).toMatch(new RegExp(`id="${field}-error">[\\s\\S]*?${message}`));
        expect(page).toMatch(new RegExp(`<input[^>]*id="${field}"[^>]*aria-invalid="true"`));
        expect(page).toContain(`href="#${field}"`);
        if (!field.endsWith('Right')) expect(page).toContain(`value="${input}"`);
        if (field !== 'name') expect(page).toContain('value="見本　次郎"');
        expect((await administrator.get(`${path}/confirm`)).status).toBe(303);
      }
    },
  );

  test('the fields that must be filled in are all named at once', async () => {
    const page = await pageOf(administrator.post('/applicants/new', {}));
    expect(page).toContain('入力内容をご確認ください（8件）');
    for (const field of [
      'name',
      'kana',
      'phone',
      'email',
      'emailAgain',
      'applicationRight',
      'contractDataRight',
      'applicationDataRight',
    ])
      expect(page).toContain(`href="#${field}"`);
  });

  test('markup typed into any field is shown as it is and never runs', async () => {
    const markup = '"><script>alert(1)</script>';
    for (const field of [...Object.keys(form), 'validUntil', 'agreementCodes']) {
      const input = { ...form, phone: '', contractDataRight: 'selectedAgreements', [field]: markup };
      const page = await pageOf(administrator.post('/applicants/new', input));
      expect(page).not.toContain('<script>alert');
      if (!field.endsWith('Right')) expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)');
    }
    await confirmed('/applicants/new', { ...form, name: markup, department: markup, title: markup });
    for (const path of [
      '',
      '/new/complete',
      `/${NEXT}`,
      `/${NEXT}/change`,
      `/${NEXT}/password-reset`,
      `/${NEXT}/suspension`,
    ]) {
      const page = await pageOf(administrator.get(`/applicants${path}`));
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&lt;script&gt;alert(1)');
    }
  });

  test('戻る leads to the list and forgets what was typed, 修正する keeps it', async () => {
    await administrator.post('/applicants/new', { ...form, title: '室長' });
    const again = await pageOf(administrator.get('/applicants/new/edit'));
    expect(again).toContain('value="室長"');
    expect(again).toMatch(/value="inputOnly" checked/);
    expect(locationOf(await administrator.post('/applicants/new/discard'))).toBe('/applicants');
    expect(locationOf(await administrator.get('/applicants/new/edit'))).toBe('/applicants/new');
    expect(locationOf(await administrator.post('/applicants/new/confirm'))).toBe('/applicants/new');
    expect(await applicant()).toBeUndefined();
  });

  test('a draft belongs to its session alone', async () => {
    await administrator.post('/applicants/new', form);
    const elsewhere = await web.user('201234567000');
    expect(locationOf(await elsewhere.get('/applicants/new/edit'))).toBe('/applicants/new');
    expect(locationOf(await elsewhere.post('/applicants/new/confirm'))).toBe('/applicants/new');
  });
});

describe('対象特約のみ参照可能', () => {
  test('is neither offered nor taken where the company does not use 企業総合保険', async () => {
    const page = await pageOf(other.get('/applicants/new'));
    expect(page).not.toContain('対象特約のみ参照可能');
    expect(page).not.toContain('特約コードの追加／削除');
    const answer = await other.post('/applicants/new', withAgreements('30012345'));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/id="contractDataRight-error">[\s\S]*?一覧から選択してください/);
    for (const path of ['/agreements', '/agreements/selection'])
      expect((await other.post(`/applicants/new${path}`, withAgreements('30012345'))).status).toBe(404);
    expect(await other.get('/applicants/new/agreements')).toHaveProperty('status', 404);
  });

  test.each([
    ['', '1つ以上選択してください'],
    ['   ', '1つ以上選択してください'],
    ['30012345 99999999', '使用できない特約コードが含まれています'],
  ])('is refused with the codes “%s”', async (codes, message) => {
    for (const path of ['/applicants/new', '/applicants/201234567001/change']) {
      const answer = await administrator.post(path, withAgreements(codes));
      expect(answer.status).toBe(422);
      expect(await answer.text()).toMatch(new RegExp(`id="agreementCodes-error">[\\s\\S]*?${message}`));
      expect((await administrator.post(`${path}/confirm`)).headers.get('location')).not.toContain('complete');
    }
  });

  test('is kept with its codes, sorted and each once, and shown with their names', async () => {
    await administrator.post('/applicants/new', withAgreements('30012347 30012345 30012347'));
    const page = await pageOf(administrator.get('/applicants/new/confirm'));
    expect(page.indexOf('30012345')).toBeLessThan(page.indexOf('30012347'));
    expect(page).toContain('企業総合保険特約（機械部門）');
    await administrator.post('/applicants/new/confirm');
    expect(await agreementsOf(NEXT)).toEqual(['30012345', '30012347']);
  });

  test('codes sent along with another right are dropped', async () => {
    await confirmed('/applicants/new', { ...form, agreementCodes: '30012345' });
    expect(await agreementsOf(NEXT)).toEqual([]);
  });

  test('the popup offers every code with those chosen ticked, and 反映 shows the choice', async () => {
    const asPart = { 'hx-request-type': 'partial' };
    const popup = await pageOf(
      administrator.post('/applicants/new/agreements', withAgreements('30012346'), asPart),
    );
    expect(popup).toContain('<dialog');
    expect(popup.match(/type="checkbox"/g)).toHaveLength(4);
    expect(popup).toMatch(/value="30012346" checked/);
    expect(popup).not.toMatch(/value="30012345" checked/);
    const chosen = await pageOf(
      administrator.post('/applicants/new/agreements/selection', { codes: '30012348' }, asPart),
    );
    expect(chosen).toContain('name="agreementCodes" value="30012348"');
    expect(chosen).toContain('企業総合保険特約（食品部門）');
  });

  test('without a script the popup is a page, and what was typed comes back with the choice', async () => {
    const typed = { ...withAgreements('30012346'), name: 'まだ途中', phone: '' };
    expect(locationOf(await administrator.post('/applicants/new/agreements', typed))).toBe(
      '/applicants/new/agreements',
    );
    expect(await pageOf(administrator.get('/applicants/new/agreements'))).toMatch(/value="30012346" checked/);
    const answer = await administrator.post('/applicants/new/agreements/selection', { codes: '30012347' });
    expect(locationOf(answer)).toBe('/applicants/new/edit');
    const page = await pageOf(administrator.get('/applicants/new/edit'));
    expect(page).toContain('value="まだ途中"');
    expect(page).toContain('name="agreementCodes" value="30012347"');
    expect(await pageOf(administrator.post('/applicants/new/agreements/selection', {}))).toBe('');
    expect(await pageOf(administrator.get('/applicants/new/edit'))).toContain(
      'name="agreementCodes" value=""',
    );
    expect(locationOf(await administrator.get('/applicants/new/confirm'))).toBe('/applicants/new/edit');
  });

  test('the popup opens only where the right is chosen', async () => {
    const answer = await administrator.post('/applicants/new/agreements', form);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('「対象特約のみ参照可能」を選択した場合に');
  });
});

describe('新規登録', () => {
  test('user, credentials, rights, event, mail and request for its workflow come into being together', async () => {
    await confirmed('/applicants/new', { ...withAgreements('30012345'), validUntil: '2099-03-31' });
    const page = await pageOf(administrator.get('/applicants/new/complete'));
    expect(page).toContain('Webユーザー（申込者）登録完了');
    expect(page).toContain(NEXT);
    expect(page).toContain('taro.nihon@aonagi-trading.example');

    expect(await applicant()).toMatchObject({
      insuredCode: COMPANY,
      kind: 'applicant',
      name: form.name,
      email: form.email,
      applicationRight: 'inputOnly',
      contractDataRight: 'selectedAgreements',
      applicationDataRight: 'own',
      validUntil: '2099-03-31',
      suspendedAt: null,
    });
    const { db } = web.services;
    const [credential] = await db.select().from(credentials).where(eq(credentials.webUserId, NEXT));
    expect(credential).toMatchObject({ passwordHash: null, temporaryHash: null, disabledAt: null });
    const mails = await db.select().from(passwordMails);
    expect(mails).toMatchObject([{ webUserId: NEXT, kind: 'initial', made: 0, sentAt: null }]);
    expect(await db.select().from(outbox)).toMatchObject([
      {
        workflowType: 'initialPassword',
        workflowId: `password-mail/${mails[0]?.passwordMailId}`,
        input: { passwordMailId: mails[0]?.passwordMailId },
      },
    ]);
    expect(await recorded()).toEqual([`P-31 ${NEXT}`]);
  });

  test('確定する pressed twenty times at once registers one applicant and asks for one mail', async () => {
    await administrator.post('/applicants/new', form);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => administrator.post('/applicants/new/confirm')),
    );
    for (const answer of answers) expect(locationOf(answer)).toBe('/applicants/new/complete');
    const added = await web.services.db
      .select()
      .from(webUsers)
      .where(and(eq(webUsers.insuredCode, COMPANY), eq(webUsers.name, form.name)));
    expect(added.map(({ webUserId }) => webUserId)).toEqual([NEXT]);
    expect(await web.services.db.select().from(passwordMails)).toHaveLength(1);
    expect(await web.services.db.select().from(outbox)).toHaveLength(1);
    expect(await recorded()).toHaveLength(1);
  });

  test('V2.3.4 of fifty at once for the last number exactly one gets it, and the others are told why', async () => {
    await web.services.db
      .update(insuredParties)
      .set({ lastApplicantSequence: 98 })
      .where(eq(insuredParties.insuredCode, COMPANY));
    const fifty = await sessionsOf(web, '201234567000', 50);
    await web.services.db.delete(accessEvents);
    for (const one of fifty) await one.post('/applicants/new', form);
    const answers = await Promise.all(fifty.map((one) => one.post('/applicants/new/confirm')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array.from({ length: 49 }, () => 409)]);
    const refused = answers.find(({ status }) => status === 409);
    expect(await refused?.text()).toContain('これ以上、Webユーザー（申込者）を登録できません');
    const added = await web.services.db
      .select()
      .from(webUsers)
      .where(like(webUsers.webUserId, `${COMPANY}099`));
    expect(added).toHaveLength(1);
    expect(await web.services.db.select().from(passwordMails)).toHaveLength(1);
    expect(await recorded()).toEqual([`P-31 ${COMPANY}099`]);
    const next = await administrator.get('/applicants/new');
    expect(next.status).toBe(409);
    expect(await next.text()).toContain('これ以上、Webユーザー（申込者）を登録できません');
  }, 60_000);

  test('ten sessions at once: each applicant has a number of their own, without a gap', async () => {
    const ten = await sessionsOf(web, '201234567000', 10);
    await Promise.all(ten.map((one) => confirmed('/applicants/new', form, one)));
    const added = await web.services.db
      .select({ webUserId: webUsers.webUserId })
      .from(webUsers)
      .where(and(eq(webUsers.insuredCode, COMPANY), eq(webUsers.name, form.name)))
      .orderBy(webUsers.webUserId);
    expect(added.map(({ webUserId }) => Number(webUserId.slice(-3)))).toEqual([
      3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);
  });

  test('a number is never given again, whatever became of its applicant', async () => {
    await confirmed('/applicants/new', form);
    await administrator.post(`/applicants/${NEXT}/suspension`);
    await confirmed('/applicants/new', form);
    expect(await applicant('201234567004')).toBeDefined();
    expect(await applicant(NEXT)).toMatchObject({ suspendedBy: 'administrator' });
  });
});

describe('変更', () => {
  beforeEach(async () => {
    await addApplicant(administrator);
    await web.services.db.delete(accessEvents);
    await web.services.db.delete(outbox);
  });

  test('only what differs is shown and written, with its event', async () => {
    const path = `/applicants/${NEXT}/change`;
    expect(await pageOf(administrator.get(path))).toContain(`value="${form.name}"`);
    await administrator.post(path, { ...form, title: '室長', applicationRight: 'apply' });
    const page = await pageOf(administrator.get(`${path}/confirm`));
    expect(page).toContain('室長');
    expect(page).toContain('変更しない項目');
    await web.services.db.update(webUsers).set({ phone: '03-9999-0000' }).where(eq(webUsers.webUserId, NEXT));
    await administrator.post(`${path}/confirm`);
    expect(await pageOf(administrator.get(`${path}/complete`))).toContain(
      'Webユーザー（申込者）情報変更完了',
    );
    expect(await applicant()).toMatchObject({
      title: '室長',
      applicationRight: 'apply',
      phone: '03-9999-0000',
    });
    expect(await recorded()).toEqual([`P-32 ${NEXT}`]);
    expect(await web.services.db.select().from(outbox)).toEqual([]);
  });

  test('the codes go with the right that needs them', async () => {
    const path = `/applicants/${NEXT}/change`;
    await confirmed(path, withAgreements('30012345 30012346'));
    expect(await agreementsOf(NEXT)).toEqual(['30012345', '30012346']);
    await confirmed(path, withAgreements('30012347'));
    expect(await agreementsOf(NEXT)).toEqual(['30012347']);
    await confirmed(path, form);
    expect(await agreementsOf(NEXT)).toEqual([]);
    expect(await applicant()).toMatchObject({ contractDataRight: 'all' });
  });

  test('two changes of the same right at once leave right and codes together', async () => {
    const path = `/applicants/${NEXT}/change`;
    await confirmed(path, withAgreements('30012345'));
    const second = await web.user('201234567000');
    await administrator.post(path, form);
    await second.post(path, withAgreements('30012346'));
    await administrator.post(`${path}/confirm`);
    await second.post(`${path}/confirm`);
    expect(await applicant()).toMatchObject({ contractDataRight: 'selectedAgreements' });
    expect(await agreementsOf(NEXT)).toEqual(['30012346']);
  });

  test('a form in which nothing is changed says so', async () => {
    const answer = await administrator.post(`/applicants/${NEXT}/change`, {
      ...form,
      phone: '０３－０１２３－４５３０',
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('変更された項目がありません');
  });

  test('a last day that is over may stay, but none may be set into the past', async () => {
    await web.services.db
      .update(webUsers)
      .set({ validUntil: '2025-03-31' })
      .where(eq(webUsers.webUserId, NEXT));
    const path = `/applicants/${NEXT}/change`;
    expect(
      (await administrator.post(path, { ...form, title: '室長', validUntil: '2025-03-31' })).status,
    ).toBe(303);
    expect(
      (await administrator.post(path, { ...form, title: '室長', validUntil: '2025-04-01' })).status,
    ).toBe(422);
    expect(await pageOf(administrator.get('/applicants'))).toContain('有効期限切れ');
  });
});

describe('who may', () => {
  const paths = [
    '',
    '/change',
    '/change/edit',
    '/change/confirm',
    '/change/complete',
    '/password-reset',
    '/suspension',
    '/resumption',
    '/enablement',
  ];

  test("another company's applicant answers like one that does not exist, and so does the administrator", async () => {
    for (const webUserId of ['201234567001', '201234568001', '201234568000', 'nobody'])
      for (const path of paths) {
        expect((await other.get(`/applicants/${webUserId}${path}`)).status, `${webUserId}${path}`).toBe(404);
        if (path !== '' && !path.endsWith('edit') && !path.endsWith('complete'))
          expect(
            (await other.post(`/applicants/${webUserId}${path}`, form)).status,
            `POST ${webUserId}${path}`,
          ).toBe(404);
      }
    for (const next of ['details', 'change', 'password-reset'])
      expect((await other.get(`/applicants/selection?applicant=201234567001&next=${next}`)).status).toBe(404);
    expect(await applicant('201234567001')).toMatchObject({ suspendedAt: null, name: '水野　沙織' });
    expect(await pageOf(other.get('/applicants'))).not.toContain('水野');
    expect(await pageOf(other.get('/applicants/roster.csv'))).not.toContain('201234567');
  });

  test('an applicant has no way to it, and a visitor is led to the login', async () => {
    const applicants = await web.user('201234567001');
    for (const path of [
      '',
      '/new',
      '/roster.csv',
      '/201234567002',
      '/201234567002/change',
      '/201234567002/password-reset',
    ]) {
      expect((await applicants.get(`/applicants${path}`)).status).toBe(403);
      expect((await applicants.post(`/applicants${path}`, form)).status).toBe(403);
      expect(locationOf(await web.visitor().get(`/applicants${path}`))).toBe('/login');
    }
    expect(await pageOf(applicants.get('/'))).not.toContain('/applicants');
    expect(await pageOf(administrator.get('/'))).toContain('Webユーザー（申込者）情報照会・追加・変更');
  });
});

describe('the list', () => {
  test('shows each applicant with a radio button and the state they are in', async () => {
    for (let count = 0; count < 4; count++) await addApplicant(administrator);
    const { db } = web.services;
    const at = new Date();
    const set = (id: string, values: Partial<typeof webUsers.$inferInsert>) =>
      db.update(webUsers).set(values).where(eq(webUsers.webUserId, id));
    await set('201234567004', { suspendedAt: at, suspendedBy: 'staff' });
    await set('201234567005', { validUntil: '2026-01-01' });
    await db
      .update(credentials)
      .set({ disabledAt: at })
      .where(inArray(credentials.webUserId, ['201234567006']));
    const page = await pageOf(administrator.get('/applicants'));
    const rows = page.split('<tr').filter((row) => row.includes('name="applicant"'));
    expect(rows).toHaveLength(6);
    const states = [
      '利用中',
      '利用中',
      '初期パスワード未変更',
      '停止中',
      '有効期限切れ',
      'ログイン失敗により無効',
    ];
    for (const [index, state] of states.entries()) expect(rows[index]).toContain(state);
    expect(rows[5]).toContain('/applicants/201234567006/enablement');
    expect(page).toContain('残り93件');
  });

  test('its buttons lead on with whom was chosen, and ask for a choice where there is none', async () => {
    const next = async (query: string) => administrator.get(`/applicants/selection?${query}`);
    const id = '201234567001';
    expect(locationOf(await next(`applicant=${id}&next=details`))).toBe(`/applicants/${id}`);
    expect(locationOf(await next(`applicant=${id}&next=change`))).toBe(`/applicants/${id}/change`);
    expect(locationOf(await next(`applicant=${id}&next=password-reset`))).toBe(
      `/applicants/${id}/password-reset`,
    );
    expect(locationOf(await next(`applicant=${id}&next=//elsewhere.example`))).toBe(`/applicants/${id}`);
    const answer = await next('next=change');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('「選択」で選んでから');
  });

  test('照会 shows everything that is registered, and is recorded', async () => {
    const page = await pageOf(administrator.get('/applicants/201234567002'));
    for (const text of [
      '川口　亮',
      'カワグチ　リョウ',
      '入力権限のみ',
      '対象特約のみ参照可能',
      '30012345',
      '30012347',
      '変更する',
      'パスワードリセットする',
    ])
      expect(page).toContain(text);
    expect(await recorded()).toEqual(['P-37 201234567002']);
  });

  test('the roster is a spreadsheet that runs nothing, and taking it is recorded', async () => {
    await addApplicant(administrator, {
      name: '=HYPERLINK("http://x.example")',
      department: '@SUM(1)',
      title: '+1',
    });
    await web.services.db.delete(accessEvents);
    const answer = await administrator.get('/applicants/roster.csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).split('\r\n');
    expect(lines[0]).toMatch(/^WebユーザーID,種類,状態,氏名,/);
    expect(lines.slice(1, 5).map((line) => line.slice(0, 12))).toEqual([
      '201234567000',
      '201234567001',
      '201234567002',
      NEXT,
    ]);
    expect(lines[3]).toContain('30012345 30012347');
    expect(lines[4]).toContain(`"'=HYPERLINK(""http://x.example"")"`);
    expect(lines[4]).toContain(`'@SUM(1),'+1`);
    expect(lines[4]).toContain('初期パスワード未変更');
    expect(await recorded()).toEqual(['P-38']);
  });
});
