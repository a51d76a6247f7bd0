import type { BankAccountSummary } from './bank-account.ts';
import type { IpRestriction } from './ip-restriction.ts';

/**
 * Mails that only tell a person what was done: no link, no decision. By kind what such a mail says, as of the moment of
 * the act; it is kept in the database, so nothing that must stay secret belongs here.
 */
export interface NoticeFacts {
  /** 口座登録 (manual 4-9). */
  bankAccountRegistered: { account: BankAccountSummary };
  /** 口座情報変更 (manual 4-10). */
  bankAccountChanged: { before: BankAccountSummary; account: BankAccountSummary };
  /** 口座情報削除 (manual 4-11). */
  bankAccountDeleted: { account: BankAccountSummary };
  /** IPアドレス制限 changed by the administrator (manual 6-3 ⑦). */
  ipRestrictionChanged: { before: IpRestriction; after: IpRestriction; changedBy: string };
  /** IPアドレス制限 switched off by staff. */
  ipRestrictionLifted: { reason: string };
}

export type NoticeKind = keyof NoticeFacts;

/** A kind with the facts that belong to it. */
export type NoticeContent = {
  [Kind in NoticeKind]: { kind: Kind; facts: NoticeFacts[Kind] };
}[NoticeKind];
