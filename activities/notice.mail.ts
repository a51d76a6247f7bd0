import type { NoticeContent } from '../domain/notice.ts';
import { bankAccountNotice } from './bank-account.mail.ts';
import { ipRestrictionChangedNotice, ipRestrictionLiftedNotice } from './ip-restriction.mail.ts';
import type { MailText, Sender } from './mail-text.ts';
import { measureNotice } from './measure.mail.ts';
import { staffAccountNotice } from './staff-account.mail.ts';
import { standInNotice } from './stand-in.mail.ts';

/** Whom a notice addresses, and when what it tells of was done. */
export interface NoticeReader extends Sender {
  /** Empty for staff. */
  companyName: string;
  /** Of the administrator, or of the member of staff. */
  name: string;
  at: Date;
}

/** The mail of each kind of notice. */
export function noticeMail(reader: NoticeReader, content: NoticeContent): MailText {
  switch (content.kind) {
    case 'bankAccountRegistered':
    case 'bankAccountChanged':
    case 'bankAccountDeleted':
      return bankAccountNotice(reader, content);
    case 'ipRestrictionChanged':
      return ipRestrictionChangedNotice(reader, content.facts);
    case 'ipRestrictionLifted':
      return ipRestrictionLiftedNotice(reader, content.facts);
    case 'companySuspended':
    case 'companyResumed':
    case 'userSuspended':
    case 'userResumed':
    case 'userEnabled':
    case 'userSessionsEnded':
    case 'letterOrdered':
      return measureNotice(reader, content);
    case 'standInNamed':
    case 'standInRevoked':
      return standInNotice(reader, content);
    default:
      return staffAccountNotice(reader, content);
  }
}
