import type { BankAccountSummary } from './bank-account.ts';
import type { IpRestriction } from './ip-restriction.ts';
import type { MeasureNoticeFacts } from './measure.ts';
import type { StaffAccountChange } from './staff-account.ts';

/**
 * Mails that only tell a person what was done: no link, no decision. By kind what such a mail says, as of the moment of
 * the act; it is kept in the database, so nothing that must stay secret belongs here.
 */
interface CustomerNoticeFacts extends MeasureNoticeFacts {
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

/** To members of staff about their own accounts (ASVS V6.3.7); `by` is the name of who did it. */
export interface StaffNoticeFacts {
  staffAccountChanged: { changes: StaffAccountChange[]; by: string };
  staffSuspended: { by: string };
  staffResumed: { by: string };
  staffSessionsEnded: { by: string };
  staffPasswordChanged: Record<string, never>;
  secondFactorSet: Record<string, never>;
  secondFactorRemoved: Record<string, never>;
  secondFactorReset: { by: string; reason: string };
  recoveryCodesMade: Record<string, never>;
  recoveryCodeUsed: { left: number; address: string };
}

/** To both people of a 代行: who decides for whom, and until when. */
export interface StandInNoticeFacts {
  standInNamed: StandInNotice;
  standInRevoked: StandInNotice;
}
interface StandInNotice {
  principalName: string;
  standInName: string;
  fromDate: string;
  untilDate: string;
  by: string;
}

export interface NoticeFacts extends CustomerNoticeFacts, StaffNoticeFacts, StandInNoticeFacts {}

export type NoticeKind = keyof NoticeFacts;

/** A kind with the facts that belong to it. */
export type NoticeContent<Among extends NoticeKind = NoticeKind> = {
  [Kind in Among]: { kind: Kind; facts: NoticeFacts[Kind] };
}[Among];
export type StaffNoticeContent = NoticeContent<keyof StaffNoticeFacts>;
export type StandInNoticeContent = NoticeContent<keyof StandInNoticeFacts>;
