import { randomInt, randomUUID } from 'node:crypto';
import { and, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import {
  makeRecoveryCode,
  makeTotpSecret,
  parseRecoveryCode,
  RECOVERY_CODES,
} from '../domain/second-factor.ts';
import type { Db } from './client.ts';
import { type EncryptionKeys, open, seal } from './encryption.ts';
import { hashPassword } from './password-hash.ts';
import { staffRecoveryCodes, staffSecondFactors } from './schema/index.ts';

/** A second factor with its secret, in Base32. */
export interface SecondFactor {
  secondFactorId: string;
  secret: string;
  madeAt: Date;
  confirmedAt: Date | null;
}

export const secondFactorPlace = (secondFactorId: string) => ({
  table: 'staff_second_factors',
  column: 'sealed_secret',
  row: secondFactorId,
});

/** Minutes after which a set-up that was not finished begins anew. */
const SET_UP_WITHIN_MINUTES = 30;

/** The one that is in force. */
export const findSecondFactor = (db: Db, keys: EncryptionKeys, staffId: string) =>
  find(db, keys, and(eq(staffSecondFactors.staffId, staffId), isNotNull(staffSecondFactors.confirmedAt)));

/** The one that is being set up in this session. */
export const findSetUp = (db: Db, keys: EncryptionKeys, sessionIdHash: string, now: Date) =>
  find(
    db,
    keys,
    and(
      eq(staffSecondFactors.sessionIdHash, sessionIdHash),
      gt(staffSecondFactors.madeAt, new Date(now.getTime() - SET_UP_WITHIN_MINUTES * 60_000)),
    ),
  );

async function find(
  db: Db,
  keys: EncryptionKeys,
  which: ReturnType<typeof and>,
): Promise<SecondFactor | undefined> {
  const [row] = await db.select().from(staffSecondFactors).where(which);
  if (!row) return undefined;
  const { secondFactorId, sealedSecret, madeAt, confirmedAt } = row;
  return {
    secondFactorId,
    secret: open(keys, secondFactorPlace(secondFactorId), sealedSecret),
    madeAt,
    confirmedAt,
  };
}

/** Begins to set one up in this session, in place of what it may have begun before. What is in force stays so until then. */
export async function beginSetUp(
  tx: Db,
  keys: EncryptionKeys,
  { staffId, sessionIdHash }: { staffId: string; sessionIdHash: string },
): Promise<void> {
  const secondFactorId = randomUUID();
  await tx.delete(staffSecondFactors).where(eq(staffSecondFactors.sessionIdHash, sessionIdHash));
  await tx.insert(staffSecondFactors).values({
    secondFactorId,
    staffId,
    sessionIdHash,
    sealedSecret: seal(keys, secondFactorPlace(secondFactorId), makeTotpSecret()),
  });
}

/**
 * Puts the one that was set up in force, in place of any before, and uses up the code of `step` with it. False where it was
 * set up already, or begun anew.
 */
export async function confirmSetUp(
  tx: Db,
  { staffId, secondFactorId }: { staffId: string; secondFactorId: string },
  step: number,
  now: Date,
): Promise<boolean> {
  const ofStaff = eq(staffSecondFactors.staffId, staffId);
  await tx.delete(staffSecondFactors).where(and(ofStaff, isNotNull(staffSecondFactors.confirmedAt)));
  const confirmed = await tx
    .update(staffSecondFactors)
    .set({ confirmedAt: now, sessionIdHash: null, lastUsedStep: step })
    .where(and(eq(staffSecondFactors.secondFactorId, secondFactorId), isNull(staffSecondFactors.confirmedAt)))
    .returning({ secondFactorId: staffSecondFactors.secondFactorId });
  return confirmed.length > 0;
}

/** Uses up the code of this step, and all before it: of any number at once one gets true (ASVS V6.5.1). */
export async function takeStep(tx: Db, secondFactorId: string, step: number): Promise<boolean> {
  const taken = await tx
    .update(staffSecondFactors)
    .set({ lastUsedStep: step })
    .where(
      and(
        eq(staffSecondFactors.secondFactorId, secondFactorId),
        isNotNull(staffSecondFactors.confirmedAt),
        or(isNull(staffSecondFactors.lastUsedStep), lt(staffSecondFactors.lastUsedStep, step)),
      ),
    )
    .returning({ secondFactorId: staffSecondFactors.secondFactorId });
  return taken.length > 0;
}

/** The second factor, what is being set up, and the recovery codes are gone. False where there was none. */
export async function removeSecondFactor(tx: Db, staffId: string): Promise<boolean> {
  await tx.delete(staffRecoveryCodes).where(eq(staffRecoveryCodes.staffId, staffId));
  const removed = await tx
    .delete(staffSecondFactors)
    .where(eq(staffSecondFactors.staffId, staffId))
    .returning({ confirmedAt: staffSecondFactors.confirmedAt });
  return removed.some(({ confirmedAt }) => confirmedAt !== null);
}

/** A new set of recovery codes, to be shown this once, and what the table keeps of it. */
export async function makeRecoveryCodes() {
  const codes = new Map<string, string>();
  while (codes.size < RECOVERY_CODES) {
    const code = makeRecoveryCode(randomInt);
    codes.set(parseRecoveryCode(code)?.selector ?? '', code);
  }
  const rows = [...codes].map(async ([selector, code]) => ({
    selector,
    codeHash: await hashPassword(parseRecoveryCode(code)?.secret ?? ''),
  }));
  return { codes: [...codes.values()], rows: await Promise.all(rows) };
}

/** Puts a new set in place of the one before, of which no code works any more. */
export async function replaceRecoveryCodes(
  tx: Db,
  staffId: string,
  rows: readonly { selector: string; codeHash: string }[],
): Promise<void> {
  await tx.delete(staffRecoveryCodes).where(eq(staffRecoveryCodes.staffId, staffId));
  await tx.insert(staffRecoveryCodes).values(rows.map((row) => ({ staffId, ...row })));
}

/** The hash of an unused recovery code; undefined where there is none with these first letters. */
export async function recoveryCodeHash(
  db: Db,
  staffId: string,
  selector: string,
): Promise<string | undefined> {
  const [row] = await db
    .select({ codeHash: staffRecoveryCodes.codeHash })
    .from(staffRecoveryCodes)
    .where(unused(staffId, selector));
  return row?.codeHash;
}

/** Uses up a recovery code that was compared with `codeHash`: of any number at once one gets true (ASVS V6.5.1). */
export async function takeRecoveryCode(
  tx: Db,
  { staffId, selector, codeHash }: { staffId: string; selector: string; codeHash: string },
  now: Date,
): Promise<boolean> {
  const taken = await tx
    .update(staffRecoveryCodes)
    .set({ usedAt: now })
    .where(and(unused(staffId, selector), eq(staffRecoveryCodes.codeHash, codeHash)))
    .returning({ selector: staffRecoveryCodes.selector });
  return taken.length > 0;
}

const unused = (staffId: string, selector: string) =>
  and(
    eq(staffRecoveryCodes.staffId, staffId),
    eq(staffRecoveryCodes.selector, selector),
    isNull(staffRecoveryCodes.usedAt),
  );

/** When the set of recovery codes was made, and how many of them are left; undefined where there is none. */
export async function recoveryCodesOf(db: Db, staffId: string) {
  const [set] = await db
    .select({
      madeAt: sql<Date>`min(${staffRecoveryCodes.madeAt})`.mapWith(staffRecoveryCodes.madeAt),
      left: sql<number>`(count(*) filter (where ${staffRecoveryCodes.usedAt} is null))::int`,
      all: sql<number>`count(*)::int`,
    })
    .from(staffRecoveryCodes)
    .where(eq(staffRecoveryCodes.staffId, staffId));
  return set && set.all > 0 ? set : undefined;
}
