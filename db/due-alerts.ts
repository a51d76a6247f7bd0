import { aliasedTable, and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { undecidedStages } from '../domain/change-application.ts';
import type { DueAlertKind, DueWork } from '../domain/due-alert.ts';
import { undecidedRegistrationStages } from '../domain/registration.ts';
import type { Db } from './client.ts';
import { changeApplications } from './schema/change-applications.ts';
import { type DueAlert, dueAlerts } from './schema/due-alerts.ts';
import { insuredParties } from './schema/insured-parties.ts';
import { registrations } from './schema/registrations.ts';
import { staff } from './schema/staff.ts';
import { standInPeriods } from './schema/stand-ins.ts';

export interface DueReference {
  work: DueWork;
  /** Web申込番号 or 受付番号. */
  number: string;
}

/** What staff still have to decide on; undefined for the rest. Locks it, so that no decision comes in between. */
export async function lockUndecided(
  tx: Db,
  { work, number }: DueReference,
): Promise<{ dueAt: Date; assigneeId: string | null } | undefined> {
  const [row] = await (work === 'change'
    ? tx
        .select({ dueAt: changeApplications.dueAt, assigneeId: changeApplications.assigneeId })
        .from(changeApplications)
        .where(and(eq(changeApplications.applicationNumber, number), undecidedChange))
        .for('update')
    : tx
        .select({ dueAt: registrations.dueAt, assigneeId: registrations.assigneeId })
        .from(registrations)
        .where(and(eq(registrations.registrationNumber, number), undecidedRegistration))
        .for('update'));
  return row?.dueAt ? { dueAt: row.dueAt, assigneeId: row.assigneeId } : undefined;
}

const undecidedChange = inArray(changeApplications.stage, [...undecidedStages]);
const undecidedRegistration = inArray(registrations.stage, [...undecidedRegistrationStages]);

/** Notes whom to tell. Those who were told already are left out of what it returns. */
export const insertDueAlerts = async (
  tx: Db,
  alert: Omit<DueAlert, 'staffId'>,
  staffIds: readonly string[],
): Promise<DueAlert[]> =>
  staffIds.length === 0
    ? []
    : tx
        .insert(dueAlerts)
        .values(staffIds.map((staffId) => ({ ...alert, staffId })))
        .onConflictDoNothing()
        .returning();

/** Who is to get a mail of this digest, by ID. */
export async function listRecipients(db: Db, digest: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ staffId: dueAlerts.staffId })
    .from(dueAlerts)
    .where(eq(dueAlerts.digest, digest))
    .orderBy(asc(dueAlerts.staffId));
  return rows.map(({ staffId }) => staffId);
}

export interface DueItem extends DueReference {
  kind: DueAlertKind;
  dueAt: Date;
  /** Unknown while a registration states no company. */
  companyName: string | null;
  assigned: boolean;
  /** Where it is a colleague's, and who is told stands in for them: both names. */
  standIn: { principalName: string; standInName: string } | null;
}

/**
 * What one member of staff is told by a digest, the earliest due date first. What has been decided since, or is due
 * another day by now, is left out.
 */
export async function listDueItems(db: Db, digest: string, staffId: string): Promise<DueItem[]> {
  const [changes, others] = await Promise.all([
    changesOf(db, digest, staffId),
    registrationsOf(db, digest, staffId),
  ]);
  return [...changes, ...others].sort(
    (one, other) => one.dueAt.getTime() - other.dueAt.getTime() || (one.number < other.number ? -1 : 1),
  );
}

const alert = {
  work: dueAlerts.work,
  number: dueAlerts.number,
  kind: dueAlerts.kind,
  dueAt: dueAlerts.dueAt,
};
const ofDigest = (digest: string, staffId: string) =>
  and(eq(dueAlerts.digest, digest), eq(dueAlerts.staffId, staffId));

const told = aliasedTable(staff, 'told');
const holder = aliasedTable(staff, 'holder');

/** Whether who was told stood in for the holder at that moment. */
const standInFor = (holderId: AnyPgColumn) =>
  sql<DueItem['standIn']>`case when exists (
      select from ${standInPeriods}
      where ${eq(standInPeriods.principalId, holderId)}
        and ${eq(standInPeriods.standInId, dueAlerts.staffId)}
        and (${dueAlerts.toldAt} at time zone 'Asia/Tokyo')::date
          between ${standInPeriods.fromDate} and ${standInPeriods.untilDate}
        and ${standInPeriods.revokedAt} is null
    ) then jsonb_build_object('principalName', ${holder.name}, 'standInName', ${told.name}) end`;

const changesOf = (db: Db, digest: string, staffId: string): Promise<DueItem[]> =>
  db
    .select({
      ...alert,
      companyName: insuredParties.name,
      assigned: sql<boolean>`${changeApplications.assigneeId} is not null`,
      standIn: standInFor(changeApplications.assigneeId),
    })
    .from(dueAlerts)
    .innerJoin(
      changeApplications,
      and(
        eq(changeApplications.applicationNumber, dueAlerts.number),
        eq(changeApplications.dueAt, dueAlerts.dueAt),
        undecidedChange,
      ),
    )
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, changeApplications.insuredCode))
    .innerJoin(told, eq(told.staffId, dueAlerts.staffId))
    .leftJoin(holder, eq(holder.staffId, changeApplications.assigneeId))
    .where(ofDigest(digest, staffId));

/** A company's name as stated or as registered; never the name of a person. */
const registrationsOf = (db: Db, digest: string, staffId: string): Promise<DueItem[]> =>
  db
    .select({
      ...alert,
      companyName: sql<string | null>`coalesce(${registrations.details} ->> 'name', ${insuredParties.name})`,
      assigned: sql<boolean>`${registrations.assigneeId} is not null`,
      standIn: standInFor(registrations.assigneeId),
    })
    .from(dueAlerts)
    .innerJoin(
      registrations,
      and(
        eq(registrations.registrationNumber, dueAlerts.number),
        eq(registrations.dueAt, dueAlerts.dueAt),
        undecidedRegistration,
      ),
    )
    .leftJoin(insuredParties, eq(insuredParties.insuredCode, registrations.insuredCode))
    .innerJoin(told, eq(told.staffId, dueAlerts.staffId))
    .leftJoin(holder, eq(holder.staffId, registrations.assigneeId))
    .where(ofDigest(digest, staffId));

/** What the mail log calls the mail of a digest to one member of staff. */
export const dueAlertReference = ({ digest, staffId }: Pick<DueAlert, 'digest' | 'staffId'>) =>
  `${digest}.${staffId}`;

/** Where a member of staff is reached; undefined for one who is suspended. */
export async function findStaffEmail(db: Db, staffId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ email: staff.email })
    .from(staff)
    .where(and(eq(staff.staffId, staffId), isNull(staff.suspendedAt)));
  return row?.email;
}

/** Who was told of the due date of one case, and when; the earliest first. */
export const listDueAlerts = (db: Db, number: string) =>
  db
    .select({
      kind: dueAlerts.kind,
      dueAt: dueAlerts.dueAt,
      toldAt: dueAlerts.toldAt,
      digest: dueAlerts.digest,
      staffId: dueAlerts.staffId,
      name: told.name,
    })
    .from(dueAlerts)
    .innerJoin(told, eq(told.staffId, dueAlerts.staffId))
    .where(eq(dueAlerts.number, number))
    .orderBy(asc(dueAlerts.toldAt), asc(dueAlerts.staffId));
