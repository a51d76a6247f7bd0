/**
 * How long the back office's search for companies and users takes with 10,000 companies and 300,000 users, and opening one
 * of them. `node bench/companies.ts` brings a Postgres, durable as in production, fills it and removes it again.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { connect, type Db } from '../db/client.ts';
import { findCompanyHits, findUserHits } from '../db/company-search.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { insuredParties } from '../db/schema/insured-parties.ts';
import { demoInsuredParties } from '../db/seed/demo-companies.ts';
import { freePort } from '../dev/ports.ts';
import { startPostgres } from '../dev/postgres.ts';
import { parseCompanySearch } from '../domain/company-search.ts';

const COMPANIES = 10_000;
const USERS_A_COMPANY = 30;
const ROUNDS = 15;

const folder = await mkdtemp(join(tmpdir(), 'madoguchi-bench-'));
await chmod(folder, 0o755);
const postgres = await startPostgres({
  folder: join(folder, 'postgres'),
  port: await freePort(),
  password: 'only for this run',
  logFile: join(folder, 'postgres.log'),
});
try {
  await migrateDatabase(postgres.url());
  const database = connect(postgres.url(), { timeout: 600_000 });
  await fill(database.db);
  for (const typed of [
    '400004711',
    '4000',
    '400004711012',
    '４０００　０４７１　１０',
    '7000000004711',
    'u400004711012@company4711.example',
    '㈱第4711青葉',
    '東雲',
    'しののめ',
    'ｼﾉﾉﾒ',
    '佐藤',
    'さとう',
    'サト',
    'たろう',
    '佐藤太郎',
    '該当なし',
    '東',
  ])
    await measure(database.db, typed);
  await database.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(db: Db, typed: string): Promise<void> {
  const parsed = parseCompanySearch(typed);
  if ('error' in parsed) throw new Error(`${typed}: ${parsed.error}`);
  const times: number[] = [];
  let found = '';
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const [companies, users] = await Promise.all([
      findCompanyHits(db, parsed.value, 1),
      findUserHits(db, parsed.value, 1),
    ]);
    times.push(performance.now() - began);
    found = `${companies.total} companies, ${users.total} users`;
  }
  const sorted = times.toSorted((one, other) => one - other);
  const [median, slowest] = [sorted[Math.floor(ROUNDS / 2)] ?? 0, sorted.at(-1) ?? 0];
  console.log(`${median.toFixed(1).padStart(7)} ms  (slowest ${slowest.toFixed(1)})  ${typed}: ${found}`);
}

/** Copies of a demo company and its applicants under many names. */
async function fill(db: Db): Promise<void> {
  await db.insert(insuredParties).values(demoInsuredParties);
  const began = performance.now();
  const of = (texts: string[], index: string) =>
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
  console.log(`filled in ${seconds} s; indexes: people ${size?.people}, companies ${size?.companies}`);
}
