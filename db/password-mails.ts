import { and, desc, eq, gt } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { isTooLateToMail, temporaryPasswordExpiresAt } from '../domain/temporary-password.ts';
import type { Db } from './client.ts';
import { lockPasswords, putTemporaryPassword } from './credentials.ts';
import { type Person, staffMember, webUser } from './person.ts';
import { insuredParties, passwordMails, staff, webUsers } from './schema/index.ts';

export type PasswordMail = typeof passwordMails.$inferSelect;
export type PasswordMailKind = PasswordMail['kind'];

/** Asks for a mailed password; start its workflow in the same transaction with `passwordMailStart`. */
export async function insertPasswordMail(
  tx: Db,
  person: Person,
  kind: PasswordMailKind,
  now: Date,
): Promise<PasswordMail> {
  const whose = person.kind === 'webUser' ? { webUserId: person.id } : { staffId: person.id };
  const [inserted] = await tx
    .insert(passwordMails)
    .values({ ...whose, kind, requestedAt: now })
    .returning();
  if (!inserted) throw new Error('the insertion of a password mail returned no row');
  return inserted;
}

export async function findPasswordMail(db: Db, passwordMailId: string): Promise<PasswordMail | undefined> {
  const [mail] = await db
    .select()
    .from(passwordMails)
    .where(eq(passwordMails.passwordMailId, passwordMailId));
  return mail;
}

/** The newest mail with a temporary password of this user, whatever became of it. */
export async function findLatestPasswordMail(db: Db, webUserId: string): Promise<PasswordMail | undefined> {
  const [mail] = await db
    .select()
    .from(passwordMails)
    .where(eq(passwordMails.webUserId, webUserId))
    .orderBy(desc(passwordMails.requestedAt))
    .limit(1);
  return mail;
}

const administrators = alias(webUsers, 'administrators');

/** Whose password it is, and the administrator of the same company, to whom it is mailed. */
export async function findPasswordMailReaders(db: Db, webUserId: string) {
  const [found] = await db
    .select({ user: webUsers, administrator: administrators, companyName: insuredParties.name })
    .from(webUsers)
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .innerJoin(
      administrators,
      and(eq(administrators.insuredCode, webUsers.insuredCode), eq(administrators.kind, 'administrator')),
    )
    .where(eq(webUsers.webUserId, webUserId));
  if (!found) throw new Error('The company has no administrator to mail to');
  return found;
}

/** The member of staff whose password it is, and to whom it is mailed. */
export async function findStaffReader(db: Db, staffId: string) {
  const [found] = await db.select().from(staff).where(eq(staff.staffId, staffId));
  if (!found) throw new Error('There is no such member of staff');
  return found;
}

/** A password was stored, or why none was: mailed already, not wanted any more, or still wanted and a day old. */
export type StoredTemporaryPassword =
  | { outcome: 'stored'; mail: PasswordMail; expiresAt: Date }
  | { outcome: 'tooLate'; mail: PasswordMail }
  | { outcome: 'sent' }
  | { outcome: 'superseded' };

/**
 * Makes `temporaryHash` the one that works, in place of any made before. Nothing is stored where the mail was sent, a
 * newer one is asked for, the last try's password was used (so its mail did arrive), or a password was chosen since; and
 * nothing a day after it was asked for.
 */
export function storeTemporaryPassword(
  db: Db,
  passwordMailId: string,
  temporaryHash: string,
  now: Date,
): Promise<StoredTemporaryPassword> {
  return db.transaction(async (tx) => {
    const [mail] = await tx
      .select()
      .from(passwordMails)
      .where(eq(passwordMails.passwordMailId, passwordMailId))
      .for('update');
    if (!mail) throw new Error('The password mail is not there');
    if (mail.sentAt) return { outcome: 'sent' };
    if (await isNeededNoMore(tx, mail)) return { outcome: 'superseded' };
    if (isTooLateToMail(mail.requestedAt, now)) return { outcome: 'tooLate', mail };
    const expiresAt = temporaryPasswordExpiresAt(mail.kind, now);
    await putTemporaryPassword(tx, personOf(mail), {
      temporaryHash,
      temporaryKind: mail.kind,
      temporaryExpiresAt: expiresAt,
    });
    const [counted] = await tx
      .update(passwordMails)
      .set({ made: mail.made + 1 })
      .where(eq(passwordMails.passwordMailId, passwordMailId))
      .returning();
    if (!counted) throw new Error('The password mail is gone');
    return { outcome: 'stored', mail: counted, expiresAt };
  });
}

const personOf = ({ webUserId, staffId }: PasswordMail): Person =>
  webUserId ? webUser(webUserId) : staffMember(staffId ?? '');

const newerMails = alias(passwordMails, 'newer_mails');

async function isNeededNoMore(tx: Db, mail: PasswordMail) {
  const { passwordMailId, webUserId, staffId, requestedAt, made } = mail;
  const given = await lockPasswords(tx, personOf(mail));
  if (!given) throw new Error('The person has no credentials');
  const isUsed = made > 0 && given.temporaryHash === null;
  const isChosen = given.passwordChangedAt !== null && given.passwordChangedAt > requestedAt;
  if (isUsed || isChosen) return true;
  // Compared by Postgres: it keeps microseconds, which a Date has not.
  const [newer] = await tx
    .select({ passwordMailId: newerMails.passwordMailId })
    .from(newerMails)
    .innerJoin(passwordMails, gt(newerMails.requestedAt, passwordMails.requestedAt))
    .where(
      and(
        webUserId ? eq(newerMails.webUserId, webUserId) : eq(newerMails.staffId, staffId ?? ''),
        eq(passwordMails.passwordMailId, passwordMailId),
      ),
    )
    .limit(1);
  return newer !== undefined;
}

/** The mail server has taken the mail with the last password made. */
export async function recordPasswordMailSent(db: Db, passwordMailId: string, sentAt: Date): Promise<void> {
  await db.update(passwordMails).set({ sentAt }).where(eq(passwordMails.passwordMailId, passwordMailId));
}
