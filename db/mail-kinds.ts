import type { MailKind } from './schema/mail-log.ts';

/**
 * How a mail can be sent once more: `composed` anew by the rule that made the first; `secret` never, for what it carried
 * exists nowhere any more, and a new one is had by another act; `momentary` never, for it told of a moment that is over.
 */
export type ResendPolicy = 'composed' | 'secret' | 'momentary';

export const resendPolicy = {
  changeApplicationReceipt: 'composed',
  changeApplicationReturned: 'composed',
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
  oneTimePassword: 'secret',
  registrationReceipt: 'composed',
  registrationRejected: 'composed',
  registrationPosted: 'composed',
  bankAccountRegistered: 'composed',
  bankAccountChanged: 'composed',
  bankAccountDeleted: 'composed',
  ipRestrictionChanged: 'composed',
  ipRestrictionLifted: 'composed',
} as const satisfies Record<MailKind, ResendPolicy>;

type OfPolicy<Policy extends ResendPolicy> = {
  [Kind in MailKind]: (typeof resendPolicy)[Kind] extends Policy ? Kind : never;
}[MailKind];
export type ResendableMailKind = OfPolicy<'composed'>;
export type SecretMailKind = OfPolicy<'secret'>;

export const isResendable = (kind: MailKind): kind is ResendableMailKind => resendPolicy[kind] === 'composed';
export const carriesSecret = (kind: MailKind): kind is SecretMailKind => resendPolicy[kind] === 'secret';

/** Each try of these is a mail of its own. */
export const secretMailKinds = (Object.keys(resendPolicy) as MailKind[]).filter(carriesSecret);
