import { expect } from 'vitest';
import { findInsuredParty } from '../../db/change-applications.ts';
import type { Db } from '../../db/client.ts';
import { insuredPartyInput } from '../../domain/insured-party.ts';
import type { Visitor } from './web.ts';

/** Step 1 by HTTP: the registered values with `changes` put in. Returns the number that step 2 shows. */
export async function saveDraft(
  db: Db,
  administrator: Visitor,
  insuredCode: string,
  changes: Record<string, string>,
): Promise<string> {
  const party = await findInsuredParty(db, insuredCode);
  if (!party) throw new Error(`no insured party ${insuredCode}`);
  const answer = await administrator.post('/change-applications', {
    ...insuredPartyInput(party.kind, party),
    ...changes,
  });
  expect(answer.status, 'step 1').toBe(303);
  return answer.headers.get('location')?.split('/')[2] ?? '';
}

/** Steps 1 and 2 and 申込む. Returns the Web application number. */
export async function apply(
  db: Db,
  administrator: Visitor,
  insuredCode: string,
  changes: Record<string, string>,
): Promise<string> {
  const number = await saveDraft(db, administrator, insuredCode, changes);
  const answer = await administrator.post(`/change-applications/${number}/submission`);
  expect(answer.headers.get('location'), '申込む').toBe(`/change-applications/${number}/complete`);
  return number;
}

/** A decision by HTTP on an application in its first round, approval unless said otherwise. */
export async function decide(
  staff: Visitor,
  number: string,
  decision: Record<string, string> = { kind: 'approved' },
): Promise<Response> {
  return staff.post(`/office/change-applications/${number}/decision`, {
    stepId: crypto.randomUUID(),
    round: '1',
    ...decision,
  });
}

export const claim = (staff: Visitor, number: string): Promise<Response> =>
  staff.post(`/office/change-applications/${number}/claim`, { stepId: crypto.randomUUID(), round: '1' });
