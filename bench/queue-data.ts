/**
 * Work in such numbers as years of an institution's operation leave behind, for the queue's measurements: made by the
 * database itself, so that it takes seconds.
 */
import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

export interface Amount {
  companies: number;
  /** Staff still have to decide on these, of all sorts together; fewer than there are companies. */
  open: number;
  closed: number;
}

/** Of a hundred pieces of work so many are registrations and requests for group viewers. */
const REGISTRATIONS_PERCENT = 8;
const GROUP_VIEWERS_PERCENT = 2;

/** Adds work to a database that has the demo data, and has Postgres look at it as its autovacuum would. */
export async function fillQueue(db: Db, { companies, open, closed }: Amount): Promise<void> {
  await addCompanies(db, companies);
  await addWork(db, { amount: open, from: 0, isOpen: true, companies });
  await addWork(db, { amount: closed, from: open, isOpen: false, companies });
  for (const table of ['insured_parties', 'change_applications', 'registrations', 'group_viewer_requests'])
    await db.execute(sql.raw(`vacuum (analyze) ${table}`));
}

const code = sql.raw(`(400000000 + n)::text`);

/** Companies 400000001 and on, each with an administrator. */
export async function addCompanies(db: Db, amount: number): Promise<void> {
  const name = sql.raw(
    `(array['青海','北斗','東雲','みどり','大和田','瑞穂','白鷺','若葉','常盤','千歳'])[1 + n % 10]
      || (array['貿易','商事','精機','化成','物産','電子','運輸','食品','硝子','繊維'])[1 + n / 10 % 10] || n || '株式会社'`,
  );
  await db.execute(sql`
    insert into insured_parties
    select (jsonb_populate_record(model, jsonb_build_object('insured_code', ${code}, 'name', ${name},
      'name_kana', 'アオミボウエキ' || n, 'name_english', 'Example Trading ' || n))).*
    from insured_parties model, generate_series(1, ${amount}::int) n where model.insured_code = '201234567'`);
  await db.execute(sql`
    insert into web_users
    select (jsonb_populate_record(model, jsonb_build_object('web_user_id', ${code} || '000', 'insured_code', ${code}))).*
    from web_users model, generate_series(1, ${amount}::int) n where model.web_user_id = '201234567000'`);
}

/**
 * `n` counts the pieces of work of a sort, and each is of the next company in turn; what is open is due within five days
 * before and after now.
 */
async function addWork(
  db: Db,
  { amount, from, isOpen, companies }: { amount: number; from: number; isOpen: boolean; companies: number },
): Promise<void> {
  const registrations = Math.round((amount * REGISTRATIONS_PERCENT) / 100);
  const viewers = Math.round((amount * GROUP_VIEWERS_PERCENT) / 100);
  const changes = amount - registrations - viewers;
  const company = (before: number) => sql.raw(`(400000001 + (n + ${before}) % ${companies})::text`);
  const numbered = (letter: string) =>
    sql.raw(`'${letter}20260101-' || lpad((${from} + n)::text, 6, '0') || '-0'`);
  const staffId = sql.raw(
    isOpen
      ? `case when n % 3 = 0 then null else (array['clerk1','clerk2','approver1'])[1 + n % 3] end`
      : `(array['clerk1','clerk2','approver1'])[1 + n % 3]`,
  );
  const submitted = sql.raw(
    isOpen ? `now() - (n % 100) * interval '1 hour'` : `now() - (n % 100000) * interval '20 minutes'`,
  );
  const due = sql.raw(
    isOpen ? `now() + ((n * 37) % 240 - 120) * interval '1 hour'` : `now() - interval '30 days'`,
  );
  const changeStage = sql.raw(
    isOpen
      ? `case when n % 3 = 0 then 'received' when n % 5 = 0 then 'secondApproval' else 'inReview' end`
      : `(array['applied','applied','applied','applied','applied','applied','applied','rejected','withdrawn','expired'])[1 + n % 10]`,
  );
  await db.execute(sql`
    insert into change_applications (application_number, insured_code, applicant_id, stage, round, changes,
      approvals_needed, receipt_email, submitted_at, due_at, assignee_id, closed_at)
    select ${numbered('W')}, ${company(0)}, ${company(0)} || '000', ${changeStage}, 1,
      jsonb_build_object('phone', jsonb_build_object('before', '03-0123-4500', 'requested', '03-0123-' || n)),
      1 + n % 2, 'receipt@example.jp', ${submitted}, ${due}, ${staffId}, ${isOpen ? null : sql`now()`}
    from generate_series(0, ${changes - 1}::int) n`);
  await db.execute(sql`
    insert into registrations (registration_number, kind, stage, party_kind, insured_code, administrator,
      terms_version, terms_agreed_at, address, submitted_at, due_at, assignee_id)
    select ${numbered('R')}, 'administratorOnly',
      case when not ${isOpen} then 'registered' when n % 3 = 0 then 'received' else 'inReview' end, 'headOffice',
      ${company(changes)}, jsonb_build_object('name', '登録　花子', 'email', 'hanako@example.jp'),
      '2026-11-01', now(), '198.51.100.7', ${submitted}, ${due}, ${staffId}
    from generate_series(0, ${registrations - 1}::int) n`);
  await db.execute(sql`
    insert into group_viewer_requests (request_id, kind, stage, home_insured_code, companies, person, entered_by,
      entered_at, assignee_id, decided_by, decided_at, reason_text)
    select gen_random_uuid(), 'issue', ${isOpen ? 'entered' : 'refused'}, ${company(changes + registrations)},
      array[${company(changes + registrations)}, '201234567'], jsonb_build_object('name', '全社　見子'), 'supervisor1',
      ${submitted}, ${staffId}, ${isOpen ? null : 'approver2'}, ${isOpen ? null : sql`now()`}, ${isOpen ? null : '不要'}
    from generate_series(0, ${viewers - 1}::int) n`);
}
