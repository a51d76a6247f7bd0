/** Companies that are about to apply for a change, and what their people and staff then press. */
import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { DEMO_PASSWORD } from '../db/seed/demo.ts';
import { tokenHash } from '../db/sessions.ts';
import { cookiesOf, expectStatus, type HttpClient } from './http.ts';

/** A draft that only has to be submitted, and who may do so. */
export interface Draft {
  number: string;
  cookie: string;
}

/** Companies, each with a draft and with an administrator who is logged in. `from`: where others begin to count. */
export async function addDrafts(db: Db, amount: number, from = 0): Promise<Draft[]> {
  const codes = Array.from({ length: amount }, (_, index) => String(500_000_000 + from + index));
  const given = sql`(select code from jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb) code) given`;
  await db.execute(sql`
    insert into insured_parties
    select (jsonb_populate_record(model, jsonb_build_object('insured_code', code))).*
    from insured_parties model, ${given} where model.insured_code = '201234567'`);
  await db.execute(sql`
    insert into web_users
    select (jsonb_populate_record(model, jsonb_build_object('web_user_id', code || '000', 'insured_code', code))).*
    from web_users model, ${given} where model.web_user_id = '201234567000'`);
  await db.execute(sql`
    insert into web_user_sessions (id_hash, web_user_id, expires_at, address)
    select encode(sha256(convert_to('bench-' || code, 'UTF8')), 'hex'), code || '000', now() + interval '1 hour', '127.0.0.1'
    from ${given}`);
  await db.execute(sql`
    insert into change_applications (application_number, insured_code, applicant_id, changes, approvals_needed)
    select ${numberOf(sql`code`)}, code, code || '000',
      jsonb_build_object('phone', jsonb_build_object('before', phone, 'requested', '03-0123-9999')), 1
    from ${given} join insured_parties on insured_code = code`);
  if (tokenHash('bench-1').length !== 64) throw new Error('sessions are not kept by SHA-256 any more');
  return codes.map((code) => ({ number: `W20260101-${code}`, cookie: `madoguchi_session=bench-${code}` }));
}

const numberOf = (code: ReturnType<typeof sql>) => sql`'W20260101-' || ${code}`;

const own = { 'sec-fetch-site': 'same-origin' };

/** 申込む. */
export async function submit(client: HttpClient, { number, cookie }: Draft): Promise<void> {
  const answer = await client.ask(`/change-applications/${number}/submission`, {
    method: 'POST',
    headers: { ...own, cookie },
    body: {},
  });
  expectStatus(answer, 303, '申込む');
}

/** A decision, or taking it on, and its answer. */
async function press(client: HttpClient, cookie: string, path: string, fields: Record<string, string>) {
  const answer = await client.ask(path, {
    method: 'POST',
    headers: { ...own, cookie },
    body: { stepId: crypto.randomUUID(), round: '1', ...fields },
  });
  expectStatus(answer, 303, path);
}

export const claim = (client: HttpClient, cookie: string, number: string) =>
  press(client, cookie, `/office/change-applications/${number}/claim`, {});
export const approve = (client: HttpClient, cookie: string, number: string) =>
  press(client, cookie, `/office/change-applications/${number}/decision`, { kind: 'approved' });

/** The cookie of a member of staff. */
export async function logInStaff(client: HttpClient, staffId: string): Promise<string> {
  const answer = await client.ask('/office/login', {
    method: 'POST',
    headers: own,
    body: { staffId, password: DEMO_PASSWORD },
  });
  expectStatus(answer, 303, "a staff member's login");
  return cookiesOf(answer);
}
