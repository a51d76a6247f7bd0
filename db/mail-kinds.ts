import type { NoticeKind } from '../domain/notice.ts';
import type { MailKind } from './schema/mail-log.ts';

/**
 * How a mail can be sent once more: `composed` anew by the rule that made the first; `secret` never, for what it carried
 * exists nowhere any more, and a new one is had by another act; `momentary` never, for it told of a moment that is over.
 */
export type ResendPolicy = 'composed' | 'secret' | 'momentary';

/** Notices are composed of the facts that are kept of them; of the others each says how it is. */
type WorkMailKind = Exclude<MailKind, NoticeKind>;

const policies = {
  changeApplicationReceipt: 'composed',
  changeApplicationReturned: 'composed',
  changeApplicationApproved: 'momentary',
  changeApplicationReminded: 'momentary',
  changeApplicationLastReminded: 'momentary',
  dueAlerts: 'momentary',
  changeApplicationRejected: 'composed',
  changeApplicationWithdrawn: 'composed',
  changeApplicationExpired: 'composed',
  changeApplicationCompleted: 'composed',
  emailVerification: 'secret',
  emailChangeNotice: 'secret',
  emailChanged: 'composed',
  passwordReissued: 'secret',
  applicantPasswordIssued: 'secret',
  applicantPasswordReset: 'secret',
  staffPasswordIssued: 'secret',
  staffPasswordReset: 'secret',
  oneTimePassword: 'secret',
  registrationReceipt: 'composed',
  registrationRejected: 'composed',
  registrationPosted: 'composed',
} as const satisfies Record<WorkMailKind, ResendPolicy>;

type OfPolicy<Policy extends ResendPolicy> = {
  [Kind in WorkMailKind]: (typeof policies)[Kind] extends Policy ? Kind : never;
}[WorkMailKind];
/** What is composed anew, notices apart. */
export type ComposedMailKind = OfPolicy<'composed'>;
export type SecretMailKind = OfPolicy<'secret'>;

export const isNotice = (kind: MailKind): kind is NoticeKind => !Object.hasOwn(policies, kind);
export const resendPolicy = (kind: MailKind): ResendPolicy => (isNotice(kind) ? 'composed' : policies[kind]);
export const carriesSecret = (kind: MailKind): kind is SecretMailKind => resendPolicy(kind) === 'secret';

const workMailKinds = Object.keys(policies) as WorkMailKind[];
/** Each try of these is a mail of its own. */
export const secretMailKinds = workMailKinds.filter(carriesSecret);
/** What is never sent once more. */
export const mailKindsNotResent = workMailKinds.filter((kind) => resendPolicy(kind) !== 'composed');
