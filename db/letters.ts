import { aliasedTable, and, asc, desc, eq, getTableColumns, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { credentials } from './schema/credentials.ts';
import { type InsuredParty, insuredParties } from './schema/insured-parties.ts';
import {
  type Letter,
  letterPrints,
  letters,
  type Registration,
  registrations,
} from './schema/registrations.ts';
import { webUserSessions } from './schema/sessions.ts';
import { staff } from './schema/staff.ts';
import { type WebUser, webUsers } from './schema/web-users.ts';

/** A letter with whom it is for, and who printed and posted it. */
export interface LetterRow {
  letter: Letter;
  user: WebUser;
  party: InsuredParty;
  registration: Registration | null;
  printerName: string | null;
  posterName: string | null;
  /** The user has chosen a password: an initial one would be a way round it. */
  hasPassword: boolean;
}

const printer = aliasedTable(staff, 'printer');
const poster = aliasedTable(staff, 'poster');

const rows = (db: Db) =>
  db
    .select({
      letter: letters,
      user: webUsers,
      party: insuredParties,
      registration: registrations,
      printerName: printer.name,
      posterName: poster.name,
      hasPassword: sql<boolean>`${credentials.passwordHash} is not null`,
    })
    .from(letters)
    .innerJoin(webUsers, eq(webUsers.webUserId, letters.webUserId))
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .innerJoin(credentials, eq(credentials.webUserId, letters.webUserId))
    .leftJoin(registrations, eq(registrations.registrationNumber, letters.registrationNumber))
    .leftJoin(printer, eq(printer.staffId, letters.printedBy))
    .leftJoin(poster, eq(poster.staffId, letters.postedBy));

export async function findLetter(db: Db, letterId: string): Promise<LetterRow | undefined> {
  const [row] = await rows(db).where(eq(letters.letterId, letterId));
  return row;
}

/** Each print of a letter, the first one first. */
export const listLetterPrints = (db: Db, letterId: string) =>
  db
    .select({ ...getTableColumns(letterPrints), printerName: staff.name })
    .from(letterPrints)
    .innerJoin(staff, eq(staff.staffId, letterPrints.printedBy))
    .where(eq(letterPrints.letterId, letterId))
    .orderBy(asc(letterPrints.printedAt));
export type LetterPrintRow = Awaited<ReturnType<typeof listLetterPrints>>[number];

/** Those that are not in the post yet, the longest waiting first. */
export const listLettersToPost = (db: Db): Promise<LetterRow[]> =>
  rows(db).where(isNull(letters.postedAt)).orderBy(asc(letters.orderedAt)).limit(200);

/** The last ones that went into the post. */
export const listPostedLetters = (db: Db): Promise<LetterRow[]> =>
  rows(db).where(isNotNull(letters.postedAt)).orderBy(desc(letters.postedAt)).limit(20);

/**
 * Notes that a letter is printed and makes its password the one that works: an earlier one of this letter, and any
 * session begun with it, end here. Returns false where the letter is not as it was seen (`printedAt`: null for one that
 * was never printed), is in the post already, or its user has chosen a password meanwhile; then nothing is changed.
 */
export async function printLetter(
  tx: Db,
  { letterId, webUserId }: Letter,
  print: {
    seenPrintedAt: Date | null;
    staffId: string;
    at: Date;
    passwordHash: string;
    expiresAt: Date;
    /** From the second print on: why. */
    reasonText: string | null;
  },
): Promise<boolean> {
  if (!(await holdWithoutPassword(tx, webUserId))) return false;
  const printed = await tx
    .update(letters)
    .set({ printedAt: print.at, printedBy: print.staffId })
    .where(
      and(
        eq(letters.letterId, letterId),
        isNull(letters.postedAt),
        print.seenPrintedAt === null
          ? isNull(letters.printedAt)
          : sql`date_trunc('milliseconds', ${letters.printedAt}) = ${print.seenPrintedAt.toISOString()}::timestamptz`,
      ),
    )
    .returning({ letterId: letters.letterId });
  if (printed.length === 0) return false;
  await tx
    .insert(letterPrints)
    .values({ letterId, printedAt: print.at, printedBy: print.staffId, reasonText: print.reasonText });
  await tx
    .update(credentials)
    .set({
      temporaryHash: print.passwordHash,
      temporaryKind: 'letter',
      temporaryExpiresAt: print.expiresAt,
    })
    .where(eq(credentials.webUserId, webUserId));
  await tx.delete(webUserSessions).where(eq(webUserSessions.webUserId, webUserId));
  return true;
}

/**
 * Has a letter that was lost in the post written anew, under a new row. Returns false, and changes nothing, where its user
 * has chosen a password or a letter to them waits for the post already.
 */
export async function orderReplacement(
  tx: Db,
  { webUserId, registrationNumber }: Pick<Letter, 'webUserId' | 'registrationNumber'>,
  order: { orderedAt: Date; orderedBy: string; orderReason: string },
): Promise<boolean> {
  if (!(await holdWithoutPassword(tx, webUserId))) return false;
  const [waiting] = await tx
    .select({ letterId: letters.letterId })
    .from(letters)
    .where(and(eq(letters.webUserId, webUserId), isNull(letters.postedAt)));
  if (waiting) return false;
  await tx.insert(letters).values({ webUserId, registrationNumber, ...order });
  return true;
}

/** Marks a printed letter as posted. Returns false where it is not printed, or in the post already. */
export async function postLetter(tx: Db, { letterId }: Letter, staffId: string, at: Date): Promise<boolean> {
  const posted = await tx
    .update(letters)
    .set({ postedAt: at, postedBy: staffId })
    .where(and(eq(letters.letterId, letterId), isNotNull(letters.printedAt), isNull(letters.postedAt)))
    .returning({ letterId: letters.letterId });
  return posted.length > 0;
}

/** The letters to the users of a company, the latest first. */
export const listLettersOf = (db: Db, insuredCode: string): Promise<LetterRow[]> =>
  rows(db).where(eq(webUsers.insuredCode, insuredCode)).orderBy(desc(letters.orderedAt)).limit(50);

/** Has a letter to a user written who has chosen no password yet, beside those that went before. False where one waits. */
export async function orderLetterAgain(
  tx: Db,
  webUserId: string,
  order: Parameters<typeof orderReplacement>[2],
): Promise<boolean> {
  const [latest] = await tx
    .select({ registrationNumber: letters.registrationNumber })
    .from(letters)
    .where(eq(letters.webUserId, webUserId))
    .orderBy(desc(letters.orderedAt))
    .limit(1);
  return orderReplacement(tx, { webUserId, registrationNumber: latest?.registrationNumber ?? null }, order);
}

/** Holds the credentials of a user, and says whether they have chosen no password yet. */
async function holdWithoutPassword(tx: Db, webUserId: string): Promise<boolean> {
  const [user] = await tx
    .select({ passwordHash: credentials.passwordHash })
    .from(credentials)
    .where(eq(credentials.webUserId, webUserId))
    .for('update');
  return user?.passwordHash === null;
}
