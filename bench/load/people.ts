import { eq, like, sql } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { insuredParties, staff } from '../../db/schema/index.ts';
import { corporateNumberOf } from '../../domain/corporate-number.ts';
import { insuredPartyInput } from '../../domain/insured-party.ts';

/** A company that can apply: its administrator's ID, and the form with its values as registered. */
interface Company {
  administrator: string;
  input: Record<string, string>;
}

export interface People {
  companies: Company[];
  /** IDs of web users, administrators among them. */
  webUserIds: string[];
  /** IDs of staff who approve. */
  staffIds: string[];
}

const MODEL = { company: '201234568', administrator: '201234568000', approver: 'approver1' };

/** Copies of a demo company, its administrator and an approver under other names; the password of all is the demo's. */
export async function addPeople(
  db: Db,
  { companies, usersEach, staff: staffCount }: { companies: number; usersEach: number; staff: number },
): Promise<People> {
  const [columns, userColumns] = [await columnsOf(db, 'insured_parties'), await columnsOf(db, 'web_users')];
  const numbers = Array.from(
    { length: companies },
    (_, n) => `'${corporateNumberOf(String(700_000_000_001 + n))}'`,
  );
  const own = {
    insured_code: `(700000000 + n)::text`,
    corporate_number: `(array[${numbers.join(', ')}])[n]`,
    name: `name || n`,
  };
  await db.execute(sql`
    insert into insured_parties (${sql.raw(columns.join(', '))})
    select ${sql.raw(columns.map((column) => own[column as keyof typeof own] ?? column).join(', '))}
    from insured_parties, generate_series(1, ${companies}) n where insured_code = ${MODEL.company}`);
  const ofUser = {
    web_user_id: `(700000000 + n)::text || lpad(s::text, 3, '0')`,
    insured_code: `(700000000 + n)::text`,
    kind: `case s when 0 then 'administrator' else 'applicant' end`,
    email: `'u' || n || '.' || s || '@load.example'`,
  };
  await db.execute(sql`
    insert into web_users (${sql.raw(userColumns.join(', '))})
    select ${sql.raw(userColumns.map((column) => ofUser[column as keyof typeof ofUser] ?? column).join(', '))}
    from web_users, generate_series(1, ${companies}) n, generate_series(0, ${usersEach - 1}) s
    where web_user_id = ${MODEL.administrator}`);
  await db.execute(sql`
    insert into credentials (web_user_id, password_hash)
    select u.web_user_id, c.password_hash from web_users u, credentials c
    where u.web_user_id like '7%' and c.web_user_id = ${MODEL.administrator}`);
  await addStaff(db, staffCount);
  await db.execute(sql`analyze`);

  const parties = await db.select().from(insuredParties).where(like(insuredParties.insuredCode, '7%'));
  const code = (n: number) => String(700_000_000 + n);
  return {
    companies: parties.map((party) => ({
      administrator: `${party.insuredCode}000`,
      input: insuredPartyInput(party.kind, party),
    })),
    webUserIds: Array.from({ length: companies * usersEach }, (_, index) => {
      const user = String(Math.floor(index / companies)).padStart(3, '0');
      return `${code(1 + (index % companies))}${user}`;
    }),
    staffIds: Array.from({ length: staffCount }, (_, n) => `load${n + 1}`),
  };
}

async function addStaff(db: Db, count: number): Promise<void> {
  const [model] = await db.select().from(staff).where(eq(staff.staffId, MODEL.approver));
  if (!model) throw new Error('the demo data has no approver');
  for (let n = 1; n <= count; n++)
    await db.insert(staff).values({ ...model, staffId: `load${n}`, email: `load${n}@institution.example` });
  await db.execute(sql`
    insert into staff_credentials (staff_id, password_hash)
    select s.staff_id, c.password_hash from staff s, staff_credentials c
    where s.staff_id like 'load%' and c.staff_id = ${MODEL.approver}`);
}

async function columnsOf(db: Db, table: string): Promise<string[]> {
  const rows = await db.execute<{ column: string }>(sql`
    select quote_ident(column_name) as column from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' order by ordinal_position`);
  return rows.map(({ column }) => column);
}
