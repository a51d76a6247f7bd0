import { aliasedTable, and, asc, count, desc, eq, gt, isNotNull, ne, or, sql } from 'drizzle-orm';
import { formatRegistrationNumber } from '../domain/application-number.ts';
import { dateInTokyo } from '../domain/calendar-date.ts';
import type { RegistrationRefusal } from '../domain/registration.ts';
import { administratorRights, webUserIdOf } from '../domain/web-user.ts';
import type { Db } from './client.ts';
import { findPartiesLike } from './like-parties.ts';
import { credentials } from './schema/credentials.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';
import {
  letters,
  type Registration,
  type RegistrationStep,
  registrationSteps,
  registrations,
} from './schema/registrations.ts';
import { staff } from './schema/staff.ts';
import { webUsers } from './schema/web-users.ts';

/** The next 登録受付番号: given once, never again on the same day. */
export async function nextRegistrationNumber(tx: Db, now: Date): Promise<string> {
  const [row] = await tx.execute<{ next: string }>(
    sql`select nextval('registration_number_sequence') as next`,
  );
  return formatRegistrationNumber(dateInTokyo(now), Number(row?.next));
}

/** How many registrations came from a client address, and how many name a mail address, each since then. */
export async function countRegistrationsSince(
  tx: Db,
  { address, email, ...since }: { address: string; email: string; addressSince: Date; emailSince: Date },
): Promise<{ fromAddress: number; forEmail: number }> {
  const [[fromAddress], [forEmail]] = await Promise.all([
    tx
      .select({ count: count() })
      .from(registrations)
      .where(and(eq(registrations.address, address), gt(registrations.submittedAt, since.addressSince))),
    tx
      .select({ count: count() })
      .from(registrations)
      .where(
        and(
          sql`lower(${registrations.administrator} ->> 'email') = lower(${email})`,
          gt(registrations.submittedAt, since.emailSince),
        ),
      ),
  ]);
  return { fromAddress: fromAddress?.count ?? 0, forEmail: forEmail?.count ?? 0 };
}

export interface ExaminedRegistration {
  registration: Registration;
  /** Who claimed it. */
  assigneeName: string | null;
  /** The insured party whose code is stated, or which the approval made. */
  party: InsuredParty | null;
  /** Whether the stated insured party has its administrator already. */
  hasAdministrator: boolean;
}

export async function findRegistration(
  db: Db,
  registrationNumber: string,
): Promise<ExaminedRegistration | undefined> {
  const assignee = aliasedTable(staff, 'assignee');
  const administrator = aliasedTable(webUsers, 'administrator');
  const [row] = await db
    .select({
      registration: registrations,
      assigneeName: assignee.name,
      party: insuredParties,
      administratorId: administrator.webUserId,
    })
    .from(registrations)
    .leftJoin(assignee, eq(assignee.staffId, registrations.assigneeId))
    .leftJoin(insuredParties, eq(insuredParties.insuredCode, registrations.insuredCode))
    .leftJoin(
      administrator,
      and(eq(administrator.insuredCode, registrations.insuredCode), eq(administrator.kind, 'administrator')),
    )
    .where(eq(registrations.registrationNumber, registrationNumber));
  return row && { ...row, hasAdministrator: row.administratorId !== null };
}

/** What really happened to a registration, in order; steps that were only asked for are not among them. */
export const listRegistrationSteps = (db: Db, registrationNumber: string): Promise<RegistrationStep[]> =>
  db
    .select()
    .from(registrationSteps)
    .where(
      and(
        eq(registrationSteps.registrationNumber, registrationNumber),
        isNotNull(registrationSteps.recordedAt),
      ),
    )
    .orderBy(asc(registrationSteps.recordedAt));

/** Insured parties that may be the one that registers anew: of the same corporate number or name, ten at most. */
export const findLikeParties = async (
  db: Db,
  { details, insuredCode }: Registration,
): Promise<InsuredParty[]> => (details ? findPartiesLike(db, details, insuredCode) : []);

/** Other registrations that still run or came through, of the same party, person or code; the newest first, ten at most. */
export const findLikeRegistrations = (
  db: Db,
  { registrationNumber, details, insuredCode, kind, administrator }: Registration,
): Promise<Registration[]> =>
  db
    .select()
    .from(registrations)
    .where(
      and(
        ne(registrations.registrationNumber, registrationNumber),
        or(
          details ? sql`${registrations.details} ->> 'name' = ${details.name}` : undefined,
          details?.corporateNumber
            ? sql`${registrations.details} ->> 'corporateNumber' = ${details.corporateNumber}`
            : undefined,
          kind === 'administratorOnly' && insuredCode
            ? eq(registrations.insuredCode, insuredCode)
            : undefined,
          sql`lower(${registrations.administrator} ->> 'email') = lower(${administrator.email})`,
        ),
      ),
    )
    .orderBy(desc(registrations.submittedAt))
    .limit(10);

export type Issued =
  | { insuredCode: string }
  | {
      refusal: Extract<
        RegistrationRefusal,
        'hasAdministrator' | 'noSuchInsuredParty' | 'insuredPartySuspended'
      >;
    };

/**
 * What an approval brings about: the insured party with its code, if it is new; its one administrator, who cannot log in
 * yet; and the letter to print. An insured party has one administrator, also when two approvals race: the second one
 * waits for the first and is refused.
 */
export async function issueAdministrator(tx: Db, registration: Registration, at: Date): Promise<Issued> {
  const about = registration.details
    ? { insuredCode: await insertInsuredParty(tx, registration, registration.details, at) }
    : await existingParty(tx, registration);
  if ('refusal' in about) return about;
  const { insuredCode } = about;
  const webUserId = webUserIdOf(insuredCode, 0);
  const added = await tx
    .insert(webUsers)
    .values({
      webUserId,
      insuredCode,
      kind: 'administrator',
      ...registration.administrator,
      ...administratorRights,
      createdAt: at,
      updatedAt: at,
    })
    .onConflictDoNothing()
    .returning({ webUserId: webUsers.webUserId });
  if (added.length === 0) return { refusal: 'hasAdministrator' };
  await tx.insert(credentials).values({ webUserId });
  await tx
    .insert(letters)
    .values({ webUserId, registrationNumber: registration.registrationNumber, orderedAt: at });
  return { insuredCode };
}

async function existingParty(tx: Db, { insuredCode }: Registration): Promise<Issued> {
  const [party] = await tx
    .select({ insuredCode: insuredParties.insuredCode, suspendedAt: insuredParties.suspendedAt })
    .from(insuredParties)
    .where(eq(insuredParties.insuredCode, insuredCode ?? ''))
    .for('share');
  if (!party) return { refusal: 'noSuchInsuredParty' };
  return party.suspendedAt ? { refusal: 'insuredPartySuspended' } : { insuredCode: party.insuredCode };
}

/** Codes that were taken over from elsewhere may lie in the sequence's way: they are skipped. */
const CODES_TO_TRY = 1_000;

async function insertInsuredParty(
  tx: Db,
  { partyKind, wantsComprehensiveInsurance }: Registration,
  details: NonNullable<Registration['details']>,
  at: Date,
): Promise<string> {
  for (let tries = 0; tries < CODES_TO_TRY; tries += 1) {
    const [row] = await tx.execute<{ next: string }>(sql`select nextval('insured_code_sequence') as next`);
    const insuredCode = String(row?.next).padStart(9, '0');
    const added = await tx
      .insert(insuredParties)
      .values({
        ...details,
        insuredCode,
        kind: partyKind,
        usesComprehensiveInsurance: wantsComprehensiveInsurance,
        updatedAt: at,
      })
      .onConflictDoNothing()
      .returning({ insuredCode: insuredParties.insuredCode });
    if (added.length > 0) return insuredCode;
  }
  throw new Error('insured_code_sequence gives only codes that are taken');
}
