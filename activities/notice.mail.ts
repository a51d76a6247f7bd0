import type { NoticeContent } from '../domain/notice.ts';
import { bankAccountNotice } from './bank-account.mail.ts';
import { ipRestrictionChangedNotice, ipRestrictionLiftedNotice } from './ip-restriction.mail.ts';
import type { MailText, Sender } from './mail-text.ts';

/** Whom a notice addresses, and when what it tells of was done. */
export interface NoticeReader extends Sender {
  companyName: string;
  /** Of the administrator. */
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
  }
}
