/** The change of an administrator's e-mail address (manual 4-2 ④): pending until the link is confirmed within 24 hours. */

export type EmailChangeStage = 'pending' | 'changed' | 'cancelled' | 'expired';

/** Hours for which a mailed link is good. */
export const LINK_VALID_HOURS = 24;
/** How often a verification mail may be sent again, so that nobody floods an address. */
export const RESENDS_AT_MOST = 10;

export interface EmailChangeProgress {
  stage: EmailChangeStage;
  /** Counts the links: 1 for the first mail, one more with each resend. Only the newest link is good. */
  generation: number;
}

export type EmailChangeCommand =
  | { kind: 'confirm'; generation: number }
  | { kind: 'cancel' }
  | { kind: 'resend' };

/** `suspended`: the user or their company is; the link may be good again later. */
export type EmailChangeRefusal = 'ended' | 'supersededLink' | 'tooManyResends' | 'suspended';

export function refusalOfEmailChange(
  progress: EmailChangeProgress,
  command: EmailChangeCommand,
): EmailChangeRefusal | undefined {
  if (progress.stage !== 'pending') return 'ended';
  if (command.kind === 'confirm' && command.generation !== progress.generation) return 'supersededLink';
  if (command.kind === 'resend' && progress.generation > RESENDS_AT_MOST) return 'tooManyResends';
  return undefined;
}

export function afterEmailChange(
  progress: EmailChangeProgress,
  command: EmailChangeCommand,
): EmailChangeProgress {
  if (command.kind === 'resend') return { ...progress, generation: progress.generation + 1 };
  return { ...progress, stage: command.kind === 'confirm' ? 'changed' : 'cancelled' };
}
