import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordAccessEvents } from '../../db/events.ts';
import {
  accessEvents,
  ipRestrictionEntries,
  ipRestrictions,
  notices,
  outbox,
  webUserSessions,
  webUsers,
} from '../../db/schema/index.ts';
import type { IpRestriction } from '../../domain/ip-restriction.ts';
import { passwordWasGivenLongAgo } from '../support/acts.ts';
import { pageOf, startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';
import {
  ADMINISTRATOR,
  APPLICANT,
  COMPANY,
  details,
  ELSEWHERE,
  HERE,
  only,
  registered,
  restrict,
  settingOf,
  userFrom,
} from './ip-restriction-fixtures.ts';

let web: TestWeb;
let administrator: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  const { db } = web.services;
  for (const table of [ipRestrictionEntries, ipRestrictions, notices, outbox, webUserSessions, accessEvents])
    await db.delete(table);
  administrator = await userFrom(web, HERE, ADMINISTRATOR);
  await db.delete(accessEvents);
});

const UNDETERMINED = 'IPアドレスが取得できないため、IPアドレス制限を設定できません。';
const recorded = async () =>
  (await web.services.db.select().from(accessEvents)).map(({ operation }) => operation);
const enter = async (form: Record<string, string>, visitor = administrator) => {
  const answer = await visitor.post('/administrator', form);
  expect(answer.headers.get('location')).toBe('/administrator/confirm');
};
const confirm = async (form: Record<string, string>, visitor = administrator) => {
  await enter(form, visitor);
  return visitor.post('/administrator/confirm');
};

describe('the form', () => {
  test('begins with 設定しない, ten rows, the current address in red and its help', async () => {
    const page = await pageOf(administrator.get('/administrator'));
    expect(page).toMatch(/<input[^>]*name="ipRestriction"[^>]*value="false"[^>]*checked/);
    expect(page).toContain(`<strong class="current-address number">${HERE}</strong>`);
    expect(page).toContain('name="ip[9].address"');
    expect(page).not.toContain('name="ip[10].address"');
    expect(page).toContain('href="/administrator/ip-restriction/help"');
    expect(await pageOf(administrator.get('/administrator/ip-restriction/help'))).toContain(
      '固定IPアドレスを使用していないお客様は',
    );
  });

  test('追加 adds ten rows at a time up to a hundred, and keeps what is typed', async () => {
    let form = settingOf({ memo: '本社', kind: 'range', address: '8.8.8.0', mask: '24' });
    for (const rows of [20, 30, 40, 50, 60, 70, 80, 90, 100]) {
      const page = await pageOf(administrator.post('/administrator/ip-restriction/rows', form));
      expect(page).toContain(`name="ip[${rows - 1}].address"`);
      expect(page).not.toContain(`name="ip[${rows}].address"`);
      expect(page).toContain('value="本社"');
      form = { ...form, ipRowCount: String(rows) };
    }
    const last = await pageOf(administrator.post('/administrator/ip-restriction/rows', form));
    expect(last).toContain('name="ip[99].address"');
    expect(last).not.toContain('name="ip[100].address"');
    expect(last).not.toContain('formaction="/administrator/ip-restriction/rows"');
  });

  test('追加 answers htmx with the rows alone', async () => {
    const partial = await pageOf(
      administrator.post('/administrator/ip-restriction/rows', settingOf(), { 'hx-request-type': 'partial' }),
    );
    expect(partial).toMatch(/^<div class="ip-rows"/);
    expect(partial).toContain('name="ip[19].memo"');
  });

  const wrong: [string, Record<string, string>, field: string, message: string][] = [
    ['a private address', { address: '192.168.0.1' }, 'address', 'プライベート（ローカル）IPアドレス'],
    ['an address for examples', { address: '203.0.113.101' }, 'address', '例示用'],
    ['octal', { address: '0177.0.0.1' }, 'address', '0から始まる'],
    ['rubbish', { address: 'localhost' }, 'address', '形式が正しくありません'],
    ['a duplicate', { address: HERE }, 'address', '1行目と同じ'],
    ['a memo alone', { memo: '本社' }, 'address', '入力してください'],
    [
      'a mask with gaps',
      { kind: 'range', address: '9.9.9.0', mask: '255.0.255.0' },
      'mask',
      '正しくありません',
    ],
    ['a range without a mask', { kind: 'range', address: '9.9.9.0' }, 'mask', 'サブネットマスクを入力'],
    ['a range with private ones', { kind: 'range', address: '8.8.8.8', mask: '4' }, 'mask', '範囲を狭く'],
    ['an unknown kind', { kind: 'both', address: '9.9.9.9' }, 'kind', '選択してください'],
    ['a long memo', { memo: '長'.repeat(51), address: '9.9.9.9' }, 'memo', '50文字以内'],
  ];
  test.each(wrong)(
    '%s is named beside its row, 422, and nothing typed is lost',
    async (_what, row, field, message) => {
      const answer = await administrator.post(
        '/administrator',
        settingOf({ address: HERE, memo: '事務所' }, row),
      );
      const page = await answer.text();
      expect(answer.status).toBe(422);
      expect(page).toMatch(new RegExp(`id="ip-1-${field}-error">[\\s\\S]*?${message}`));
      expect(page).toMatch(new RegExp(`id="ip-1-${field}"[^>]*aria-invalid="true"`));
      expect(page).toContain(`href="#ip-1-${field}"`);
      const { kind: _, ...typed } = row;
      for (const text of ['事務所', ...Object.values(typed)]) expect(page).toContain(text);
      expect((await administrator.get('/administrator/confirm')).status).toBe(303);
      expect(await registered(web)).toEqual({ enabled: false, entries: [] });
    },
  );

  test('the current address must be in the list', async () => {
    const answer = await administrator.post('/administrator', settingOf({ address: ELSEWHERE }));
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain(`現在のグローバルIPアドレス（${HERE}）が入力されていません`);
    expect(page).toContain('href="#ipRows"');
    await enter(
      settingOf({ address: ELSEWHERE }, { kind: 'range', address: '8.8.0.0', mask: '255.255.0.0' }),
    );
  });

  test.each([
    ['not known', undefined],
    ['private', '192.168.0.7'],
    ['one for examples', '203.0.113.101'],
  ])('where the current address is %s, nothing can be set', async (_what, peer) => {
    const visitor = await userFrom(web, peer, ADMINISTRATOR);
    const page = await pageOf(visitor.get('/administrator'));
    expect(page).toContain(UNDETERMINED);
    expect(page).toMatch(/<input[^>]*name="ipRestriction"[^>]*value="true"[^>]*disabled/);
    const answer = await visitor.post('/administrator', settingOf({ address: HERE }));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(UNDETERMINED);
  });

  test('the addresses for examples are taken where the setting says so', async () => {
    const demo = await startTestWeb({ ADMIT_DOCUMENTATION_RANGES: 'true' });
    const visitor = await userFrom(demo, '203.0.113.101', ADMINISTRATOR);
    await confirm(settingOf({ address: '２０３．０．１１３．１０１' }), visitor);
    expect(await registered(demo)).toMatchObject(only('203.0.113.101'));
    await demo.close();
  });

  test('without the message box its page comes first, and leads on', async () => {
    const { ipRestrictionAnswered: _, ...form } = settingOf({ address: HERE });
    const answer = await administrator.post('/administrator', form);
    expect(answer.headers.get('location')).toBe('/administrator/ip-restriction/question');
    const page = await pageOf(administrator.follow(answer));
    expect(page).toContain('IPアドレス制限を設定します。よろしいですか？');
    expect(page).toContain('href="/administrator/confirm"');
  });

  test('nobody but the administrator gets at any of it', async () => {
    const applicant = await userFrom(web, HERE, APPLICANT);
    expect((await applicant.post('/administrator', settingOf({ address: HERE }))).status).toBe(403);
    expect((await applicant.post('/administrator/ip-restriction/rows', {})).status).toBe(403);
  });
});

describe('確定する', () => {
  test('sets it whole, with access event and notice; pressed twenty times, once', async () => {
    await enter(
      settingOf(
        { address: HERE, memo: '本社' },
        { kind: 'range', address: '9.9.9.77', mask: '255.255.255.0', memo: '<b>支店</b>' },
      ),
    );
    const page = await pageOf(administrator.get('/administrator/confirm'));
    for (const shown of ['設定しない', '設定する（2件）', '9.9.9.0/24', '9.9.9.0 ～ 9.9.9.255', '本社'])
      expect(page).toContain(shown);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => administrator.post('/administrator/confirm')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(await registered(web)).toEqual({
      enabled: true,
      entries: [
        { kind: 'single', value: HERE, memo: '本社' },
        { kind: 'range', value: '9.9.9.0/24', memo: '<b>支店</b>' },
      ],
    });
    expect(await recorded()).toEqual(['1-6', 'P-71']);
    const [notice, ...more] = await web.services.db.select().from(notices);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      kind: 'ipRestrictionChanged',
      recipient: details.email,
      facts: { before: { enabled: false }, after: { enabled: true }, changedBy: details.name },
    });
    expect(await web.services.db.select().from(outbox)).toHaveLength(1);
    const complete = await pageOf(administrator.get('/administrator/complete'));
    expect(complete).toContain('Webユーザー（管理者）情報変更完了');
    expect(complete).toContain('9.9.9.0/24');
  });

  test('markup in a memo is shown and never runs, wherever a memo is shown', async () => {
    const memo = '"><script>alert(1)</script>';
    await enter(settingOf({ address: HERE, memo }));
    const pages = [
      await pageOf(administrator.get('/administrator/confirm')),
      await pageOf(administrator.get('/administrator/edit')),
    ];
    await administrator.post('/administrator/confirm');
    const office = await web.staff('approver1');
    for (const page of ['/administrator', '/administrator/complete'])
      pages.push(await pageOf(administrator.get(page)));
    pages.push(await pageOf(office.get(`/office/companies/${COMPANY}/restrictions`)));
    pages.push(await pageOf(administrator.post('/administrator/ip-restriction/rows', settingOf({ memo }))));
    for (const page of pages) {
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&lt;script&gt;alert(1)');
    }
  });

  test('asks for the current password again, for switching off too (ASVS V7.5.1)', async () => {
    await passwordWasGivenLongAgo(web.services.db);
    await enter(settingOf({ address: HERE }));
    for (const password of ['', 'this is not the password']) {
      const refused = await administrator.post('/administrator/confirm', { password });
      expect(refused.status).toBe(422);
      expect(await registered(web)).toMatchObject({ enabled: false });
    }
    await restrict(web, only(HERE));
    await enter({ ...details, ipRestriction: 'false' });
    expect((await administrator.post('/administrator/confirm', {})).status).toBe(422);
    expect(await registered(web)).toMatchObject({ enabled: true });
  });

  test('pressed from elsewhere than the form, is refused and changes nothing at all', async () => {
    await enter({ ...settingOf({ address: HERE }), phone: '03-0123-0001' });
    const moved = web.visitor(ELSEWHERE);
    for (const [name, value] of administrator.cookies) moved.cookies.set(name, value);
    const answer = await moved.post('/administrator/confirm');
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`（${ELSEWHERE}）が入力されていません`);
    expect(await registered(web)).toEqual({ enabled: false, entries: [] });
    const users = await web.services.db.select().from(webUsers);
    expect(users.find(({ webUserId }) => webUserId === ADMINISTRATOR)?.phone).toBe(details.phone);
    expect(await recorded()).toEqual([]);
    expect((await administrator.post('/administrator/confirm')).headers.get('location')).toBe(
      '/administrator/complete',
    );
    expect(await registered(web)).toMatchObject({ enabled: true });
    await confirm(details);
  });

  test('of two lists at once one is set, whole, and each notice tells what it replaced', async () => {
    await restrict(web, only(HERE));
    const second = await userFrom(web, HERE, ADMINISTRATOR);
    const lists = [1, 2].map((n) =>
      Array.from({ length: 40 }, (_, index) => ({ address: `8.8.${n}.${index}`, memo: `${n}` })),
    );
    await enter(settingOf({ address: HERE }, ...(lists[0] ?? [])));
    await enter(settingOf({ address: HERE }, ...(lists[1] ?? [])), second);
    const answers = await Promise.all(
      [administrator, second].map((one) => one.post('/administrator/confirm')),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const { entries } = await registered(web);
    expect(entries).toHaveLength(41);
    expect(new Set(entries.slice(1).map(({ memo }) => memo)).size).toBe(1);
    const told = await web.services.db.select().from(notices).orderBy(notices.requestedAt);
    const facts = told.map((notice) => notice.facts as { before: IpRestriction; after: IpRestriction });
    const first = facts.find(({ before }) => before.entries.length === 1);
    expect(facts.find((one) => one !== first)?.before).toEqual(first?.after);
  });

  test('of many lists at once each replaces another one', async () => {
    await restrict(web, only('1.1.1.1'));
    const lists = Array.from({ length: 8 }, (_, n) => only(`8.8.8.${n}`, `8.8.4.${n}`));
    const replaced = await Promise.all(lists.map((list) => restrict(web, list)));
    expect(new Set(replaced.map((before) => JSON.stringify(before))).size).toBe(8);
    expect((await registered(web)).entries).toHaveLength(2);
  });

  test('a list that cannot be kept whole is not kept at all', async () => {
    await restrict(web, only(HERE, ELSEWHERE));
    const before = await registered(web);
    const same = { kind: 'single' as const, value: '1.1.1.1', memo: '' };
    await expect(restrict(web, { enabled: true, entries: [same, same] })).rejects.toThrow();
    expect(await registered(web)).toEqual(before);
  });

  test('switched off and on again, the former rows come back', async () => {
    await confirm(settingOf({ address: HERE, memo: '本社' }));
    await confirm({ ...details, ipRestriction: 'false', 'ip[0].address': '' });
    expect(await registered(web)).toEqual({
      enabled: false,
      entries: [{ kind: 'single', value: HERE, memo: '本社' }],
    });
    const page = await pageOf(administrator.get('/administrator'));
    expect(page).toMatch(/name="ipRestriction"[^>]*value="false"[^>]*checked/);
    expect(page).toContain('value="本社"');
    expect(page).toContain(`value="${HERE}"`);
    expect((await web.services.db.select().from(notices)).map(({ kind }) => kind)).toEqual([
      'ipRestrictionChanged',
      'ipRestrictionChanged',
    ]);
  });

  test('a changed memo alone is a change with a notice; the same list is none', async () => {
    await restrict(web, only(HERE));
    expect((await administrator.post('/administrator', settingOf({ address: HERE }))).status).toBe(422);
    await confirm(settingOf({ address: HERE, memo: '本社' }));
    expect(await web.services.db.select().from(notices)).toHaveLength(1);
  });

  test('whoever is elsewhere still changes other details, and can switch the restriction off', async () => {
    await restrict(web, only(HERE));
    const moved = web.visitor(ELSEWHERE);
    for (const [name, value] of administrator.cookies) moved.cookies.set(name, value);
    expect((await moved.get('/administrator')).status).toBe(200);
    await confirm({ ...settingOf({ address: HERE }), title: '本部長' }, moved);
    expect(await registered(web)).toMatchObject({ enabled: true });
    await confirm({ ...details, ipRestriction: 'false' }, moved);
    expect(await registered(web)).toMatchObject({ enabled: false });
  });
});

describe('the rehearsal', () => {
  const login = async (
    webUserId: string,
    address: string,
    daysAgo: number,
    operation: '1-1' | 'P-1' = '1-1',
  ) => {
    await recordAccessEvents(web.services.db, [
      {
        at: new Date(Date.now() - daysAgo * 86_400_000),
        insuredCode: webUserId.slice(0, 9),
        webUserId,
        operation,
        actorName: '水野　沙織',
        address,
      },
    ]);
  };
  const rehearsal = async () => {
    await enter(settingOf({ address: HERE }, { kind: 'range', address: '9.9.9.0', mask: '24' }));
    return (
      (await pageOf(administrator.get('/administrator/confirm'))).split(
        'この設定でログインできなくなる利用',
      )[1] ?? ''
    );
  };

  test('names who of the company logged in from where the list would keep them out', async () => {
    await login(APPLICANT, '1.1.1.1', 3);
    await login(APPLICANT, '1.1.1.1', 89);
    await login(APPLICANT, '', 5);
    await login(APPLICANT, '9.9.9.200', 1);
    await login(APPLICANT, '2.2.2.2', 91);
    await login(APPLICANT, '3.3.3.3', 1, 'P-1');
    await login('201234568000', '4.4.4.4', 1);
    const page = await rehearsal();
    expect(page).toContain('1名の方が');
    expect(page).toContain('水野　沙織');
    expect(page).toMatch(/1\.1\.1\.1[\s\S]*?>2</);
    expect(page).toContain('取得できず');
    for (const kept of ['9.9.9.200', '2.2.2.2', '3.3.3.3', '4.4.4.4']) expect(page).not.toContain(kept);
  });

  test('says so where it would keep nobody out', async () => {
    await login(APPLICANT, HERE, 3);
    expect(await rehearsal()).toContain('すべて利用可能なIPアドレスから行われています');
  });
});
