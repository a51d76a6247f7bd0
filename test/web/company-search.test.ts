import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCompanyHits, findUserHits } from '../../db/company-search.ts';
import { insuredParties, webUsers } from '../../db/schema/index.ts';
import { parseCompanySearch } from '../../domain/company-search.ts';
import { startTestWeb, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await startTestWeb();
});
afterAll(() => web?.close());

async function find(typed: string) {
  const { db } = web.services;
  const parsed = parseCompanySearch(typed);
  if ('error' in parsed) throw new Error(parsed.error);
  const [companies, users] = [
    await findCompanyHits(db, parsed.value, 1),
    await findUserHits(db, parsed.value, 1),
  ];
  return {
    companies: companies.rows.map(({ insuredCode }) => insuredCode),
    users: users.rows.map(({ webUserId }) => webUserId),
  };
}

describe('the search finds', () => {
  test.each<[string, string, string[], string[]]>([
    ['a code', '201234568', ['201234568'], []],
    ['the beginning of a code', '20123456', ['201234567', '201234568', '201234569'], []],
    ['an ID', '201234567001', [], ['201234567001']],
    [
      'the beginning of an ID, full-width',
      '２０１２３４５６７０',
      [],
      ['201234567000', '201234567001', '201234567002'],
    ],
    ['a mail address in other capitals', 'Taro.Nihon@AONAGI-trading.example', [], ['201234567000']],
    ['a part of a mail address never', 'nihon@aonagi-trading.example', [], []],
    ['a part of a name', '貿易', ['201234567', '201234569'], []],
    ['a reading in hiragana', 'ほたかみ', ['201234568'], []],
    ['a reading in half-width kana', 'ﾎﾀｶﾐ', ['201234568'], []],
    [
      'a reading without its long mark or small kana',
      'ボウエキカブシキガイシャ',
      ['201234567', '201234569'],
      [],
    ],
    ['an English name in other capitals', 'HOTAKAMI', ['201234568'], []],
    [
      'a legal form before the name, though it stands behind it',
      '㈱青凪貿易',
      ['201234567', '201234569'],
      [],
    ],
    ['a person with or without the space', '日本太郎', [], ['201234567000']],
    ['a person by the family name', 'にほん', [], ['201234567000']],
    ['a person by the given name', 'ﾀﾛｳ', [], ['201234567000']],
    ['nobody', '該当なし', [], []],
    ['what is nothing but punctuation', '・・・', [], []],
    ['what would be an operator', "日本' | 'x", [], []],
  ])('%s', async (_, typed, companies, users) => {
    expect(await find(typed)).toEqual({ companies, users });
  });

  test('a corporate number', async () => {
    const [party] = await web.services.db
      .select()
      .from(insuredParties)
      .where(sql`corporate_number is not null`);
    expect((await find(party?.corporateNumber ?? '')).companies).toEqual([party?.insuredCode]);
  });

  test('whatever is changed, at once', async () => {
    const { db } = web.services;
    await db
      .update(webUsers)
      .set({ name: '髙﨑　渚', kana: 'タカサキ　ナギサ' })
      .where(sql`web_user_id = '201234567002'`);
    expect((await find('高崎')).users).toEqual(['201234567002']);
    expect((await find('なぎさ')).users).toEqual(['201234567002']);
  });
});

test('each way is an index’s, however few rows there are here', async () => {
  const plan = async (condition: string, table: string) => {
    const rows = await web.services.db.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      return tx.execute(sql`explain select 1 from ${sql.raw(table)} where ${sql.raw(condition)}`);
    });
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };
  const name = "@@ search_begins('青凪')";
  expect(await plan(`search_parts(name, name_kana, name_english) ${name}`, 'insured_parties')).toContain(
    'insured_parties_by_part_of_name',
  );
  expect(await plan(`search_words(name, kana) ${name}`, 'web_users')).toContain(
    'web_users_by_beginning_of_name',
  );
  expect(await plan("lower(email) = lower('A@b.example')", 'web_users')).toContain('web_users_by_email');
  expect(await plan("lower(contact_email) = 'a@b.example'", 'insured_parties')).toContain(
    'insured_parties_by_contact_email',
  );
  expect(await plan("corporate_number = '1'", 'insured_parties')).toContain(
    'insured_parties_by_corporate_number',
  );
});

test('the indexes can be made anew, whatever the search path', async () => {
  await web.services.db.transaction(async (tx) => {
    await tx.execute(sql`set local search_path = ''`);
    await tx.execute(sql`reindex index public.web_users_by_beginning_of_name`);
    await tx.execute(sql`reindex index public.insured_parties_by_part_of_name`);
  });
});
