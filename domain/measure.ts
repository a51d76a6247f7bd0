import type { StaffOperation } from './staff-operation.ts';

/**
 * Measures (対応): what staff do to a company or one of its users on their own, without an application. Each needs a
 * reason, and stays in the history of the company. The texts are those of domain/staff-operation.ts.
 */
const about = {
  companySuspended: 'company',
  companyResumed: 'company',
  ipRestrictionLifted: 'company',
  accountNumberShown: 'company',
  userSuspended: 'user',
  userResumed: 'user',
  userEnabled: 'user',
  userSessionsEnded: 'user',
  letterOrdered: 'user',
} as const satisfies Partial<Record<StaffOperation, 'company' | 'user'>>;

export type Measure = keyof typeof about;
type About<Whom> = { [M in Measure]: (typeof about)[M] extends Whom ? M : never }[Measure];
export type CompanyMeasure = About<'company'>;
export type UserMeasure = About<'user'>;

/** Those that the customer is told by mail, reason included. */
type MailedMeasure = Exclude<Measure, 'accountNumberShown'>;

/** Characters of a reason at most. */
export const REASON_AT_MOST = 1000;

/** What the mail about a measure says, as of its moment. IPアドレス制限の解除 has a mail of its own. */
export interface MeasureFacts {
  reason: string;
  /** Whom it concerns, where it is not the whole company. */
  user?: { webUserId: string; name: string };
  /** As what its reader gets it: a measure about the administrator or all also goes to the company's registered contact. */
  reader: { as: 'administrator' | 'user' } | { as: 'contact'; name: string };
}
export type MeasureNoticeFacts = Record<Exclude<MailedMeasure, 'ipRestrictionLifted'>, MeasureFacts>;
