import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { hashPassword } from '../db/password-hash.ts';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';

/** Applicants for companies 400000001 and on (`addCompanies`); everybody there can log in with the demo password. */
export async function addPeople(db: Db, companies: number, usersEach: number): Promise<void> {
  const code = sql.raw(`(400000000 + n)::text`);
  await db.execute(sql`
    insert into web_users
    select (jsonb_populate_record(model, jsonb_build_object(
      'web_user_id', ${code} || lpad(s::text, 3, '0'), 'insured_code', ${code}))).*
    from web_users model, generate_series(1, ${companies}::int) n, generate_series(1, ${usersEach}::int) s
    where model.web_user_id = '201234567001'`);
  await db.execute(sql`
    update insured_parties set last_applicant_sequence = ${usersEach}::int where insured_code like '4%'`);
  const hash = await hashPassword(DEMO_PASSWORD);
  await db.execute(sql`
    insert into credentials (web_user_id, password_hash)
    select web_user_id, ${hash}::text from web_users on conflict do nothing`);
  await db.execute(sql`vacuum analyze`);
}
