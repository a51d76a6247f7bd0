import { and, asc, desc, eq, getTableColumns, isNotNull, isNull, sql } from 'drizzle-orm';
import type { StaffAccountChange, StaffAccountDetails } from '../domain/staff-account.ts';
import type { StaffOperation } from '../domain/staff-operation.ts';
import type { Db } from './client.ts';
import { noTemporaryPassword } from './credentials.ts';
import { asOfNow, recordStaffAct } from './events.ts';
import { staffMember } from './person.ts';
import {
  passwordMails,
  type Staff,
  type StaffAccountAct,
  staff,
  staffAccountActs,
  staffCredentials,
  staffSecondFactors,
} from './schema/index.ts';
import { clearThrottle } from './throttle.ts';

/** An account with what its state depends on. */
export interface StaffAccount extends Staff {
  hasPassword: boolean;
  hasSecondFactor: boolean;
  /** Until when a temporary password works that was made and not used; null where there is none. */
  temporaryExpiresAt: Date | null;
}

const select = (db: Db) =>
  db
    .select({
      ...getTableColumns(staff),
      hasPassword: sql<boolean>`${staffCredentials.passwordHash} is not null`,
      hasSecondFactor: sql<boolean>`${staffSecondFactors.secondFactorId} is not null`,
      temporaryExpiresAt: staffCredentials.temporaryExpiresAt,
    })
    .from(staff)
    .innerJoin(staffCredentials, eq(staffCredentials.staffId, staff.staffId))
    .leftJoin(
      staffSecondFactors,
      and(eq(staffSecondFactors.staffId, staff.staffId), isNotNull(staffSecondFactors.confirmedAt)),
    );

/** All accounts: those in use first, by department and ID. */
export const listStaffAccounts = (db: Db): Promise<StaffAccount[]> =>
  select(db).orderBy(isNotNull(staff.suspendedAt), asc(staff.department), asc(staff.staffId));

export async function findStaffAccount(db: Db, staffId: string): Promise<StaffAccount | undefined> {
  const [account] = await select(db).where(eq(staff.staffId, staffId));
  return account;
}

/**
 * The IDs of the supervisors who are active, held until the transaction ends: of two who suspend each other at once, the
 * second finds that they are one no more.
 */
export async function holdSupervisors(tx: Db): Promise<string[]> {
  const held = await tx
    .select({ staffId: staff.staffId })
    .from(staff)
    .where(and(eq(staff.role, 'supervisor'), isNull(staff.suspendedAt)))
    .orderBy(asc(staff.staffId))
    .for('no key update');
  return held.map(({ staffId }) => staffId);
}

/** An account as it is now, held until the transaction ends. */
export async function holdStaffAccount(tx: Db, staffId: string): Promise<Staff | undefined> {
  const [held] = await tx.select().from(staff).where(eq(staff.staffId, staffId)).for('no key update');
  return held;
}

/** A new account with which nobody can log in yet. False where the ID is taken. */
export async function insertStaffAccount(
  tx: Db,
  staffId: string,
  details: StaffAccountDetails,
): Promise<boolean> {
  const inserted = await tx
    .insert(staff)
    .values({ staffId, ...details })
    .onConflictDoNothing()
    .returning({ staffId: staff.staffId });
  if (inserted.length === 0) return false;
  await tx.insert(staffCredentials).values({ staffId });
  return true;
}

/** Changes the details, unless somebody else has changed them since `version` was looked at: then false. */
export async function updateStaffAccount(
  tx: Db,
  { staffId, version }: { staffId: string; version: number },
  details: StaffAccountDetails,
): Promise<boolean> {
  const updated = await tx
    .update(staff)
    .set({ ...details, version: version + 1 })
    .where(and(eq(staff.staffId, staffId), eq(staff.version, version)))
    .returning({ staffId: staff.staffId });
  return updated.length > 0;
}

/** Suspends (`now`) or resumes (null). False where it was so already. */
export async function setStaffSuspended(tx: Db, staffId: string, suspendedAt: Date | null): Promise<boolean> {
  const isOther = suspendedAt ? isNull(staff.suspendedAt) : isNotNull(staff.suspendedAt);
  const set = await tx
    .update(staff)
    .set({ suspendedAt })
    .where(and(eq(staff.staffId, staffId), isOther))
    .returning({ staffId: staff.staffId });
  return set.length > 0;
}

/** No password works any more, and failed logins are forgotten, so that the one that is mailed will work. */
export async function forgetStaffPasswords(tx: Db, staffId: string): Promise<void> {
  await tx
    .update(staffCredentials)
    .set({ passwordHash: null, ...noTemporaryPassword })
    .where(eq(staffCredentials.staffId, staffId));
  await clearThrottle(tx, staffMember(staffId));
}

type Actor = Pick<Staff, 'staffId' | 'name' | 'department' | 'title'>;

/** Records what was done to an account: among all that staff do, and for the page of the account with reason and changes. */
export async function recordAccountAct(
  tx: Db,
  { actor, address }: { actor: Actor; address: string },
  about: {
    staffId: string;
    operation: StaffOperation;
    reasonText?: string;
    changes?: StaffAccountChange[];
  },
): Promise<void> {
  await recordStaffAct(tx, actor, about.operation, { address, subject: about.staffId });
  await tx.insert(staffAccountActs).values({ ...about, ...asOfNow(actor) });
}

/** What was done to an account, the latest first. */
export const listAccountActs = (db: Db, staffId: string): Promise<StaffAccountAct[]> =>
  db
    .select()
    .from(staffAccountActs)
    .where(eq(staffAccountActs.staffId, staffId))
    .orderBy(desc(staffAccountActs.at), desc(staffAccountActs.actId))
    .limit(100);

/** The mail with the last temporary password of this account, whatever became of it. */
export async function findLatestStaffPasswordMail(db: Db, staffId: string) {
  const [mail] = await db
    .select()
    .from(passwordMails)
    .where(eq(passwordMails.staffId, staffId))
    .orderBy(desc(passwordMails.requestedAt))
    .limit(1);
  return mail;
}
