import type { ReceivedMail } from '../../support/mail.ts';
import { waitFor } from '../../support/wait-for.ts';
import { mailboxOf } from '../companies.ts';
import type { Scene } from '../scene.ts';

/** Milliseconds: a mail is tried again after a minute at the latest. */
const PATIENCE = 90_000;

/**
 * The newest mail to a user's mailbox whose text is like `pattern`, once nothing more is tried for it; undefined where none
 * comes.
 */
export async function mailTo(
  { world: { mail } }: Scene,
  webUserId: string,
  pattern: RegExp,
  address = mailboxOf(webUserId),
): Promise<ReceivedMail | undefined> {
  const newest = () => mail.to(address).findLast(({ text }) => pattern.test(text));
  return waitFor(newest, { what: `a mail to ${address}`, timeout: PATIENCE }).catch(() => undefined);
}
