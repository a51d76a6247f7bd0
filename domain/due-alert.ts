import { addBusinessDays, type ClosingDays, lastBusinessDayBefore } from './business-days.ts';
import { dateInTokyo, nineInTokyo, timeInTokyo } from './calendar-date.ts';
import type { WorkType } from './work.ts';

/**
 * What staff are told about a due date: whoever works on it the business day before, the supervisors once it has passed.
 * Pure; the moments fall on 09:00 in Tokyo of a business day, when people are there to read.
 */

export type DueAlertKind = 'dueSoon' | 'overdue';

/** Kinds of work that have a due date. */
export type DueWork = Exclude<WorkType, 'groupViewer'>;

/** What to do about a due date now, and when to look at it again; nothing more to look at, if that is missing. */
export interface DueAlertStep {
  tell?: DueAlertKind;
  lookAgain?: { at: Date; for: DueAlertKind };
}

/** As of `now`: before the reminder nothing; from then until the due date, and again once it has passed, whom to tell. */
export function dueAlertStep(dueAt: Date, now: Date, closingDays: ClosingDays): DueAlertStep {
  const reminder = reminderAt(dueAt, closingDays);
  const escalation = escalationAt(dueAt, closingDays);
  if (now >= escalation) return { tell: 'overdue' };
  const lookAgain = { at: escalation, for: 'overdue' } as const;
  if (now > dueAt) return { lookAgain };
  if (now >= reminder) return { tell: 'dueSoon', lookAgain };
  return { lookAgain: { at: reminder, for: 'dueSoon' } };
}

/** The last business day before the day on which it is due. */
const reminderAt = (dueAt: Date, closingDays: ClosingDays) =>
  nineInTokyo(lastBusinessDayBefore(dateInTokyo(dueAt), closingDays));

/** The first business day after the day on which it was due. */
const escalationAt = (dueAt: Date, closingDays: ClosingDays) =>
  nineInTokyo(addBusinessDays(dateInTokyo(dueAt), 1, closingDays));

/** Alerts of so many minutes go out together: one mail each morning rather than one a case. */
const DIGEST_MINUTES = 5;
/** Longer than a transaction takes that began before the period ended. */
const GRACE_MS = 30_000;

export interface Digest {
  /** `20261125-0900`, in Tokyo; part of the mails' Message-IDs. */
  digest: string;
  sendAt: Date;
}

/** The mails with which an alert of this moment goes out. */
export function digestOf(instant: Date): Digest {
  const period = DIGEST_MINUTES * 60_000;
  const start = Math.floor(instant.getTime() / period) * period;
  const begin = new Date(start);
  const [day, minute] = [dateInTokyo(begin), timeInTokyo(begin).slice(0, 5)];
  return {
    digest: `${day.replaceAll('-', '')}-${minute.replace(':', '')}`,
    sendAt: new Date(start + period + GRACE_MS),
  };
}
