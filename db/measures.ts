import { and, desc, eq } from 'drizzle-orm';
import type { CompanyMeasure, UserMeasure } from '../domain/measure.ts';
import type { Db } from './client.ts';
import { asOfNow, recordStaffAct } from './events.ts';
import { measures } from './schema/measures.ts';
import type { Staff } from './schema/staff.ts';

/** The company that a measure concerns, and of a user's the user. */
type AboutCompany = { measure: CompanyMeasure; insuredCode: string; subject?: string };
type AboutUser = { measure: UserMeasure; insuredCode: string; webUserId: string };

export type NewMeasure = (AboutCompany | AboutUser) & {
  /** Made by the form. */
  measureId: string;
  reasonText: string;
};

/**
 * Keeps a measure with its reason, and records it among staff's acts. Call it in the transaction of the measure itself.
 * False, and nothing kept, where a form with this ID was taken before.
 */
export async function recordMeasure(
  tx: Db,
  taken: NewMeasure,
  { staff, address }: { staff: Staff; address: string },
  now: Date,
): Promise<boolean> {
  const kept = await tx
    .insert(measures)
    .values({ ...taken, staffId: staff.staffId, ...asOfNow(staff), at: now })
    .onConflictDoNothing()
    .returning({ measureId: measures.measureId });
  if (kept.length === 0) return false;
  const subject = 'webUserId' in taken ? taken.webUserId : taken.insuredCode;
  await recordStaffAct(tx, staff, taken.measure, { address, subject });
  return true;
}

export async function findMeasure(db: Db, measureId: string) {
  const [row] = await db.select().from(measures).where(eq(measures.measureId, measureId));
  return row;
}
export type TakenMeasure = NonNullable<Awaited<ReturnType<typeof findMeasure>>>;

/** Measures shown of a company or user at most; nobody has that many. */
const SHOWN_AT_MOST = 200;

/** What was done to a company and its users, or to one of them alone; the latest first. */
export const listMeasures = (db: Db, insuredCode: string, webUserId?: string): Promise<TakenMeasure[]> =>
  db
    .select()
    .from(measures)
    .where(
      and(
        eq(measures.insuredCode, insuredCode),
        webUserId === undefined ? undefined : eq(measures.webUserId, webUserId),
      ),
    )
    .orderBy(desc(measures.at))
    .limit(SHOWN_AT_MOST);
