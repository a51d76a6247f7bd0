import { randomBytes } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { emailChanges, insuredParties, webUsers } from '../db/schema/index.ts';
import { tokenHash } from '../db/sessions.ts';
import {
  addressChangedMail,
  changedNoticeMail,
  changeNoticeMail,
  verificationMail,
} from './email-change.mail.ts';
import type { ActivityDependencies } from './index.ts';
import type { Mail } from './mailer.ts';

interface Reference {
  emailChangeId: string;
}

/** The mails of `emailVerification`. A link's token exists in the mail alone; the database keeps its hash. */
export const emailChangeMailActivities = ({
  db,
  mailer,
  now,
  publicUrl,
  institutionName,
}: ActivityDependencies) => ({
  /**
   * Mails the link that confirms to the new address. Safe to repeat: it only acts while the change is pending and this
   * is the newest link, and not once the mail was accepted. A repeated try makes a new token, and the one before dies:
   * if the server had accepted that mail after all, the reader uses the later of the two. So each try is a mail of its
   * own, with its own Message-ID: a mailbox that drops copies must not keep a dead link.
   */
  async sendVerification({ emailChangeId, generation }: Reference & { generation: number }): Promise<void> {
    const mail = { kind: 'emailVerification', reference: emailChangeId } as const;
    const before = await findEmailChange(db, emailChangeId);
    if (before?.confirmTokenHash && (await mailer.isDelivered({ ...mail, n: before.confirmLinksMade })))
      return;
    const token = newToken();
    const change = await setConfirmToken(db, emailChangeId, generation, tokenHash(token));
    if (!change || change.expiresAt <= now()) return mailer.abandon(mail);
    const text = verificationMail({ publicUrl, institutionName, token, expiresAt: change.expiresAt });
    await mailer.deliver({ ...mail, n: change.confirmLinksMade, to: change.newEmail, ...text });
  },

  /**
   * Mails the old address a notice with a link that cancels; where the change was quicker than the mail, that another
   * address is the current one: its owner hears of a change in any case. Safe to repeat, as `sendVerification` is.
   */
  async sendChangeNotice({ emailChangeId }: Reference): Promise<void> {
    const mail = { kind: 'emailChangeNotice', reference: emailChangeId } as const;
    const before = await findEmailChange(db, emailChangeId);
    if (before && (await mailer.isDelivered({ ...mail, n: before.cancelLinksMade }))) return;
    const token = newToken();
    const change = await setCancelToken(db, emailChangeId, tokenHash(token));
    if (!change) {
      const changed = await composeChangedNotice({ db, publicUrl, institutionName }, emailChangeId);
      return changed ? mailer.deliver(changed) : mailer.abandon(mail);
    }
    const { companyName } = await findParticulars(db, emailChangeId);
    const text = changeNoticeMail({
      publicUrl,
      institutionName,
      companyName,
      token,
      requestedAt: change.requestedAt,
    });
    await mailer.deliver({ ...mail, n: change.cancelLinksMade, to: change.oldEmail, ...text });
  },

  /** Tells the new address that it is the current one. Safe to repeat: the mail log shows that it was accepted. */
  async sendAddressChanged({ emailChangeId }: Reference): Promise<void> {
    await mailer.deliver(await composeAddressChanged({ db, publicUrl, institutionName }, emailChangeId));
  },
});

type Composing = Pick<ActivityDependencies, 'db' | 'publicUrl' | 'institutionName'>;

/** To the old address, without a link: nothing can be cancelled any more. Nothing where the address stayed as it was. */
async function composeChangedNotice(
  { db, publicUrl, institutionName }: Composing,
  emailChangeId: string,
): Promise<Mail | undefined> {
  const { change, companyName } = await findParticulars(db, emailChangeId);
  if (change.stage !== 'changed') return undefined;
  const changedAt = change.endedAt ?? change.requestedAt;
  return {
    kind: 'emailChangeNotice',
    reference: emailChangeId,
    n: change.cancelLinksMade + 1,
    to: change.oldEmail,
    ...changedNoticeMail({ publicUrl, institutionName, companyName, changedAt }),
  };
}

/** To the new address: it is the current one. */
export async function composeAddressChanged(
  { db, publicUrl, institutionName }: Composing,
  emailChangeId: string,
): Promise<Mail> {
  const { change, companyName } = await findParticulars(db, emailChangeId);
  const changedAt = change.endedAt ?? change.requestedAt;
  return {
    kind: 'emailChanged',
    reference: emailChangeId,
    n: 1,
    to: change.newEmail,
    ...addressChangedMail({ publicUrl, institutionName, companyName, changedAt }),
  };
}

/** 256 bits from the system's generator. */
const newToken = () => randomBytes(32).toString('base64url');

async function findEmailChange(db: Db, emailChangeId: string) {
  const [change] = await db.select().from(emailChanges).where(eq(emailChanges.emailChangeId, emailChangeId));
  return change;
}

async function setConfirmToken(db: Db, emailChangeId: string, generation: number, confirmTokenHash: string) {
  const [change] = await db
    .update(emailChanges)
    .set({ confirmTokenHash, confirmLinksMade: sql`${emailChanges.confirmLinksMade} + 1` })
    .where(
      and(
        eq(emailChanges.emailChangeId, emailChangeId),
        eq(emailChanges.stage, 'pending'),
        eq(emailChanges.generation, generation),
      ),
    )
    .returning();
  return change;
}

async function setCancelToken(db: Db, emailChangeId: string, cancelTokenHash: string) {
  const [change] = await db
    .update(emailChanges)
    .set({ cancelTokenHash, cancelLinksMade: sql`${emailChanges.cancelLinksMade} + 1` })
    .where(and(eq(emailChanges.emailChangeId, emailChangeId), eq(emailChanges.stage, 'pending')))
    .returning();
  return change;
}

async function findParticulars(db: Db, emailChangeId: string) {
  const [found] = await db
    .select({ change: emailChanges, companyName: insuredParties.name })
    .from(emailChanges)
    .innerJoin(webUsers, eq(webUsers.webUserId, emailChanges.webUserId))
    .innerJoin(insuredParties, eq(insuredParties.insuredCode, webUsers.insuredCode))
    .where(eq(emailChanges.emailChangeId, emailChangeId));
  if (!found) throw new Error('The e-mail change is not there');
  return found;
}
