import type { Db } from '../../../db/client.ts';
import type { WebUser } from '../../../db/schema/web-users.ts';
import { findWebUser } from '../../../db/web-users.ts';
import type { Measure, MeasureFacts } from '../../../domain/measure.ts';
import { webUserIdOf } from '../../../domain/web-user.ts';
import type { Target } from './acts.ts';

/** Who is told of a measure, and where they are reached now. */
export interface Reader {
  recipient: Pick<WebUser, 'webUserId' | 'email'>;
  reader: MeasureFacts['reader'];
}

/**
 * The administrator; what concerns the administrator or the whole company also goes to the company's registered contact,
 * since the administrator's own mailbox may be the reason; what concerns a group viewer also to the viewer. Nobody where
 * there is no administrator.
 */
export async function readersOf(db: Db, measure: Measure, { overview, user }: Target): Promise<Reader[]> {
  if (measure === 'accountNumberShown') return [];
  const { insuredCode, contactEmail, contactName } = overview.company;
  const administrator = (await findWebUser(db, webUserIdOf(insuredCode, 0)))?.user;
  const toAdministrator: Reader[] = administrator
    ? [{ recipient: administrator, reader: { as: 'administrator' } }]
    : [];
  if (user?.kind === 'groupViewer') return [{ recipient: user, reader: { as: 'user' } }, ...toAdministrator];
  const isAboutAll = user?.kind === 'administrator' || (!user && measure !== 'ipRestrictionLifted');
  if (!administrator || !isAboutAll || isSame(contactEmail, administrator.email)) return toAdministrator;
  const recipient = { webUserId: administrator.webUserId, email: contactEmail };
  return [...toAdministrator, { recipient, reader: { as: 'contact', name: contactName } }];
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
