import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { findCompany, listCompanyUsers } from '../db/companies.ts';
import { findCompanyHits, findUserHits } from '../db/company-search.ts';
import { parseCompanySearch } from '../domain/company-search.ts';
import { type Bench, type Measurement, median, timed } from './measurement.ts';
import { startServers } from './servers.ts';

const COMPANIES = 10_000;
const USERS_A_COMPANY = 30;
const TIMES = 15;

/** What staff type, from one hit to many, and to none. */
const SEARCHES = [
  '400004711',
  '4000',
  '400004711012',
  '４０００　０４７１　１０',
  '7000000004711',
  'u400004711012@company4711.example',
  '㈱第4711青葉',
  'ｼﾉﾉﾒ',
  '東',
  '佐藤',
  'さとう',
  'たろう',
  '佐藤太郎',
  '該当なし',
];

/** The back office's search among 10,000 companies and 300,000 users, and a company's page, in the database alone. */
export const companies: Bench = async (say) => {
  const servers = await startServers();
  try {
    const { db } = servers.database;
    say(await fill(db));
    const measured: Measurement[] = [];
    for (const typed of SEARCHES) measured.push(await searched(db, typed));
    const page = await times(() =>
      Promise.all([findCompany(db, '400004711'), listCompanyUsers(db, '400004711')]),
    );
    return [
      ...measured,
      { name: 'companies-page', ours: median(page), unit: 'ms', note: `${USERS_A_COMPANY} users` },
    ];
  } finally {
    await servers.remove();
  }
};

async function searched(db: Db, typed: string): Promise<Measurement> {
  const parsed = parseCompanySearch(typed);
  if ('error' in parsed) throw new Error(`${typed}: ${parsed.error}`);
  let found = '';
  const taken = await times(async () => {
    const [ofCompanies, ofUsers] = await Promise.all([
      findCompanyHits(db, parsed.value, 1),
      findUserHits(db, parsed.value, 1),
    ]);
    found = `${ofCompanies.total} companies, ${ofUsers.total} users`;
  });
  const slowest = Math.max(...taken).toFixed(1);
  return {
    name: `companies-search ${typed}`,
    ours: median(taken),
    unit: 'ms',
    note: `${found}; slowest ${slowest}`,
  };
}

async function times(work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < TIMES; time++) taken.push(await timed(work));
  return taken;
}

/** Copies of a demo company and its applicants under many names. */
async function fill(db: Db): Promise<string> {
  const began = performance.now();
  const of = (texts: string[], index: string): SQL =>
    sql.raw(`(array['${texts.join("','")}'])[1 + (${index}) % ${texts.length}]`);
  const places = ['東雲', '青葉', '朝凪', '若竹', '白樺', '穂波', '水原', '夕凪', '銀杏', '千歳'];
  const readings = [
    'シノノメ',
    'アオバ',
    'アサナギ',
    'ワカタケ',
    'シラカバ',
    'ホナミ',
    'ミズハラ',
    'ユウナギ',
    'イチョウ',
    'チトセ',
  ];
  await db.execute(sql`
    insert into insured_parties
      (insured_code, kind, corporate_number, name, name_kana, name_english, postal_code, prefecture, city, street,
        address_english, phone, contact_name, contact_phone, contact_email)
    select (400000000 + n)::text, kind, (7000000000000 + n)::text,
      '第' || n || ${of(places, 'n')} || '貿易株式会社',
      'ダイ' || n || ${of(readings, 'n')} || 'ボウエキカブシキガイシャ', 'No.' || n || ' Trading Co., Ltd.',
      postal_code, prefecture, city, street, address_english, phone, contact_name, contact_phone,
      'contact@company' || n || '.example'
    from insured_parties, generate_series(1, ${COMPANIES}) n where insured_code = '201234568'`);
  const family = [
    '佐藤',
    '鈴木',
    '高橋',
    '田中',
    '伊藤',
    '渡辺',
    '山本',
    '中村',
    '小林',
    '加藤',
    '吉田',
    '山田',
    '髙木',
    '斎藤',
    '松本',
    '井上',
    '木村',
    '林',
    '清水',
    '山崎',
  ];
  const familyKana = [
    'サトウ',
    'スズキ',
    'タカハシ',
    'タナカ',
    'イトウ',
    'ワタナベ',
    'ヤマモト',
    'ナカムラ',
    'コバヤシ',
    'カトウ',
    'ヨシダ',
    'ヤマダ',
    'タカギ',
    'サイトウ',
    'マツモト',
    'イノウエ',
    'キムラ',
    'ハヤシ',
    'シミズ',
    'ヤマサキ',
  ];
  const given = ['太郎', '花子', '一郎', '恵', '翔太', '美咲', '健', '由美', '直樹', '陽子', '大輔'];
  const givenKana = [
    'タロウ',
    'ハナコ',
    'イチロウ',
    'メグミ',
    'ショウタ',
    'ミサキ',
    'ケン',
    'ユミ',
    'ナオキ',
    'ヨウコ',
    'ダイスケ',
  ];
  const mixed = '(n * 31 + s * 17 + n / 7)';
  await db.execute(sql`
    insert into web_users
      (web_user_id, insured_code, kind, name, kana, phone, email, application_right, contract_data_right, application_data_right)
    select (400000000 + n)::text || lpad(s::text, 3, '0'), (400000000 + n)::text,
      case s when 0 then 'administrator' else 'applicant' end,
      ${of(family, mixed)} || '　' || ${of(given, `${mixed} / 3`)},
      ${of(familyKana, mixed)} || '　' || ${of(givenKana, `${mixed} / 3`)},
      '03-0000-0000', 'u' || (400000000 + n)::text || lpad(s::text, 3, '0') || '@company' || n || '.example',
      'apply', 'all', 'all'
    from generate_series(1, ${COMPANIES}) n, generate_series(0, ${USERS_A_COMPANY - 1}) s`);
  await db.execute(
    sql`insert into credentials (web_user_id) select web_user_id from web_users on conflict do nothing`,
  );
  await db.execute(sql`vacuum analyze`);
  const [size] = await db.execute<{ people: string; companies: string }>(sql`
    select pg_size_pretty(pg_relation_size('web_users_by_beginning_of_name')) people,
      pg_size_pretty(pg_relation_size('insured_parties_by_part_of_name')) companies`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  return `filled in ${seconds} s; indexes: people ${size?.people}, companies ${size?.companies}`;
}
