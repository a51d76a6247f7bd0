import { ApplicationFailure } from '@temporalio/common';
import { eq } from 'drizzle-orm';
import { countingApprovals } from '../db/change-applications.ts';
import type { Db } from '../db/client.ts';
import { listClosingDays } from '../db/holidays.ts';
import {
  type ChangeApplication,
  type Changes,
  changeApplicationSteps,
  insuredParties,
} from '../db/schema/index.ts';
import { dueAfterBusinessDays } from '../domain/business-days.ts';
import { REVIEW_BUSINESS_DAYS } from '../domain/change-application.ts';
import { fieldsOf, type InsuredPartyKind } from '../domain/insured-party.ts';
import { changesToApply, type FieldChoices, isAsDecided, onRecord } from '../domain/moved-fields.ts';

/** What becomes of an approved application: written to the record, or examined anew until `dueAt`. */
type Outcome = { kind: 'applied'; changes: Changes } | { kind: 'reopened'; dueAt: Date };

/**
 * What becomes of an approved application by the record as it now is, which nobody changes before this transaction ends. The
 * application's row must be locked.
 */
export async function outcomeOf(
  tx: Db,
  application: ChangeApplication,
  choices: FieldChoices,
  at: Date,
): Promise<Outcome> {
  const party = await lockInsuredParty(tx, application, 'update');
  const changes = ofKind(party.kind, application.changes);
  if (!isAsDecided(party, changes, choices))
    return {
      kind: 'reopened',
      dueAt: dueAfterBusinessDays(at, REVIEW_BUSINESS_DAYS, await listClosingDays(tx)),
    };
  const requested = Object.entries(changesToApply(changes, choices));
  return {
    kind: 'applied',
    changes: Object.fromEntries(
      requested.map(([key, change]) => [key, { ...change, before: onRecord(party, key) }]),
    ),
  };
}

/** Writes to the record what was decided, or takes the approvals back. The application's row is moved by the caller. */
export async function carryOut(
  tx: Db,
  application: ChangeApplication,
  outcome: Outcome,
  at: Date,
): Promise<void> {
  if (outcome.kind === 'reopened') return voidApprovals(tx, application, at);
  const values = Object.entries(outcome.changes).map(([key, { requested }]) => [key, requested]);
  await tx
    .update(insuredParties)
    .set({ ...Object.fromEntries(values), updatedAt: at })
    .where(eq(insuredParties.insuredCode, application.insuredCode));
}

/** Whether the record is what an approver with these choices saw; nobody changes it before this transaction ends. */
export async function isRecordAsDecided(
  tx: Db,
  application: ChangeApplication,
  choices: FieldChoices,
): Promise<boolean> {
  const party = await lockInsuredParty(tx, application, 'share');
  return isAsDecided(party, ofKind(party.kind, application.changes), choices);
}

async function lockInsuredParty(tx: Db, { insuredCode }: ChangeApplication, strength: 'update' | 'share') {
  const [party] = await tx
    .select()
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, insuredCode))
    .for(strength);
  if (party) return party;
  throw ApplicationFailure.nonRetryable(`There is no insured party ${insuredCode}`, 'NotFound');
}

/** Only fields that this kind of insured party can apply for. */
function ofKind(kind: InsuredPartyKind, changes: Changes): Changes {
  const keys: ReadonlySet<string> = new Set(fieldsOf(kind).map(({ key }) => key));
  return Object.fromEntries(Object.entries(changes).filter(([key]) => keys.has(key)));
}

async function voidApprovals(tx: Db, application: ChangeApplication, at: Date): Promise<void> {
  await tx.update(changeApplicationSteps).set({ voidedAt: at }).where(countingApprovals(application));
}
