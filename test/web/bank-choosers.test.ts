import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBank, findBranch, latestBankList, searchBanks, searchBranches } from '../../db/bank-list.ts';
import { importBankList, replaceBankList } from '../../db/import-banks.ts';
import { bankLists, banks, branches } from '../../db/schema/banks.ts';
import { type KanaRow, kanaRows, readBankQuery } from '../../domain/bank-search.ts';
import { startTestWeb, type TestWeb, type Visitor } from '../support/web.ts';

const PARTIAL = { 'hx-request-type': 'partial' };
const account = {
  purpose: 'claimPayment',
  bankCode: '',
  branchCode: '',
  type: 'current',
  number: '7654321',
  holder: 'カ)アオナギボウエキ',
};

let web: TestWeb;
let administrator: Visitor;
beforeAll(async () => {
  web = await startTestWeb();
  administrator = await web.user('201234567000');
});
afterAll(() => web?.close());

const bankNames = async (text: string) =>
  (await searchBanks(web.services.db, { query: readBankQuery(text) })).rows.map(({ name }) => name);

test('the list was imported whole, with its day', async () => {
  const list = await latestBankList(web.services.db);
  expect(list).toMatchObject({ listedOn: '2026-08-24', source: 'zengin-code 1.0.0-p20260824' });
  expect(list?.banks).toBe(await web.services.db.$count(banks));
  expect(list?.branches).toBe(await web.services.db.$count(branches));
  expect(list?.branches).toBeGreaterThan(28_000);
  expect(await importBankList(web.services.db), 'a second import').toBe('upToDate');
});

test('banks are found by name, reading and code', async () => {
  for (const text of ['みずほ', 'みずほ銀行', 'ミズホ', 'ﾐｽﾞﾎ', 'みずほぎんこう', '0001', '０００１'])
    expect((await bankNames(text))[0], text).toBe('みずほ');
  expect(await bankNames('三菱UFJ銀行')).toContain('三菱ＵＦＪ');
  expect(await bankNames('川口信用金庫')).toEqual(['川口信金']);
  expect(await bankNames('%')).toEqual([]);
  expect(await bankNames('_')).toEqual([]);
});

test('the index by initial leaves no bank and no branch out, and none stands in two rows', async () => {
  const { db } = web.services;
  const rows = Object.keys(kanaRows) as KanaRow[];
  const counts = await Promise.all(rows.map(async (row) => searchBanks(db, { row })));
  expect(counts.reduce((sum, { total }) => sum + total, 0)).toBe(await db.$count(banks));
  for (const { rows, total } of counts) expect(rows.length, 'all of a row are shown').toBe(total);
  const inMufg = await Promise.all(rows.map((row) => searchBranches(db, '0005', { row })));
  expect(inMufg.reduce((sum, { total }) => sum + total, 0)).toBe(
    (await searchBranches(db, '0005', {})).total,
  );
});

test('a search takes a few milliseconds', async () => {
  const { db } = web.services;
  const times: number[] = [];
  for (const text of ['みず', 'シン', '00', '信金', '中央', 'あ', 'ナゴヤ', '銀', '農協', '東']) {
    const begun = performance.now();
    await Promise.all([
      searchBanks(db, { query: readBankQuery(text) }),
      searchBranches(db, '0005', { query: readBankQuery(text) }),
    ]);
    times.push(performance.now() - begun);
  }
  const median = times.toSorted((one, other) => one - other)[5] ?? 0;
  if (process.env.REPORT_TIMES) console.log(`search: median ${median.toFixed(1)} ms`);
  expect(median).toBeLessThan(100);
});

test('選択 opens the banks over the form, and what is chosen is shown in it', async () => {
  const dialog = await (await administrator.post('/bank-accounts/new/banks', account, PARTIAL)).text();
  expect(dialog).toMatch(/^\s*<dialog/);
  for (const shown of ['取引先金融機関の選択', 'みずほ', 'ゆうちょ', '2026/08/24現在', 'value="英数"'])
    expect(dialog).toContain(shown);
  const found = await (await administrator.get('/bank-accounts/new/banks?q=りそな', PARTIAL)).text();
  expect(found).toMatch(/^<form method="post"/);
  expect(found).toContain('埼玉りそな');
  expect(found).not.toContain('<dialog');
  const row = await (await administrator.get('/bank-accounts/new/banks?row=ヌ', PARTIAL)).text();
  expect(row).toContain('主な金融機関');
  const none = await (await administrator.get('/bank-accounts/new/banks?q=そんな銀行はない', PARTIAL)).text();
  expect(none).toContain('見つかりませんでした');
  expect(none).not.toContain('選択する');

  const chosen = await (
    await administrator.post('/bank-accounts/new/banks/selection', { bankCode: '0010' }, PARTIAL)
  ).text();
  expect(chosen).toMatch(/^<div id="chosen-branch"/);
  expect(chosen).toContain('name="bankCode" value="0010"');
  expect(chosen).toContain('りそな');
  expect(chosen).not.toContain('記号');
});

test('the branches are those of the chosen bank; before one is chosen the popup says so', async () => {
  const without = await (await administrator.post('/bank-accounts/new/branches', account, PARTIAL)).text();
  expect(without).toContain('先に取引先金融機関を選択してください');
  const plain = await administrator.post('/bank-accounts/new/branches', account);
  expect(plain.status).toBe(422);
  expect(await plain.text()).toContain('value="7654321"');
  const form = { ...account, bankCode: '0001' };
  const dialog = await (await administrator.post('/bank-accounts/new/branches', form, PARTIAL)).text();
  expect(dialog).toContain('取引先支店の選択');
  expect(dialog).toContain('name="bankCode" value="0001"');
  const found = await (
    await administrator.get('/bank-accounts/new/branches?bank=0001&q=まるのうち', PARTIAL)
  ).text();
  expect(found).toContain('丸の内中央');
  expect(found).toContain('丸之内');
  expect((await administrator.get('/bank-accounts/new/branches?bank=0002', PARTIAL)).status).toBe(404);
  const chosen = await (
    await administrator.post(
      '/bank-accounts/new/branches/selection',
      { bankCode: '0001', branchCode: '004' },
      PARTIAL,
    )
  ).text();
  expect(chosen).toContain('name="branchCode" value="004"');
  const foreign = await (
    await administrator.post(
      '/bank-accounts/new/branches/selection',
      { bankCode: '0001', branchCode: '999' },
      PARTIAL,
    )
  ).text();
  expect(foreign).toContain('name="branchCode" value=""');
});

test('without a script the same choice is made on pages, and the input comes back with it', async () => {
  const banksPage = await administrator.follow(await administrator.post('/bank-accounts/new/banks', account));
  expect(await banksPage.text()).toContain('取引先金融機関の選択');
  const searched = await (await administrator.get('/bank-accounts/new/banks?q=みずほ')).text();
  expect(searched).toContain('<h1');
  expect(searched).toContain('value="みずほ"');
  const back = await administrator.follow(
    await administrator.post('/bank-accounts/new/banks/selection', { bankCode: '0001' }),
  );
  const form = await back.text();
  for (const kept of ['口座情報の入力', 'value="7654321"', 'value="0001"', account.holder])
    expect(form).toContain(kept);
  const withBank = { ...account, bankCode: '0001' };
  const toBranches = await administrator.post('/bank-accounts/new/branches', withBank);
  expect(toBranches.headers.get('location')).toBe('/bank-accounts/new/branches?bank=0001');
  await administrator.follow(toBranches);
  const complete = await administrator.follow(
    await administrator.post('/bank-accounts/new/branches/selection', {
      bankCode: '0001',
      branchCode: '004',
    }),
  );
  const filled = await complete.text();
  for (const kept of ['value="7654321"', 'value="004"', '丸の内中央']) expect(filled).toContain(kept);
  expect(
    (await administrator.get('/bank-accounts/new/confirm')).headers.get('location'),
    'not yet sent',
  ).toBe('/bank-accounts/new/edit');
});

test('記号 and 番号 of ゆうちょ銀行 fill in branch, type and number', async () => {
  const post = { ...account, bankCode: '9900', type: '' };
  const chosen = await (
    await administrator.post('/bank-accounts/new/banks/selection', { bankCode: '9900' }, PARTIAL)
  ).text();
  expect(chosen).toContain('ゆうちょ銀行の記号・番号から入力する');
  const filled = await administrator.post(
    '/bank-accounts/new/japan-post',
    { ...post, symbol: '10530', symbolNumber: '12345671' },
    PARTIAL,
  );
  const part = await filled.text();
  expect(part).toMatch(/^<fieldset[^>]*id="account"/);
  for (const shown of ['name="branchCode" value="058"', '〇五八', 'value="1234567"'])
    expect(part).toContain(shown);
  expect(part).toMatch(/value="ordinary" checked/);
  const plain = await administrator.post('/bank-accounts/new/japan-post', {
    ...post,
    symbol: '10530',
    symbolNumber: '1',
  });
  expect(plain.status).toBe(422);
  const page = await plain.text();
  expect(page).toMatch(/id="symbolNumber-error"/);
  expect(page).toContain('<details class="conversion" id="japan-post" open');
});

test('a newer list takes what left it out of the choice, and keeps it for the accounts that name it', async () => {
  const { db } = web.services;
  const rollback = new Error('rolled back');
  const replaced = db.transaction(async (tx) => {
    const listed = (code: string, name: string) => ({ code, name, kana: 'ミズホ' });
    await replaceBankList(tx, {
      listedOn: '2026-09-24',
      source: 'test',
      banks: [listed('0001', 'みずほ（新）'), listed('0990', '新しい銀行')],
      branches: [{ ...listed('004', '丸の内中央'), bankCode: '0001' }],
    });
    expect(await findBank(tx, '0001')).toMatchObject({ name: 'みずほ（新）' });
    expect(await findBank(tx, '0990')).toBeDefined();
    expect(await findBank(tx, '0005')).toBeUndefined();
    expect(await findBranch(tx, '0001', '004')).toBeDefined();
    expect(await findBranch(tx, '0001', '001')).toBeUndefined();
    const kept = await tx.execute(sql`select count(*)::int as kept from branches where not listed`);
    expect(kept[0]?.kept).toBeGreaterThan(28_000);
    expect(await importBankList(tx), 'an older list').toBe('upToDate');
    web.services.db = tx;
    const page = await (await administrator.get('/bank-accounts')).text();
    web.services.db = db;
    expect(page).toContain('統廃合などにより変更が必要');
    throw rollback;
  });
  await expect(replaced).rejects.toBe(rollback);
  expect(await db.$count(bankLists)).toBe(1);
});
