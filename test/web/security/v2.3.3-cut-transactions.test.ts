import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../../db/client.ts';
import { createPool } from '../../../db/pool.ts';
import * as schema from '../../../db/schema/index.ts';
import { saveDraft } from '../../support/application.ts';
import { newAccount } from '../../support/bank-account.ts';
import { rawTables } from '../../support/raw-tables.ts';
import { administratorInput, enter, headOfficeInput } from '../../support/registration.ts';
import { DEMO_PASSWORD, startTestWeb, type TestWeb, type Visitor } from '../../support/web.ts';

type Client = ReturnType<typeof createPool>['client'];
type Transaction = Parameters<Parameters<Client['begin']>[0]>[0];

let web: TestWeb;
let whole: Db;
let cutDb: Db;
let close: () => Promise<void>;
/** The statement of a transaction that fails, and how many have been sent. */
let cut = { at: 0, sent: 0 };
beforeAll(async () => {
  web = await startTestWeb();
  whole = web.services.db;
  const pool = createPool(web.environment.DATABASE_URL, { max: 4 });
  const client: Client = { ...pool.client, begin: (work) => pool.client.begin((tx) => work(cutting(tx))) };
  cutDb = drizzle(client as unknown as postgres.Sql, { schema, casing: 'snake_case' });
  close = pool.close;
});
afterAll(async () => {
  web.services.db = whole;
  await close?.();
  await web?.close();
});

/** The same transaction, whose statement number `cut.at` fails. */
const cutting = (tx: Transaction): Transaction => ({
  ...tx,
  savepoint: (work) => tx.savepoint((part) => work(cutting(part))),
  unsafe: (...statement) => (++cut.sent === cut.at ? failing() : tx.unsafe(...statement)),
});

const failing = (): ReturnType<Transaction['unsafe']> => {
  const failed = () => Promise.reject(new Error('cut off'));
  // biome-ignore lint/suspicious/noThenProperty: a statement is sent when it is awaited, as in db/pool.ts
  return { then: (done, refused) => failed().then(done, refused), values: failed };
};

/** What every table holds, but for that a session is in use and what was looked at. */
async function contents(): Promise<Map<string, string>> {
  const tables = await rawTables(whole);
  const acts = tables
    .get('staff_events')
    ?.split('\n')
    .filter((row) => !/Viewed"/.test(row));
  tables.set('staff_events', acts?.join('\n') ?? '');
  for (const name of ['web_user_sessions', 'staff_sessions']) tables.delete(name);
  return tables;
}

const password = 'kaze to nami no oto 2026';
const reason = { reasonText: '電話で確認しました。' };

/** Acts of several rows each: who comes how far, and what is pressed then. */
const acts: [name: string, prepare: () => Promise<[Visitor, path: string, form?: Record<string, string>]>][] =
  [
    [
      '申込む',
      async () => {
        const visitor = await web.user('201234568000');
        const number = await saveDraft(whole, visitor, '201234568', { phone: '03-0123-8888' });
        return [visitor, `/change-applications/${number}/submission`];
      },
    ],
    [
      '申込者の新規登録',
      async () => {
        const visitor = await web.user('201234568000');
        const details = Object.entries(administratorInput).map(([key, value]) => [
          key.replace(/^.*\./, ''),
          value,
        ]);
        const rights = { applicationRight: 'apply', contractDataRight: 'all', applicationDataRight: 'all' };
        await visitor.post('/applicants/new', { ...Object.fromEntries(details), ...rights });
        return [visitor, '/applicants/new/confirm'];
      },
    ],
    [
      '口座の新規登録',
      async () => {
        const visitor = await web.user('201234567000');
        await visitor.post('/bank-accounts/new', newAccount);
        return [visitor, '/bank-accounts/new/confirm', { password: DEMO_PASSWORD }];
      },
    ],
    [
      'メールアドレスの変更',
      async () => {
        const visitor = await web.user('201234567000');
        await visitor.post('/administrator', {
          name: '日本　太郎',
          kana: 'ニホン　タロウ',
          department: '財務部',
          title: '部長',
          phone: '03-0123-4520',
          fax: '',
          email: 'new@aonagi-trading.example',
          emailAgain: 'new@aonagi-trading.example',
        });
        return [visitor, '/administrator/confirm', { password: DEMO_PASSWORD }];
      },
    ],
    [
      'パスワードリセット',
      async () => {
        const visitor = await web.user('201234567000');
        await visitor.get('/applicants/201234567001/password-reset');
        return [visitor, '/applicants/201234567001/password-reset'];
      },
    ],
    [
      'パスワード変更',
      async () => [
        await web.user('201234569000'),
        '/password',
        { current: DEMO_PASSWORD, password, again: password },
      ],
    ],
    [
      '利用登録の申込み',
      async () => {
        const visitor = web.visitor();
        await enter(visitor, 'head-office', headOfficeInput());
        const page = await (await visitor.get('/registration/confirm')).text();
        return [
          visitor,
          '/registration/confirm',
          { seen: /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '' },
        ];
      },
    ],
    [
      'ログイン',
      async () => [web.visitor(), '/login', { webUserId: '201234567002', password: DEMO_PASSWORD }],
    ],
    [
      '利用停止',
      async () => [
        await web.staff('supervisor1'),
        '/office/companies/201234567/users/201234567002/suspension',
        { measureId: crypto.randomUUID(), ...reason },
      ],
    ],
    [
      '職員の登録',
      async () => [
        await web.staff('supervisor1'),
        '/office/staff-accounts',
        {
          staffId: 'sato.misaki',
          name: '佐藤　美咲',
          department: '審査部',
          title: '主任',
          email: 'sato@office.example',
          role: 'clerk',
          password: DEMO_PASSWORD,
        },
      ],
    ],
  ];

test.each(acts)(
  'V2.3.3 %s, cut off at any of its statements, leaves nothing',
  async (_, prepare) => {
    web.services.db = whole;
    const [visitor, path, form] = await prepare();
    web.services.db = cutDb;
    const before = await contents();
    const counted = before.get('login_throttles');
    let answer: Response | undefined;
    for (let at = 1; at < 60; at++) {
      cut = { at, sent: 0 };
      answer = await visitor.post(path, form);
      if (cut.sent < at) break;
      expect(answer.status, `cut off at statement ${at}`).toBe(500);
      const after = await contents();
      // A try is counted whatever becomes of it (V6.3.1).
      after.set('login_throttles', counted ?? '');
      expect(after, `cut off at statement ${at}`).toEqual(before);
      await whole.delete(schema.loginThrottles);
    }
    expect(answer?.status).toBe(303);
    expect(cut.at).toBeGreaterThan(2);
    expect(await contents()).not.toEqual(before);
  },
  60_000,
);
